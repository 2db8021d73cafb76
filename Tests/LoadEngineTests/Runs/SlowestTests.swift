import Foundation
import HTTP
import HostileServer
import LoadEngine
import Testing

/// The slowest responses are kept, and how to find them.
@Suite(.timeLimit(.minutes(1)))
struct SlowestTests {
    /// A request that says which it is, and carries the same as its trace.
    private static let head: [TemplatePart] = [
        .literal(Array("GET /".utf8)), .requestIndex,
        .literal(Array(" HTTP/1.1\r\nHost: test\r\nTraceParent: \t00-\(trace)-0123456789abcdef-01\r\n\r\n".utf8)),
    ]
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test("The first request, which is answered after all others, is the slowest")
    func slowestIsFirst() throws {
        let others = DispatchSemaphore(value: 0)
        let script: TestServer.Script = { request, _, _ in
            if request.hasPrefix("GET /0 ") {
                for _ in 0..<19 { others.wait() }
            } else {
                others.signal()
            }
            return .ok()
        }
        try TestServer.run(script) { server in
            let plan = LoadPlan.test(server.url, .constant(100), 200 * milliseconds, head: Self.head)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 20)
            let first = try #require(report.slowest.first)
            #expect(first.index == 0 && first.status == 200 && first.trace?.description == Self.trace)
            #expect(first.intended >= report.begin && first.responseTime >= first.serviceTime)
            let times = report.slowest.map(\.responseTime)
            #expect(times.count == 10 && times == times.sorted(by: >))
            #expect(Set(report.slowest.map(\.index)).count == 10)
        }
    }

    @Test("What isn't measured isn't kept, and without a trace there is none")
    func withoutWarmUp() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            plan.warmUp = 50 * milliseconds
            let report = try LoadEngine.run(plan)
            #expect(report.slowest.count == min(10, report.counts.completed))
            #expect(report.slowest.allSatisfy { $0.trace == nil && $0.intended >= report.begin })
        }
    }
}
