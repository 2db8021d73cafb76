import Foundation
import HTTP
import HostileServer
import LoadEngine
import Measurement
import Synchronization
import Testing

/// Requests of one load that go to several origins, and values that no template holds.
@Suite(.timeLimit(.minutes(1)))
struct OriginTests {
    private static func request(_ path: String) -> [UInt8] { Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n".utf8) }

    @Test(
        "Each request goes to its own origin, over connections that are kept",
        arguments: [LoadModel.constant(400), .closed(users: 3)],
        [true, false]
    )
    func ownOrigins(_ model: LoadModel, _ isMadeAhead: Bool) throws {
        try TestServer.run({ _, _, _ in .ok() }) { one in
            try TestServer.run({ _, _, _ in .ok() }) { other in
                var plan = LoadPlan.test(one.url, model, 100 * milliseconds)
                plan.threads = 2
                let origins = LoadOrigins()
                plan.origins = origins
                let make = { @Sendable (index: UInt64, request: inout MadeRequest) in
                    request.origin = (try? origins.number(index % 2 == 0 ? one.url : other.url)) ?? -1
                    request.bytes += Self.request("/\(index % 2)")
                }
                _ = try origins.number(one.url)
                plan.endpoints[0].pattern =
                    isMadeAhead
                    ? .source(RequestSource { make($0, &$1) }) : .made(RequestMaker { make($0.index, &$1) })
                let report = try LoadEngine.run(plan)
                expectSums(report)
                #expect(report.counts.failed == 0 && report.counts.completed > 10)
                #expect(Set(one.requests.map { $0.prefix(6) }) == ["GET /0"])
                #expect(Set(other.requests.map { $0.prefix(6) }) == ["GET /1"])
                #expect(one.requests.count + other.requests.count == report.counts.completed)
                #expect(one.connections <= 8 && other.connections <= 8)
            }
        }
    }

    @Test("Templates of two origins, and one that nobody listens at")
    func templatesOfSeveralOrigins() throws {
        let nobody = "http://127.0.0.1:\(try TestServer.unusedPort())"
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(server.url, .constant(200), 100 * milliseconds)
            let origins = LoadOrigins()
            _ = try origins.number(server.url)
            plan.origins = origins
            var lost = plan.endpoints[0]
            lost.name = "lost"
            lost.origin = try origins.number(nobody)
            plan.endpoints.append(lost)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == server.requests.count && report.counts.completed > 0)
            #expect(Set(report.counts.failures.keys) == [.refused])
            #expect(report.failures.allSatisfy { $0.endpoint == 1 && $0.origin == 1 })
        }
    }

    @Test("A flow goes on at another origin and comes back")
    func flowsBetweenOrigins() throws {
        try TestServer.run({ _, _, _ in .ok() }) { one in
            try TestServer.run({ _, _, _ in .ok() }) { other in
                var plan = LoadPlan.test(one.url, .constant(100), 100 * milliseconds)
                let origins = LoadOrigins()
                _ = try origins.number(one.url)
                plan.origins = origins
                for (place, url) in [other.url, one.url, other.url].enumerated() {
                    var step = plan.endpoints[0]
                    step.weight = 0
                    step.next = nil
                    step.origin = try origins.number(url)
                    plan.endpoints[place].next = place + 1
                    plan.endpoints.append(step)
                }
                let report = try LoadEngine.run(plan)
                expectSums(report)
                #expect(report.counts.completed == 40 && report.flows.first?.completed == 10)
                #expect(one.requests.count == 20 && other.requests.count == 20)
            }
        }
    }

    @Test("A refused origin fails its requests with the reason, in the category request")
    func refusedOrigins() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let asked = Mutex(0)
            let origins = LoadOrigins { origin in
                asked.withLock { $0 += 1 }
                return origin.contains("example") ? "nobody has allowed it" : nil
            }
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            plan.origins = origins
            plan.endpoints[0].pattern = .made(
                RequestMaker { occasion, request in
                    do throws(LoadOrigins.Refusal) {
                        request.origin = try origins.number(
                            occasion.index % 2 == 0 ? server.url : "http://www.example.com"
                        )
                        request.bytes += Self.request("/")
                    } catch {
                        request.problem = error.reason
                    }
                }
            )
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 5 && report.counts.failures == [.request: 5])
            #expect(report.failures.map(\.detail) == ["nobody has allowed it"])
            #expect(asked.withLock { $0 } == 2)
        }
    }

    @Test("There are never more origins than a load may have")
    func manyOrigins() throws {
        let origins = LoadOrigins()
        for number in 0..<64 { #expect(try origins.number("http://host\(number)") == number) }
        #expect(throws: LoadOrigins.Refusal.self) { try origins.number("http://another") }
        #expect(try origins.number("http://host63") == 63)
        #expect(origins[3] == "http://host3" && origins[99] == "")
    }

    @Test(
        "A row whose value fits no template is made by itself, with the row that it has",
        arguments: [
            DataFeeder.Order.sequential, .random, .uniqueOnce,
        ]
    )
    func valuesThatDoNotFit(_ order: DataFeeder.Order) throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let feeder = try DataFeeder(rows: 4, columns: 1, order: order) { row, _ in
                row == 2 ? nil : Array("row\(row)".utf8)
            }
            var plan = LoadPlan.test(server.url, .constant(200), 100 * milliseconds)
            plan.seed = 3
            let head: [TemplatePart] = [
                .literal(Array("GET /".utf8)), .value(feeder, column: 0), .literal(Array(" HTTP/1.1\r\n\r\n".utf8)),
            ]
            let maker = RequestMaker { occasion, request in
                let row = DataFeeder.row(occasion.index, of: 4, isRandom: order == .random, seed: 3)
                if row == 2, occasion.index > 10 {
                    request.problem = "can't be sent"
                } else {
                    request.bytes += Self.request("/made\(row)")
                }
            }
            plan.endpoints[0].pattern = .template(RequestTemplate(head: head), otherwise: maker)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            let targets = Set(server.requests.map { $0.split(separator: " ")[1] })
            #expect(targets == ["/row0", "/row1", "/made2", "/row3"])
            #expect(report.counts.sent == (order == .uniqueOnce ? 4 : 20))
            #expect(report.failures.map(\.detail) == (order == .uniqueOnce ? [] : ["can't be sent"]))
        }
    }
}
