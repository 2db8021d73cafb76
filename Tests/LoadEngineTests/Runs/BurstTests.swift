import Foundation
import HTTP
import HostileServer
import LoadEngine
import Measurement
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct BurstTests {
    private static func plan(_ url: String, _ count: Int, _ release: BurstPlan.Release = .lastByte) -> BurstPlan {
        let template = RequestTemplate(
            head: [
                .literal(Array("POST /".utf8)), .requestIndex,
                .literal(Array(" HTTP/1.1\r\nContent-Length: 2\r\n\r\n".utf8)),
            ],
            body: [.literal(Array("{}".utf8))]
        )
        let endpoint = LoadEndpoint(name: "one", method: "POST", pattern: .template(template))
        var plan = BurstPlan(target: url, endpoints: [endpoint], count: count)
        plan.release = release
        return plan
    }

    @Test(arguments: BurstPlan.Release.allCases, [1, 2])
    func allResponses(_ release: BurstPlan.Release, _ threads: Int) throws {
        try TestServer.run({ request, _, _ in .ok(String(request.split(separator: " ")[1])) }) { server in
            var plan = Self.plan(server.url, 50, release)
            plan.threads = threads
            let report = try LoadEngine.burst(plan)
            expectSums(report.figures)
            #expect(report.figures.counts.offered == 50)
            #expect(report.figures.counts.completed == 50)
            #expect(report.responses.map(\.index) == Array(0..<50))
            #expect(report.responses.allSatisfy { String(decoding: $0.body, as: UTF8.self) == "/\($0.index)" })
            #expect(
                report.responses.allSatisfy { String(decoding: $0.head.prefix(15), as: UTF8.self) == "HTTP/1.1 200 OK" }
            )
            #expect(server.connections == 50)
            #expect(report.releases.map(\.count) == (threads == 1 ? [50] : [25, 25]))
            #expect(report.releaseSpread > 0)
            #expect(report.releaseSpread >= report.releases.map(\.spread).max() ?? 0)
            #expect(report.figures.sendDelay.count == 50)
            // Each byte went out once, the held ones too.
            #expect(report.figures.counts.bytesOut == server.requests.reduce(0) { $0 + $1.utf8.count })
            // All were let go before the first was answered for long.
            #expect(report.responses.allSatisfy { $0.sent < $0.completed })
        }
    }

    /// No request is whole before all are ready: the server, which sees whole requests only, sees none until then.
    @Test func lastByteIsHeldUntilAllAreOpen() throws {
        let connections = Mutex<[Int]>([])
        let holder = Mutex<TestServer?>(nil)
        let server = try TestServer { _, _, _ in
            let open = holder.withLock { $0?.connections ?? 0 }
            connections.withLock { $0.append(open) }
            return .ok()
        }
        holder.withLock { $0 = server }
        defer {
            server.stop()
            holder.withLock { $0 = nil }
        }
        // Were it not held, the first request would be whole long before the second connection.
        var plan = Self.plan(server.url, 4)
        plan.connections.openingInterval = 50 * milliseconds
        let report = try LoadEngine.burst(plan)
        #expect(report.figures.counts.completed == 4)
        #expect(connections.withLock { $0.allSatisfy { $0 > 1 } })
    }

    @Test func failuresAreCounted() throws {
        let port = try TestServer.unusedPort()
        let report = try LoadEngine.burst(Self.plan("http://127.0.0.1:\(port)", 5))
        expectSums(report.figures)
        #expect(report.figures.counts.failures == [.refused: 5])
        #expect(report.responses.isEmpty)

        try TestServer.run({ _, _, total in total == 0 ? .close : .ok() }) { server in
            let report = try LoadEngine.burst(Self.plan(server.url, 5))
            expectSums(report.figures)
            #expect(report.figures.counts.failures == [.reset: 1])
            #expect(report.responses.count == 4)
        }
    }

    @Test func timeoutAndStop() throws {
        try TestServer.run({ _, _, total in total == 0 ? .ok() : .silence }) { server in
            var plan = Self.plan(server.url, 3)
            plan.timeout = 50 * milliseconds
            let report = try LoadEngine.burst(plan)
            expectSums(report.figures)
            #expect(report.figures.counts.failures == [.timeout: 2])
        }
        try TestServer.run({ _, _, _ in .silence }) { server in
            let control = LoadControl()
            let stopper = Thread {
                while server.requests.count < 3 { usleep(1000) }
                control.stop()
            }
            stopper.start()
            let report = try LoadEngine.burst(Self.plan(server.url, 3), control: control)
            expectSums(report.figures)
            #expect(report.figures.counts.failures == [.cancelled: 3])
        }
    }

    // MARK: Memory

    /// A plan whose responses may be 256 KiB, of which several fit into what may be held, and twenty don't.
    private static func crowded(_ url: String) -> BurstPlan {
        var plan = plan(url, 20)
        plan.threads = 1
        plan.configuration.maxBody = 256 << 10
        plan.heldBytes = 0
        return plan
    }

    @Test func keptResponsesAreBounded() throws {
        let content = String(repeating: "x", count: 200_000)
        try TestServer.run({ _, _, _ in .ok(content) }) { server in
            let report = try LoadEngine.burst(Self.crowded(server.url))
            expectSums(report.figures)
            let lacking = report.figures.counts.failures[.local] ?? 0
            #expect(lacking > 0 && !report.responses.isEmpty)
            #expect(report.responses.count + lacking == 20)
            #expect(report.responses.allSatisfy { $0.body.count == content.utf8.count })

            // Judged as they come, they need no room.
            var plan = Self.crowded(server.url)
            plan.keepsResponses = false
            let dropped = try LoadEngine.burst(plan)
            expectSums(dropped.figures)
            #expect(dropped.figures.counts.completed == 20 && dropped.responses.isEmpty)
        }
    }

    /// Responses that are all begun and none complete.
    @Test func responsesThatAreReceivedAreBounded() throws {
        let begun = "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + String(repeating: "x", count: 199_000)
        try TestServer.run({ _, _, _ in .parts([begun]) }) { server in
            var plan = Self.crowded(server.url)
            plan.keepsResponses = false
            plan.timeout = 500 * milliseconds
            plan.endpoints[0].check.judge = ResponseJudge(isRepeatable: false) { _, _ in nil }
            let report = try LoadEngine.burst(plan)
            expectSums(report.figures)
            #expect(report.figures.counts.failures[.local] ?? 0 > 0)
            #expect(report.figures.counts.failures[.timeout] ?? 0 > 0)
            #expect(report.figures.failures.contains { $0.detail.contains("take more than") })
        }
    }

    @Test func brokenExpectations() throws {
        try TestServer.run({ _, _, total in total == 0 ? .ok() : .parts(["HTTP/1.1 409 C\r\nContent-Length: 0\r\n\r\n"])
        }) {
            server in
            var plan = Self.plan(server.url, 4)
            plan.endpoints[0].check = EndpointCheck(statuses: [200...200])
            let report = try LoadEngine.burst(plan)
            expectSums(report.figures)
            #expect(report.figures.counts.broken == 3)
            #expect(report.responses.compactMap(\.broken) == ["status 409", "status 409", "status 409"])
        }
    }
}
