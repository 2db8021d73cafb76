import Foundation
import HTTP
import HostileServer
import LoadEngine
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RequestTests {
    @Test func bodiesAndTheirLength() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let head: [TemplatePart] = [
                .literal(Array("POST /".utf8)), .userIndex, .literal(Array(" HTTP/1.1\r\nContent-Length: ".utf8)),
                .contentLength,
                .literal(Array("\r\n\r\n".utf8)),
            ]
            let body: [TemplatePart] = [.literal(Array("{\"n\":".utf8)), .requestIndex, .literal(Array("}".utf8))]
            var plan = LoadPlan.test(
                server.url,
                .closed(users: 3),
                50 * milliseconds,
                method: "POST",
                head: head,
                body: body
            )
            plan.threads = 2
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.failed == 0)
            for request in server.requests {
                let parts = request.components(separatedBy: "\r\n\r\n")
                #expect(parts[0].hasSuffix("Content-Length: \(parts[1].utf8.count)"))
                #expect(["POST /0 H", "POST /1 H", "POST /2 H"].contains(String(request.prefix(9))))
            }
            #expect(
                Set(server.requests.map { $0.components(separatedBy: "\r\n\r\n")[1] }).count == server.requests.count
            )
        }
    }

    @Test func largeRequestsAreSentWhole() throws {
        try TestServer.run({ request, _, _ in .ok("\(request.utf8.count)") }) { server in
            let line = "POST / HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n"
            let body = [TemplatePart.literal([UInt8](repeating: 0x61, count: 4_000_000))]
            let judge = ResponseJudge(isRepeatable: true) { response, _ in
                String(decoding: response.body, as: UTF8.self) == "\(line.utf8.count + 4_000_000)" ? nil : "length"
            }
            let plan = LoadPlan.test(
                server.url,
                .constant(20),
                100 * milliseconds,
                method: "POST",
                head: [.literal(Array(line.utf8))],
                body: body,
                check: EndpointCheck(judge: judge)
            )
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 2)
            #expect(report.counts.broken == 0)
        }
    }

    @Test func preparedRequests() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let source = RequestSource(capacity: 4) { index, request in
                request.bytes.append(
                    contentsOf:
                        "GET /\(index) HTTP/1.1\r\nSignature: \(String(repeating: "x", count: Int(index)))\r\n\r\n".utf8
                )
            }
            var plan = LoadPlan.test(server.url, .constant(500), 100 * milliseconds)
            plan.threads = 2
            plan.endpoints[0].pattern = .source(source)
            var other = plan.endpoints[0]
            other.pattern = .source(source)
            plan.endpoints.append(other)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 50)
            let indices = server.requests.compactMap { Int($0.split(separator: " ")[1].dropFirst()) }
            #expect(indices.sorted() == Array(0..<50))
            for (request, index) in zip(server.requests, indices) {
                #expect(request.hasSuffix("Signature: \(String(repeating: "x", count: index))\r\n\r\n"))
            }
        }
    }

    /// What is ready and mustn't be sent any more is made again, by its index: here each third answer changes what
    /// requests hold.
    @Test(arguments: [UInt64.max, 0]) func staleRequestsAreMadeAgain(_ longestAge: UInt64) throws {
        let version = Mutex<UInt64>(0)
        let script: TestServer.Script = { _, _, total in
            if total % 3 == 2 { version.withLock { $0 += 1 } }
            return .ok()
        }
        try TestServer.run(script) { server in
            var source = RequestSource { index, request in
                let version = version.withLock { $0 }
                request.bytes.append(contentsOf: "GET /\(index)-\(version) HTTP/1.1\r\n\r\n".utf8)
            }
            if longestAge == .max { source.version = { version.withLock { $0 } } }
            source.longestAge = longestAge
            var plan = LoadPlan.test(server.url, .closed(users: 1, think: .none), 20_000 * milliseconds)
            plan.requests = 60
            plan.endpoints[0].pattern = .source(source)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            let sent = server.requests.map { String($0.split(separator: " ")[1]) }
            #expect(sent == (0..<60).map { "/\($0)-\($0 / 3)" })
        }
    }

    @Test func slowSourcesAreWaitedForAndCounted() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let source = RequestSource(capacity: 1) { index, request in
                usleep(5000)
                request.bytes.append(contentsOf: "GET /\(index) HTTP/1.1\r\n\r\n".utf8)
            }
            var plan = LoadPlan.test(server.url, .constant(1000), 20 * milliseconds)
            plan.endpoints[0].pattern = .source(source)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 20)
            #expect((report.threads.first?.sourceWaits ?? 0) > 0)
            #expect((report.threads.first?.sourceWait ?? 0) > 0)
        }
    }

    @Test func emptyRequestsFail() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(
                server.url,
                .closed(users: 1, think: .constant(5 * milliseconds)),
                50 * milliseconds
            )
            plan.endpoints[0].pattern = .source(
                RequestSource { index, request in
                    if index > 0 { request.bytes.append(contentsOf: "GET / HTTP/1.1\r\n\r\n".utf8) }
                }
            )
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.failures == [.request: 1])
            #expect(report.counts.completed == report.counts.sent - 1)
        }
    }

    @Test func rowsThatAreGivenOnceEndTheLoad() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let feeder = try DataFeeder((0..<7).map { [Array("row\($0)".utf8)] }, order: .uniqueOnce)
            let head: [TemplatePart] = [
                .literal(Array("GET /".utf8)), .value(feeder, column: 0), .literal(Array(" HTTP/1.1\r\n\r\n".utf8)),
            ]
            var plan = LoadPlan.test(server.url, .constant(100), 20_000 * milliseconds, head: head)
            plan.threads = 2
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 7)
            #expect(report.threads.allSatisfy { $0.feederIsExhausted })
            #expect(Set(server.requests.map { $0.split(separator: " ")[1] }) == Set((0..<7).map { "/row\($0)" }))
        }
    }
}
