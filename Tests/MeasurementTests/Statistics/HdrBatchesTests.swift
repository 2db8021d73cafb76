import Testing

@testable import Measurement

@Suite struct HdrBatchesTests {
    private func counts(_ values: some Sequence<UInt64>) -> HdrCounts {
        var counts = HdrCounts()
        for value in values { counts.record(value) }
        return counts
    }

    @Test func mergedBatchesCountAsTheWhole() {
        let left = HdrBatch(counts([5, 5, 9, 1_000_000]))
        let right = HdrBatch(counts([1, 9, 70]))
        let both = left.merged(with: right)
        #expect(both.total == 7)
        #expect([0, 1, 4, 5, 8, 9, 69, 70, 33_791].map(both.count) == [0, 1, 1, 3, 3, 5, 5, 6, 7])
        #expect(HdrBatch(HdrCounts()).merged(with: right).count(through: 9) == 2)
    }

    @Test func aLongRunKeepsThirtyToSixtyStretches() throws {
        var batches = HdrBatches()
        var total = HdrCounts()
        for second in 1...1_000 as ClosedRange<UInt64> {
            let values = counts((0..<20).map { 1_000 + ($0 * 37 + second * 11) % 500 })
            batches.append(values)
            total.merge(values)
            #expect(second < 60 ? batches.count == second : (30...60).contains(batches.count))
        }
        let interval = try #require(batches.interval(of: 50, in: total))
        #expect(interval.method == .batches(count: batches.count))
        #expect(interval.lower <= 1_250 && interval.upper >= 1_249)
    }

    @Test func fewStretchesGiveNoInterval() {
        var batches = HdrBatches()
        var total = HdrCounts()
        for number in 1...10 {
            batches.append(counts(1...1_000))
            total.merge(counts(1...1_000))
            #expect((batches.interval(of: 50, in: total) == nil) == (number < 10))
        }
        #expect(batches.interval(of: 99.99, in: total) == nil)
    }

    @Test func emptyStretchesAndEqualValuesAreAllRight() throws {
        var batches = HdrBatches()
        var total = HdrCounts()
        for second in 0..<20 {
            let values = second % 4 == 0 ? HdrCounts() : counts(Array(repeating: 700, count: 100))
            batches.append(values)
            total.merge(values)
        }
        let interval = try #require(batches.interval(of: 90, in: total))
        #expect(interval.lower == 700 && interval.upper == 700)
        #expect(HdrBatches().interval(of: 50, in: HdrCounts()) == nil)
    }

    /// Half of the stretches are slow: the median of the whole may be either, however many samples there are.
    @Test func slowStretchesWidenTheInterval() throws {
        var batches = HdrBatches()
        var total = HdrCounts()
        for second in 0..<40 {
            let values = counts((0..<1_000).map { (second / 5 % 2 == 0 ? 1_000 : 9_000) + $0 % 10 })
            batches.append(values)
            total.merge(values)
        }
        let interval = try #require(batches.interval(of: 50, in: total))
        #expect(interval.lower < 1_010 && interval.upper >= 9_000)
        let narrow = try #require(total.interval(of: 45))
        #expect(narrow.upper < 1_010)
    }

    @Test func aSummaryHasTheIntervalsAndSaysWhatIsWithheld() throws {
        var recorder = LatencyRecorder()
        for value in 1...500 as ClosedRange<UInt64> { recorder.record(value) }
        let summary = recorder.summary(confidence: 0.95, batches: nil)
        #expect(summary.withheld == [99.9])
        #expect(summary.percentiles.map { $0.interval?.method } == Array(repeating: .orderStatistics, count: 4))
        let median = try #require(summary.percentiles[0].interval)
        // Ranks 228 and 273 of 500, by SciPy as in OrderStatisticsTests.
        #expect(
            median
                == PercentileInterval(percent: 50, lower: 228, upper: 273, confidence: 0.95, method: .orderStatistics)
        )
        #expect(recorder.summary().percentiles.allSatisfy { $0.interval == nil })
        #expect(recorder.summary(confidence: 0.95, batches: HdrBatches()).percentiles.allSatisfy { $0.interval == nil })
    }
}
