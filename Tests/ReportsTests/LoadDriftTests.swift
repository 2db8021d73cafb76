import Measurement
import Results
import Testing

@testable import Reports

/// What is said of long loads whose figures move.
@Suite struct LoadDriftTests {
    /// A load of so many seconds, with a p99 in milliseconds, an offered number and failures for each.
    private func load(
        _ seconds: Int,
        offered: (Int) -> Int = { _ in 200 },
        failed: (Int) -> Int = { _ in 0 },
        milliseconds: (Int) -> UInt64
    ) -> LoadResult {
        var load = LoadResult(
            kind: .load,
            model: "200/s",
            offered: 200 * seconds,
            sent: 200 * seconds,
            completed: 200 * seconds,
            duration: UInt64(seconds) * 1_000_000_000,
            responseTime: .empty,
            serviceTime: .empty
        )
        load.intervals = (0..<seconds).map { second in
            var recorder = LatencyRecorder()
            for _ in 0..<200 { recorder.record(milliseconds(second) * 1_000_000) }
            return IntervalSummary(
                start: UInt64(second) * 1_000_000_000,
                length: 1_000_000_000,
                offered: offered(second),
                completed: 200 - failed(second),
                failed: failed(second),
                responseTime: recorder.summary()
            )
        }
        return load
    }

    /// Scattered, and without a trend.
    private func noise(_ second: Int) -> UInt64 { UInt64(second * 7919 % 13) }

    @Test func aShortLoadSaysNothing() {
        #expect(LoadDrift(load(60) { 10 + noise($0) }) == nil)
        #expect(LoadDrift(load(100) { 10 + noise($0) }) == nil, "the last second is cut short")
    }

    @Test func aSteadyLoadHasNone() throws {
        let drift = try #require(LoadDrift(load(301) { 10 + noise($0) }))
        #expect(drift.windows == 37 && drift.length == 8_000_000_000)
        #expect(drift.findings.isEmpty)
        #expect(drift.description == "none of p50, p90, p99 and failures in 37 windows of 8 s")
    }

    @Test func whatRisesIsSaid() throws {
        let drift = try #require(LoadDrift(load(301) { 10 + UInt64($0) / 10 + noise($0) }))
        #expect(drift.findings.map(\.name) == ["p50", "p90", "p99"])
        // 30 ms in 301 s: 29 ms from the first of 37 windows of 8 s to the last.
        #expect(drift.findings.allSatisfy { (27e6...31e6).contains($0.change) })
        #expect(drift.description.contains("p99 rose by 2"))
    }

    @Test func failuresThatGrowAreSaid() throws {
        let drift = try #require(LoadDrift(load(301, failed: { $0 / 30 }) { _ in 10 }))
        #expect(drift.findings.map(\.name) == ["failures"])
    }

    /// In a ramp the rate explains what rises with it, and nothing that rises while it falls.
    @Test func aRampIsNoDrift() throws {
        let up = try #require(LoadDrift(load(301, offered: { 100 + $0 }) { 10 + UInt64($0) / 10 }))
        #expect(up.findings.isEmpty)
        let down = try #require(LoadDrift(load(301, offered: { 500 - $0 }) { 10 + UInt64($0) / 10 }))
        #expect(down.findings.map(\.name) == ["p50", "p90", "p99"])
    }
}
