import Glibc
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

    /// Ten stretches have nine degrees of freedom: (1.960 / 2.262)² of the samples count, 7506 of these 10 000. The
    /// ranks are SciPy's, `binom(7506, p)` brought back to 10 000; with the normal in place of Student's t the ends
    /// would be 491 and 510, 895 and 906.
    @Test(arguments: [(50.0, 489, 512), (90, 893, 907)] as [(Double, UInt64, UInt64)])
    func fewStretchesMakeTheIntervalWider(_ percent: Double, _ lower: UInt64, _ upper: UInt64) throws {
        var batches = HdrBatches()
        var total = HdrCounts()
        for _ in 0..<10 {
            batches.append(counts(1...1_000))
            total.merge(counts(1...1_000))
        }
        let interval = try #require(batches.interval(of: percent, in: total))
        #expect(interval.lower == lower && interval.upper == upper)
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

    /// Every other stretch has values just below the median's bucket, so that the share up to that bucket never changes
    /// and the share below it does: 1 in 9.6 of the samples counts, by SciPy's `binom` as above. Of the bucket alone
    /// all would.
    @Test func theShareBelowTheBucketIsLookedAtToo() throws {
        var batches = HdrBatches()
        var total = HdrCounts()
        for second in 0..<20 {
            let below = second % 2 == 1 ? 30 : 0
            var values: [UInt64] = (0..<30).map { 600 + $0 } + (0..<30).map { 701 + $0 }
            values += [UInt64](repeating: 699, count: below) + [UInt64](repeating: 700, count: 40 - below)
            batches.append(counts(values))
            total.merge(counts(values))
        }
        let interval = try #require(batches.interval(of: 50, in: total))
        #expect(interval.lower == 699 && interval.upper == 700)
    }

    /// Ten stretches of five to fifteen values each, at levels of their own: a sixth or a ninth of them counts, by
    /// SciPy as above.
    @Test(arguments: [(2, 3, 510, 542), (2, 5, 500, 550), (3, 5, 500, 547), (3, 7, 510, 546), (4, 7, 513, 549)])
    func fewValuesThatMoveTogetherSayLittle(_ level: Int, _ size: Int, _ lower: UInt64, _ upper: UInt64) throws {
        var batches = HdrBatches()
        var total = HdrCounts()
        for number in 0..<10 {
            let values = (0..<(5 + number * size % 11)).map { index in
                UInt64(500 + number * number * level % 41 + (index * 13 + number * 5) % 21)
            }
            batches.append(counts(values))
            total.merge(counts(values))
        }
        let interval = try #require(batches.interval(of: 50, in: total))
        #expect(interval.lower == lower && interval.upper == upper)
    }
}

/// Over many repetitions with fixed seeds, 95% of the intervals have to contain the true percentile.
@Suite struct IntervalCoverageTests {
    /// Exponential samples of mean 1 us; their p-quantile is -ln(1 - p) us.
    @Test(arguments: [(50, 200), (90, 200), (99, 400)])
    func orderStatisticsCoverIndependentSamples(percent: Double, count: Int) throws {
        let truth = UInt64(-log(1 - percent / 100) * 1e3)
        var random = SplitMix64(seed: 2_024)
        var counts = HdrCounts()
        var covered = 0
        for _ in 0..<2_000 {
            counts.reset()
            for _ in 0..<count { counts.record(UInt64(-log(1 - random.unit()) * 1e3)) }
            let interval = try #require(counts.interval(of: percent))
            if interval.lower <= truth, truth <= interval.upper { covered += 1 }
        }
        // The ranks are whole, so that the exact coverage is 95.0 to 97%; the share's standard deviation is 0.5%.
        #expect(covered >= 1_880 && covered <= 1_960)
    }

    /// Sojourn times in an M/M/1 queue at 50% load (Lindley's recursion, from the steady state): each depends on those
    /// before. They are exponential with mean 1 / (μ - λ), here 2 us.
    @Test(arguments: [50.0, 90])
    func batchesCoverDependentSamplesWhereOrderStatisticsDoNot(_ percent: Double) throws {
        let truth = UInt64(-log(1 - percent / 100) * 2e3)
        var random = SplitMix64(seed: 7)
        let exponential = { (mean: Double, random: inout SplitMix64) in -log(1 - random.unit()) * mean }
        var covered = (batches: 0, ranks: 0)
        for _ in 0..<300 {
            var total = HdrCounts()
            var batches = HdrBatches()
            var wait = random.unit() < 0.5 ? 0 : exponential(2e3, &random)
            for _ in 0..<40 {
                var interval = HdrCounts()
                for _ in 0..<100 {
                    let service = exponential(1e3, &random)
                    interval.record(UInt64(wait + service))
                    wait = max(0, wait + service - exponential(2e3, &random))
                }
                batches.append(interval)
                total.merge(interval)
            }
            let byBatches = try #require(batches.interval(of: percent, in: total))
            if byBatches.lower <= truth, truth <= byBatches.upper { covered.batches += 1 }
            let byRanks = try #require(total.interval(of: percent))
            if byRanks.lower <= truth, truth <= byRanks.upper { covered.ranks += 1 }
        }
        // 95% of 300 is 285, with a standard deviation of 4.
        #expect(covered.batches >= 273)
        #expect(covered.ranks < 240)
    }

    @Test(arguments: [50.0, 99])
    func batchesOfIndependentSamplesAreHardlyWider(_ percent: Double) throws {
        let truth = UInt64(-log(1 - percent / 100) * 1e3)
        var random = SplitMix64(seed: 12)
        var covered = 0
        var widths = (batches: 0.0, ranks: 0.0)
        for _ in 0..<150 {
            var total = HdrCounts()
            var batches = HdrBatches()
            for _ in 0..<30 {
                var interval = HdrCounts()
                for _ in 0..<100 { interval.record(UInt64(-log(1 - random.unit()) * 1e3)) }
                batches.append(interval)
                total.merge(interval)
            }
            let byBatches = try #require(batches.interval(of: percent, in: total))
            let byRanks = try #require(total.interval(of: percent))
            if byBatches.lower <= truth, truth <= byBatches.upper { covered += 1 }
            widths.batches += Double(byBatches.upper - byBatches.lower)
            widths.ranks += Double(byRanks.upper - byRanks.lower)
        }
        #expect(covered >= 135)
        #expect(widths.batches < widths.ranks * 1.3)
    }
}
