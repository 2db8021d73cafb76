import Foundation
import HostileServer
import LoadEngine
import Measurement
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ModelTests {
    @Test func closedLoop() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(server.url, .closed(users: 4), 200 * milliseconds)
            plan.threads = 2
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed > 0)
            #expect(report.counts.completed == report.counts.offered)
            #expect(report.counts.completed == server.requests.count)
            #expect(report.statuses == [200: report.counts.completed])
            #expect(server.connections == 4)
            #expect(report.counts.opened == 4)
            #expect(report.threads.count == 2)
            #expect(report.threads.map(\.peakInFlight) == [2, 2])
            #expect(report.counts.bytesIn == report.counts.completed * 40)
        }
    }

    @Test func openLoopSendsEachArrivalOnce() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let head: [TemplatePart] = [
                .literal(Array("GET /".utf8)), .requestIndex, .literal(Array(" HTTP/1.1\r\nHost: test\r\n\r\n".utf8)),
            ]
            var plan = LoadPlan.test(server.url, .constant(1000), 301 * milliseconds, head: head)
            plan.threads = 3
            plan.connections.maximum = 9
            let report = try LoadEngine.run(plan)
            expectSums(report)
            // Arrivals are at 0, 1, ... 300 ms, whatever the number of threads: were each given the first, third and so
            // on of its own, they would send 303.
            #expect(report.counts.offered == 301)
            #expect(report.counts.completed == 301)
            let indices = server.requests.compactMap { Int($0.split(separator: " ")[1].dropFirst()) }
            #expect(indices.sorted() == Array(0..<301))
            #expect(report.sendDelay.count == 301)
        }
    }

    @Test func constantDelayIsSeen() throws {
        try TestServer.run({ _, _, _ in
            usleep(5000); return .ok()
        }) { server in
            let report = try LoadEngine.run(.test(server.url, .constant(200), 300 * milliseconds))
            expectSums(report)
            #expect(report.counts.completed == 60)
            #expect(report.serviceTime.min >= 5 * milliseconds)
            #expect(report.responseTime.min >= report.serviceTime.min)
        }
    }

    @Test func twoPointDelayIsSeen() throws {
        // One in ten takes 50 ms: the percentiles above 90 can't be below that.
        try TestServer.run({ _, _, total in
            usleep(total % 10 == 0 ? 50_000 : 1000); return .ok()
        }) { server in
            let report = try LoadEngine.run(.test(server.url, .constant(400), 500 * milliseconds))
            expectSums(report)
            #expect(Self.count(report.serviceTime, from: 50 * milliseconds) >= 20)
            #expect(try #require(report.serviceTime.summary().value(at: 95)) >= 50 * milliseconds)
            #expect(report.serviceTime.min >= milliseconds)
        }
    }

    /// The server stands still from 0.3 s to 1.3 s. An arrival t seconds after it stopped waits 1 - t seconds at least:
    /// of 200 a second, 100 wait for 0.5 s or more. The few requests in flight are all that the service time shows.
    @Test func freezeShowsInTheResponseTime() throws {
        let begin = Date()
        let script: TestServer.Script = { _, _, _ in
            let since = Date().timeIntervalSince(begin)
            if since > 0.3, since < 1.3 { Thread.sleep(forTimeInterval: 1.3 - since) }
            return .ok()
        }
        try TestServer.run(script) { server in
            var plan = LoadPlan.test(server.url, .constant(200), 2000 * milliseconds)
            plan.connections.maximum = 4
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.offered == 400)
            #expect(report.counts.completed == 400)
            #expect(Self.count(report.responseTime, from: 500 * milliseconds) >= 90)
            #expect(try #require(report.responseTime.summary().value(at: 99)) >= 900 * milliseconds)
            let service = Self.count(report.serviceTime, from: 500 * milliseconds)
            #expect(service > 0 && service * 10 < Self.count(report.responseTime, from: 500 * milliseconds))
            #expect(report.counts.held >= 90)
        }
    }

    private static func count(_ latencies: LatencyRecorder, from least: UInt64) -> Int {
        latencies.count(above: least - least / 1000)
    }

    @Test func thinkTimeAndRampUp() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let model = LoadModel.closed(users: 4, think: .constant(50 * milliseconds), rampUp: 200 * milliseconds)
            let report = try LoadEngine.run(.test(server.url, model, 400 * milliseconds))
            expectSums(report)
            // Users begin at 0, 50, 100 and 150 ms and send every 50 ms at most: 8 + 7 + 6 + 5.
            #expect(report.counts.completed <= 26)
            #expect(report.counts.completed >= 4)
        }
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let model = LoadModel.closed(users: 4, think: .exponential(mean: 20 * milliseconds))
            let report = try LoadEngine.run(.test(server.url, model, 300 * milliseconds))
            expectSums(report)
            #expect(report.counts.completed >= 4)
        }
        // Each user sends once, and then thinks for hours: one in 10 000 would for less than the run.
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let model = LoadModel.closed(users: 4, think: .exponential(mean: 3_600_000 * milliseconds))
            let report = try LoadEngine.run(.test(server.url, model, 300 * milliseconds))
            #expect(report.counts.offered == 4)
        }
    }

    @Test func warmUpIsLeftOut() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(server.url, .constant(500), 200 * milliseconds)
            plan.warmUp = 100 * milliseconds
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.offered == 100)
            #expect(report.counts.warmUp == 50)
            #expect(server.requests.count == 150)
        }
    }

    @Test func weightsAreKept() throws {
        try TestServer.run({ request, _, _ in
            request.hasPrefix("GET /b") ? .parts(["HTTP/1.1 404 N\r\nContent-Length: 0\r\n\r\n"]) : .ok()
        }) {
            server in
            var plan = LoadPlan.test(server.url, .constant(2000), 500 * milliseconds)
            var other = plan.endpoints[0]
            other.name = "two"
            other.weight = 3
            let line = Array("GET /b HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
            other.pattern = .template(RequestTemplate(head: [.literal(line)]))
            plan.endpoints.append(other)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.series.map(\.endpoint) == [0, 1])
            #expect(report.series.map(\.statusClass) == [2, 4])
            // 750 of 1000 are expected, with a standard deviation of 14; the seed makes it the same each time.
            #expect((690...810).contains(report.statuses[404] ?? 0))
        }
    }
}
