import Glibc

/// Intervals of percentiles for samples that depend on those before them, as response times in a queue do: when one
/// request is slow, so are those behind it, and n of them say less than n independent ones.
///
/// How much less is read off the run itself. It is cut into stretches that are long beside the queue's memory, so that
/// they are nearly independent of each other; from the scatter of their shares of values at or below the percentile
/// follows the variance of the whole run's share (a ratio estimator, for stretches differ in size; Cochran: Sampling
/// Techniques, 3rd edition 1977, section 6.3). Its ratio to the variance of independent samples, but at least 1, is how
/// many real samples count as one, with Student's t in place of the normal for the number of stretches (Korn and
/// Graubard: Confidence intervals for proportions with small expected number of positive counts estimated from survey
/// data, Survey Methodology 24, 1998). So many independent samples as remain give the interval by order statistics
/// (Woodruff: Confidence intervals for medians and other position measures, JASA 47, 1952).
///
/// The stretches begin as the intervals that are appended, a second each in a load. When there are 60, neighbours are
/// merged two by two: a long run has 30 to 60 of them, of many seconds each, and needs no more memory (Schmeiser: Batch
/// size effects in the analysis of simulation output, Operations Research 30, 1982: more than 30 gain little, longer
/// ones depend less).
public struct HdrBatches: Sendable {
    /// With fewer stretches than this there is no interval: their scatter says too little.
    public static let fewest = 10
    private static let most = 60

    private var batches: [HdrBatch] = []
    private var pending: HdrBatch?
    private var pendingCount = 0
    private var intervalsEach = 1

    /// No stretches yet.
    public init() {}

    /// How many stretches there are.
    public var count: Int { batches.count + (pending == nil ? 0 : 1) }

    /// Adds what was recorded in the next interval of time. All have the same layout and nearly the same length.
    public mutating func append(_ counts: HdrCounts) { append(HdrBatch(counts)) }

    /// Adds what was packed in the next interval of time.
    public mutating func append(_ packed: PackedLatencies) { append(HdrBatch(packed)) }

    private mutating func append(_ next: HdrBatch) {
        pending = pending.map { $0.merged(with: next) } ?? next
        pendingCount += 1
        guard pendingCount == intervalsEach, let full = pending else { return }
        batches.append(full)
        pending = nil
        pendingCount = 0
        if batches.count == Self.most { mergeNeighbours() }
    }

    private mutating func mergeNeighbours() {
        batches = stride(from: 0, to: batches.count, by: 2).map { batches[$0].merged(with: batches[$0 + 1]) }
        intervalsEach *= 2
    }

    /// The interval of the percentile `percent`; `nil` when there are fewer than 10 stretches or too few samples.
    ///
    /// - Parameters:
    ///   - percent: Which percentile.
    ///   - total: All that was appended, merged.
    ///   - confidence: The probability to contain the true value.
    public func interval(of percent: Double, in total: HdrCounts, confidence: Double = 0.95) -> PercentileInterval? {
        guard count >= Self.fewest, let bucket = total.buckets(atRanks: [total.rank(of: percent)]).first else {
            return nil
        }
        let normal = NormalDistribution.quantile((1 + confidence) / 2)
        let student = StudentDistribution.quantile(within: confidence, degrees: count - 1)
        let share = normal * normal / (student * student) / samplesForOne(at: total.layout.index(of: bucket.lowest))
        let effective = Double(total.total) * share
        let ranks = OrderStatistics.ranks(
            count: UInt64(saturating: effective),
            probability: percent / 100,
            confidence: confidence
        )
        guard let ranks else { return nil }
        // The l-th of few samples stands where (l - 1) / n of the many end.
        let lower = UInt64(saturating: Double(ranks.lower - 1) / effective * Double(total.total)) + 1
        let upper = UInt64(saturating: (Double(ranks.upper) / effective * Double(total.total)).rounded(.up))
        let clamped = (lower: lower, upper: min(upper, total.total))
        return total.interval(of: percent, ranks: clamped, confidence, .batches(count: count))
    }

    /// How many of the samples say as much as one independent sample about the share at or below the bucket at `index`.
    /// Many equal values make that share jump over the percentile, so the share below the bucket is looked at as well.
    private func samplesForOne(at index: Int) -> Double {
        max(1, designEffect(through: index), designEffect(through: index - 1))
    }

    private func designEffect(through index: Int) -> Double {
        let all = batches + (pending.map { [$0] } ?? [])
        let sizes = all.map { Double($0.total) }
        let counts = all.map { Double($0.count(through: index)) }
        let size = sizes.reduce(0, +)
        let share = counts.reduce(0, +) / size
        guard share > 0, share < 1 else { return 1 }
        let squares = zip(counts, sizes).reduce(0) { $0 + pow($1.0 - share * $1.1, 2) }
        let batchCount = Double(all.count)
        return batchCount / (batchCount - 1) * squares / size / (share * (1 - share))
    }
}

/// What was recorded in one stretch of a run, kept small: only the buckets that hold something.
struct HdrBatch: Sendable {
    /// The indices of the buckets that aren't empty, ascending.
    private var indices: [Int32] = []
    /// For each of them, how many values are in it and in those before.
    private var sums: [UInt64] = []

    /// How many values there are.
    var total: UInt64 { sums.last ?? 0 }

    init(_ counts: HdrCounts) {
        counts.forEachIndex { append(Int32($0), $1) }
    }

    init(_ packed: PackedLatencies) {
        CountsPacker.unpack(packed.bytes) { append(Int32($0), $1) }
    }

    private init() {}

    private mutating func append(_ index: Int32, _ count: UInt64) {
        indices.append(index)
        sums.append(total &+ count)
    }

    private func count(_ place: Int) -> UInt64 { sums[place] &- (place > 0 ? sums[place - 1] : 0) }

    /// How many values are in the bucket at `index` and in those before.
    func count(through index: Int) -> UInt64 {
        var low = 0
        var high = indices.count
        while low < high {
            let middle = (low + high) / 2
            if Int(indices[middle]) <= index { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? sums[low - 1] : 0
    }

    /// What was recorded in this stretch and `other`.
    func merged(with other: HdrBatch) -> HdrBatch {
        var result = HdrBatch()
        var (own, others) = (0, 0)
        while own < indices.count || others < other.indices.count {
            let left = own < indices.count ? indices[own] : .max
            let right = others < other.indices.count ? other.indices[others] : .max
            let sum = (left <= right ? count(own) : 0) &+ (right <= left ? other.count(others) : 0)
            result.append(min(left, right), sum)
            if left <= right { own += 1 }
            if right <= left { others += 1 }
        }
        return result
    }
}
