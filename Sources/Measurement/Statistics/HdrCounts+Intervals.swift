extension HdrCounts {
    /// The interval of the percentile `percent` from the ranks of independent samples; `nil` when there are too few (see
    /// `PercentileInterval.samplesNeeded`). Its ends are those of the histogram's buckets, outwards.
    ///
    /// Samples of a load in one queue depend on each other: use `HdrBatches` for them.
    public func interval(of percent: Double, confidence: Double = 0.95) -> PercentileInterval? {
        guard
            let ranks = OrderStatistics.ranks(count: total, probability: percent / 100, confidence: confidence)
        else { return nil }
        return interval(of: percent, ranks: ranks, confidence, .orderStatistics)
    }

    func interval(
        of percent: Double,
        ranks: (lower: UInt64, upper: UInt64),
        _ confidence: Double,
        _ method: PercentileInterval.Method
    ) -> PercentileInterval? {
        let ends = buckets(atRanks: [ranks.lower, ranks.upper])
        guard let first = ends.first, let last = ends.last else { return nil }
        return PercentileInterval(
            percent: percent,
            lower: clampedLowest(first),
            upper: clampedHighest(last),
            confidence: confidence,
            method: method
        )
    }
}
