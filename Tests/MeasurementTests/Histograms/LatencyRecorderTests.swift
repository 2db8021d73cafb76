import Measurement
import Testing

@Suite struct LatencyRecorderTests {
    @Test func aSummaryHasExactExtremesAndMean() {
        var recorder = LatencyRecorder()
        for value in 1...1_000 as ClosedRange<UInt64> { recorder.record(value * 1_000_003) }
        let summary = recorder.summary()
        #expect(summary.count == 1_000)
        #expect(summary.min == 1_000_003)
        #expect(summary.max == 1_000_003_000)
        #expect(summary.mean == 500_501_501.5)
        #expect(summary.percentiles.map(\.percent) == [50, 90, 95, 99, 99.9])
        for percentile in summary.percentiles {
            let exact = percentile.percent * 10 * 1_000_003
            #expect(Double(percentile.value) >= exact.rounded(.down) && Double(percentile.value) <= exact * 1.001)
        }
        // Of 1, 2, ... n it is √((n² - 1) / 12).
        #expect(abs(recorder.standardDeviation / 288_675_857 - 1) < 0.001)
    }

    @Test(arguments: [(1, []), (2, [50]), (9, [50]), (10, [50, 90]), (99, [50, 90, 95]), (100, [50, 90, 95, 99])])
    func aPercentileWithTooFewValuesIsNotGiven(count: Int, percents: [Double]) {
        var recorder = LatencyRecorder()
        for _ in 0..<count { recorder.record(5) }
        #expect(recorder.summary().percentiles.map(\.percent) == percents)
        #expect(recorder.summary().value(at: 99.9) == nil)
    }

    @Test func theSummarySaysHowManyValuesAreNeeded() {
        let needed = [0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 100].map(LatencySummary.samplesNeeded)
        #expect(needed == [1, 2, 10, 20, 100, 1_000, 10_000, 100_000, .max])
    }

    @Test func nothingRecordedIsTheEmptySummary() {
        #expect(LatencyRecorder().summary() == .empty)
        var recorder = LatencyRecorder()
        recorder.reserve()
        recorder.merge(LatencyRecorder())
        #expect(recorder.summary() == .empty)
    }

    @Test func resetAndMergeKeepTheFigures() {
        var first = LatencyRecorder()
        var second = LatencyRecorder()
        var both = LatencyRecorder()
        for value in 1...500 as ClosedRange<UInt64> {
            first.record(value * 1_000)
            second.record(value * 77_777)
            both.record(value * 1_000)
            both.record(value * 77_777)
        }
        var merged = LatencyRecorder()
        merged.merge(first)
        merged.merge(second)
        #expect(merged.summary() == both.summary())
        #expect(merged.values(at: [12.5, 99.95]) == both.values(at: [12.5, 99.95]))
        first.reset()
        #expect(first.summary() == .empty)
        first.merge(second)
        #expect(first.summary() == second.summary())
    }

    @Test func latenciesThatAreTooLongAreCountedAndTold() {
        var recorder = LatencyRecorder()
        recorder.record(LatencyRecorder.longest)
        #expect(recorder.tooLong == 0)
        recorder.record(LatencyRecorder.longest * 2)
        #expect(recorder.tooLong == 1)
        #expect(recorder.count == 2)
        #expect(recorder.max == LatencyRecorder.longest * 2)
        #expect(recorder.count(above: LatencyRecorder.longest) == 1)
    }
}
