extension HdrCounts {
    /// The buckets that hold something, from the smallest value up.
    public var buckets: HdrBuckets { HdrBuckets(self) }

    /// Calls `body` with the index and the count of each bucket that holds something, ascending.
    func forEachIndex(_ body: (_ index: Int, _ count: UInt64) -> Void) {
        slots.withUnsafeBufferPointer { slots in
            for index in used where slots[index] > 0 { body(index, slots[index]) }
        }
    }

    /// The mean of the values, each taken as the middle of its bucket; 0 when there is none.
    public var mean: Double {
        isEmpty ? 0 : buckets.reduce(0) { $0 + Double($1.middle) * Double($1.count) } / Double(total)
    }

    /// The standard deviation of the values around `mean`, each taken as the middle of its bucket; 0 when there is none.
    public var standardDeviation: Double { standardDeviation(around: mean) }

    func standardDeviation(around mean: Double) -> Double {
        guard !isEmpty else { return 0 }
        let sum = buckets.reduce(0.0) { sum, bucket in
            let distance = Double(bucket.middle) - mean
            return sum + distance * distance * Double(bucket.count)
        }
        return (sum / Double(total)).squareRoot()
    }

    /// The rank of a percentile among the values, from 1: ⌈p/100 · total⌉, but at least 1 and at most `total`.
    public func rank(of percent: Double) -> UInt64 { Self.rank(of: percent, among: total) }

    /// The same among `total` values.
    package static func rank(of percent: Double, among total: UInt64) -> UInt64 {
        // 99.9 / 100 · 1000 is a little above 999 in doubles, which is no reason to take the next value.
        let exact = percent / 100 * Double(total) * (1 - 0x1p-51)
        return Swift.min(total, Swift.max(1, UInt64(saturating: exact.rounded(.up))))
    }

    /// The value of `rank`, from 1 at the smallest, as percentiles give it; 0 when there is none.
    package func value(atRank rank: UInt64) -> UInt64 { buckets(atRanks: [rank]).first.map(clampedHighest) ?? 0 }

    /// The buckets in which the values of `ranks` are, which count from 1 at the smallest and ascend, in one pass. Ranks
    /// above `total` give the last bucket; a histogram without values gives nothing.
    public func buckets(atRanks ranks: [UInt64]) -> [HdrBucket] {
        var found: [HdrBucket] = []
        var seen: UInt64 = 0
        for bucket in buckets {
            // Counts that somebody made up must not stop the program.
            seen &+= bucket.count
            while found.count < ranks.count, Swift.min(ranks[found.count], total) <= seen { found.append(bucket) }
        }
        return found
    }

    /// The values at `percents`, which ascend, in one pass: the highest value that is equivalent to the one of the
    /// percentile's rank, but never above the largest value. A histogram without values gives zeros.
    public func values(at percents: [Double]) -> [UInt64] {
        guard !isEmpty else { return percents.map { _ in 0 } }
        return buckets(atRanks: percents.map(rank)).map(clampedHighest)
    }

    /// How many values are above `value` and not equivalent to it.
    public func count(above value: UInt64) -> UInt64 {
        let first = layout.index(of: value) + 1
        guard first < used.upperBound else { return 0 }
        return slots[Swift.max(first, used.lowerBound)..<used.upperBound].reduce(0, &+)
    }

    /// The upper end of what a value in `bucket` can have been.
    func clampedHighest(_ bucket: HdrBucket) -> UInt64 {
        // The last bucket also has what is beyond it, so its end is no bound.
        bucket.highest == layout.highest(at: layout.length - 1) ? max : Swift.min(bucket.highest, max)
    }

    /// The lower end of what a value in `bucket` can have been.
    func clampedLowest(_ bucket: HdrBucket) -> UInt64 { Swift.max(bucket.lowest, min) }
}
