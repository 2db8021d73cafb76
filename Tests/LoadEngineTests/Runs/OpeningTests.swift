import Foundation
import HTTP
import HostileServer
import LoadEngine
import Measurement
import Testing

/// Connections that are slow to open, or never do: the server accepts them and doesn't speak TLS.
@Suite(.timeLimit(.minutes(1)))
struct OpeningTests {
    private static func burst(_ url: String, _ count: Int, timeout: UInt64) -> BurstPlan {
        let template = RequestTemplate(head: [.literal(Array("GET / HTTP/1.1\r\nHost: test\r\n\r\n".utf8))])
        let endpoint = LoadEndpoint(name: "one", method: "GET", pattern: .template(template))
        var plan = BurstPlan(target: url, endpoints: [endpoint], count: count)
        plan.timeout = timeout
        return plan
    }

    private static func secured(_ server: TestServer) -> String { "https://127.0.0.1:\(server.port)" }

    @Test("Each opening has the request's time, and doesn't wait for those before it")
    func openingsKeepTheTimeOut() throws {
        try TestServer.run({ _, _, _ in .silence }) { server in
            let start = ContinuousClock.now
            let report = try LoadEngine.burst(Self.burst(Self.secured(server), 160, timeout: 2000 * milliseconds))
            // One after the other on each of 8 threads they would take 40 s.
            #expect(ContinuousClock.now - start < .seconds(20))
            expectSums(report.figures)
            #expect(report.figures.counts.offered == 160)
            #expect(report.figures.counts.completed == 0)
            #expect(report.figures.counts.unopened == report.figures.counts.failures[.timeout] ?? 0)
            #expect(report.figures.counts.unopened + report.figures.counts.unsent == 160)
        }
    }

    @Test func aLoadEndsByItsDrain() throws {
        try TestServer.run({ _, _, _ in .silence }) { server in
            var plan = LoadPlan.test(Self.secured(server), .closed(users: 12), 100 * milliseconds)
            plan.timeout = 1000 * milliseconds
            plan.drain = 100 * milliseconds
            let start = ContinuousClock.now
            let report = try LoadEngine.run(plan)
            #expect(ContinuousClock.now - start < .seconds(20))
            expectSums(report)
            #expect(report.lonelyUsers == 12)
            #expect(report.counts.completed == 0)
        }
    }

    @Test("A stop ends what is being opened at once")
    func aStopEndsOpenings() throws {
        try TestServer.run({ _, _, _ in .silence }) { server in
            let control = LoadControl()
            let stopper = Thread {
                while server.connections < 8 { usleep(1000) }
                control.stop()
            }
            stopper.start()
            let start = ContinuousClock.now
            let plan = Self.burst(Self.secured(server), 64, timeout: 300_000 * milliseconds)
            let report = try LoadEngine.burst(plan, control: control)
            // libcurl's own limit is 10 s, and ours is far above it.
            #expect(ContinuousClock.now - start < .seconds(9))
            #expect(report.figures.wasStopped)
            #expect(report.figures.counts.unsent == 64)
        }
    }

    @Test("What its connection waited for isn't the generator's own delay")
    func openingIsTheServersTime() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            plan.connections.isReusing = false
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.ownSendDelay.count == report.counts.completed)
            #expect(report.ownSendDelay.max <= report.sendDelay.max)
            #expect(report.undelayed.map(\.count) == [report.counts.completed])
            #expect(report.undelayed[0].max >= report.serviceTime.max)
            #expect(report.undelayed[0].max <= report.responseTime.max)
        }
    }
}
