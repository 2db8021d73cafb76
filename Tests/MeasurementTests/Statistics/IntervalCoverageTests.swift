import Glibc
import Measurement
import Testing

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

    /// Sojourn times in an M/M/1 queue at 50% load (Lindley's recursion, from the steady state): each depends on those before.
    /// They are exponential with mean 1 / (μ - λ), here 2 us.
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
