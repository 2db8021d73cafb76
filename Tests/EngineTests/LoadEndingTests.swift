import HTTP
import HostileServer
import Measurement
import Results
import Scenarios
import Substitution
import Testing

@testable import Engine
@testable import LoadEngine

/// Loads that end before their time.
@Suite struct LoadEndingTests {
    private static let millisecond: UInt64 = 1_000_000

    /// A second with responses that took so many milliseconds each.
    private func second(_ number: Int, _ milliseconds: [UInt64]) -> IntervalFigures {
        var recorder = LatencyRecorder()
        for time in milliseconds { recorder.record(time * Self.millisecond) }
        let series = SeriesFigures(
            endpoint: 0,
            statusClass: 2,
            responseTime: recorder.packed,
            serviceTime: recorder.packed
        )
        return IntervalFigures(second: number, counts: LoadCounts(), inFlight: 0, series: [series])
    }

    private func ending(_ load: String, expect: String = #"{ "status": 200 }"#) throws -> LoadEnding? {
        let plan = try Trial.plan(#"{ "name": "l", "load": \#(load), "expect": \#(expect) }"#)
        let step = try #require(plan.suites[0].cases[0].steps.first)
        guard case .load(let load) = step.traffic else { return nil }
        var scope = try CaseScope(plan.suites[0].cases[0], options: PlanOptions(), files: .init(), seed: 1)
        return LoadEnding(load, requests: 1, try step.expect.expectation(&scope.scope).together)
    }

    @Test func nothingEndsAnOrdinaryLoad() throws {
        #expect(try ending(#"{ "rate": "10/s", "for": "10s" }"#) == nil)
    }

    /// Of 1,000 responses 10 may be slower than the 99th percentile's limit: the eleventh decides it.
    @Test(arguments: [(10, false), (11, true)])
    func anObjectiveIsHopelessWithTheFirstResponseTooMany(slow: Int, ends: Bool) throws {
        let ending = try #require(
            try ending(
                #"{ "rate": "100/s", "for": "10s", "abort": true }"#,
                expect: #"{ "latency": { "p99": "50ms" } }"#
            )
        )
        let control = LoadControl()
        ending.look(LiveFigures(), [second(0, Array(repeating: 90, count: slow) + [1, 1])], control)
        #expect(ending.end == nil, "a second is taken when a later one is there")
        ending.look(LiveFigures(), [second(1, [1])], control)
        #expect((ending.end?.cause == .hopeless) == ends)
        #expect((control.earlyEnd < .max) == ends)
        if ends { #expect(ending.end?.detail.contains("11 responses took longer, and 10 may") == true) }
    }

    /// 5% of 1,000 requests may fail.
    @Test(arguments: [(50, false), (51, true)])
    func failuresAreHopelessWithTheFirstTooMany(failed: Int, ends: Bool) throws {
        let ending = try #require(
            try ending(#"{ "rate": "100/s", "for": "10s", "abort": true }"#, expect: #"{ "failures": "5%" }"#)
        )
        var figures = LiveFigures()
        figures.counts.failures = [.timeout: failed - 20, .reset: 15]
        figures.counts.broken = 5
        ending.look(figures, [], LoadControl())
        #expect((ending.end?.cause == .hopeless) == ends)
    }

    /// Seconds come from each thread by itself, and out of order.
    @Test func aPercentileIsKnownWhenItsIntervalIsNarrow() throws {
        let ending = try #require(try ending(#"{ "rate": "100/s", "for": "1h", "until": { "p50": "5%" } }"#))
        let control = LoadControl()
        for number in 0..<8 {
            let times = (0..<100).map { UInt64(100 + ($0 * 7 + number) % 50) }
            ending.look(
                LiveFigures(),
                [second(number, Array(times[50...])), second(number, Array(times[..<50]))],
                control
            )
        }
        #expect(ending.end == nil, "too few seconds to know how they hang together")
        for number in 8..<60 {
            ending.look(
                LiveFigures(),
                [second(number, (0..<100).map { UInt64(100 + ($0 * 7 + number) % 50) })],
                control
            )
        }
        #expect(ending.end?.cause == .precise)
        #expect(ending.end?.detail.contains("p50 is 12") == true)
    }

    /// Of wildly different seconds nothing is known.
    @Test func aPercentileThatMovesIsNotKnown() throws {
        let ending = try #require(try ending(#"{ "rate": "100/s", "for": "1h", "until": { "p50": "5%" } }"#))
        for number in 0..<60 {
            let base: UInt64 = number / 3 % 2 == 0 ? 10 : 1000
            ending.look(LiveFigures(), [second(number, (0..<100).map { base + $0 % 3 })], LoadControl())
        }
        #expect(ending.end == nil)
    }

    @Test func aLoadEndsAfterItsRequests() async throws {
        let (result, requests) = try await Trial.traffic(
            #"{ "name": "l", "load": { "rate": "200/s", "for": "1h", "requests": 20 }, "expect": { "status": 200 } }"#
        ) { _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) }
        #expect(result.verdicts == [.passed])
        let load = try #require(result.cases[0].steps[0].load)
        #expect(load.offered == 20 && load.completed == 20 && load.stop == nil && requests == 20)
    }

    @Test func usersShareTheirRequests() async throws {
        let (result, requests) = try await Trial.traffic(
            #"{ "name": "l", "load": { "users": 3, "for": "1h", "requests": 31 }, "expect": { "status": 200 } }"#
        ) { _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) }
        #expect(result.verdicts == [.passed])
        #expect(try #require(result.cases[0].steps[0].load).completed == 31 && requests == 31)
    }

    /// The first failure decides where none is allowed; the load ends in good order, and fails.
    @Test func aHopelessLoadFailsAtOnce() async throws {
        let (result, _) = try await Trial.traffic(
            #"{ "name": "l", "load": { "rate": "50/s", "for": "1h", "abort": true }, "expect": { "status": 200 } }"#
        ) { _, _, _ in .parts(["HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"]) }
        #expect(result.verdicts == [.failed])
        let load = try #require(result.cases[0].steps[0].load)
        #expect(load.end?.cause == .hopeless && load.stop == nil && load.failures.isEmpty)
        #expect(load.end?.detail.contains("no more than 0 requests may fail") == true)
    }
}
