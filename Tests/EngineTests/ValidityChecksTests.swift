import Measurement
import Testing

@testable import Engine

/// Whether a load's figures can be trusted is told from what the generator noted of itself.
@Suite struct ValidityChecksTests {
    private static let millisecond: UInt64 = 1_000_000

    /// Latencies of which one in fifty is `high`.
    private func times(_ low: UInt64, high: UInt64, count: Int = 2000) -> LatencySummary {
        var recorder = LatencyRecorder()
        for index in 0..<count { recorder.record(index % 50 == 0 ? high : low) }
        return recorder.summary()
    }

    @Test func aGeneratorThatIsLateIsDoubted() throws {
        let response = times(5 * Self.millisecond, high: 20 * Self.millisecond)
        let late = try #require(ValidityChecks.late(times(10_000, high: 5 * Self.millisecond), response))
        #expect(late.hasPrefix("the generator itself was 5 ms late at p99"))
        #expect(ValidityChecks.late(times(10_000, high: 900_000), response) == nil, "below a millisecond")
        let slow = times(5 * Self.millisecond, high: 200 * Self.millisecond)
        #expect(
            ValidityChecks.late(times(10_000, high: 5 * Self.millisecond), slow) == nil,
            "a small part of the response time"
        )
    }

    @Test func fewRequestsAreJudgedByTheirNinetiethPercentile() {
        let response = times(5 * Self.millisecond, high: 20 * Self.millisecond, count: 200)
        #expect(ValidityChecks.late(times(10_000, high: 5 * Self.millisecond, count: 200), response) == nil)
        let late = ValidityChecks.late(times(3 * Self.millisecond, high: 5 * Self.millisecond, count: 200), response)
        #expect(late?.contains("at p90") == true)
    }

    @Test func waitsThatNoAnswerExplainsAreDoubted() {
        let service = times(Self.millisecond, high: 30 * Self.millisecond)
        let behind = ValidityChecks.behind(times(100, high: 2000 * Self.millisecond), service.max)
        #expect(behind?.contains("no connection was busy for longer than 30") == true)
        // A server that stood still for a second: one answer took that long, and the others waited for it.
        let frozen = times(Self.millisecond, high: 1001 * Self.millisecond)
        #expect(ValidityChecks.behind(times(100, high: 900 * Self.millisecond), frozen.max) == nil)
        #expect(ValidityChecks.behind(times(100, high: 900_000), 2000) == nil)
    }
}
