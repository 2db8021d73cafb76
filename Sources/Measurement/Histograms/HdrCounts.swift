/// A histogram of values with the layout of HdrHistogram: constant work for each value recorded, constant memory.
///
/// Recording allocates nothing once the memory is there, which `reserve()` takes in advance and `reset()` keeps; all
/// that runs over the buckets runs from the smallest to the largest value recorded only. The extremes are exact.
///
/// It is written for the engine's loop. Beside it, at the layout of `latency` and 9,600 buckets in use,
/// hdrhistogram-swift 0.2.0 was measured: a record takes 5 ns here and 4 there, but a reset 3 us against 430, a merge 1
/// against 6 and a pass over the buckets 19 against 140 to 620, and those happen every second for every endpoint,
/// between two requests.
///
/// What records is inlined into other modules and works in place: no allocation, no reference count
/// is changed, though Swift asks whether the memory is shared (3 ns).
/// `PackedLatencies` keeps the same in few bytes.
public struct HdrCounts: Sendable, Hashable {
    /// How values are divided.
    public let layout: HdrLayout
    /// How many values were recorded.
    public var total: UInt64 { recorded }
    /// How many of them were beyond the last bucket: they are counted in it.
    public private(set) var beyond: UInt64 = 0
    @usableFromInline var recorded: UInt64 = 0
    @usableFromInline var smallest = UInt64.max
    @usableFromInline var largest: UInt64 = 0
    /// A count for each bucket; none before the first value.
    @usableFromInline var slots: [UInt64] = []

    /// Nothing recorded yet.
    public init(_ layout: HdrLayout = .latency) { self.layout = layout }

    /// Whether nothing was recorded.
    public var isEmpty: Bool { total == 0 }
    /// The smallest value, exact; 0 when there is none.
    public var min: UInt64 { isEmpty ? 0 : smallest }
    /// The largest value, exact; 0 when there is none.
    public var max: UInt64 { largest }

    /// Takes the memory for the buckets, which the first value would take otherwise.
    public mutating func reserve() {
        if slots.isEmpty { slots = [UInt64](repeating: 0, count: layout.length) }
    }

    /// Records one value.
    @inlinable @inline(__always) public mutating func record(_ value: UInt64) { add(value, 1) }

    /// Records `count` values that are all `value`.
    public mutating func record(_ value: UInt64, count: UInt64) {
        if count > 0 { add(value, count) }
    }

    @inlinable @inline(__always) mutating func add(_ value: UInt64, _ count: UInt64) {
        let index = layout.index(of: value)
        if index < slots.count {
            slots[index] &+= count
        } else {
            recordOutside(index, count)
        }
        recorded &+= count
        if value < smallest { smallest = value }
        if value > largest { largest = value }
    }

    /// The first value of all, or one beyond the last bucket.
    @usableFromInline @inline(never)
    mutating func recordOutside(_ index: Int, _ count: UInt64) {
        reserve()
        if index >= slots.count { beyond &+= count }
        slots[Swift.min(index, slots.count - 1)] &+= count
    }

    /// Forgets all values and keeps the memory.
    public mutating func reset() {
        let used = used
        slots.withUnsafeMutableBufferPointer { slots in
            UnsafeMutableBufferPointer(rebasing: slots[used]).update(repeating: 0)
        }
        recorded = 0
        beyond = 0
        smallest = .max
        largest = 0
    }

    /// Adds what `other` recorded. Of another layout, each bucket's values count as the lowest of them.
    public mutating func merge(_ other: HdrCounts) {
        guard !other.isEmpty else { return }
        guard other.layout == layout else { return mergeBuckets(of: other) }
        reserve()
        for index in other.used { slots[index] &+= other.slots[index] }
        recorded &+= other.total
        beyond &+= other.beyond
        smallest = Swift.min(smallest, other.smallest)
        largest = Swift.max(largest, other.largest)
    }

    private mutating func mergeBuckets(of other: HdrCounts) {
        for bucket in other.buckets { record(Swift.max(bucket.lowest, other.smallest), count: bucket.count) }
        largest = Swift.max(largest, other.largest)
    }

    /// Adds what was packed, of the same layout.
    mutating func merge(_ packed: PackedLatencies) {
        guard !packed.isEmpty else { return }
        reserve()
        slots.withUnsafeMutableBufferPointer { slots in
            CountsPacker.unpack(packed.bytes) { index, count in
                if UInt(bitPattern: index) < UInt(bitPattern: slots.count) { slots[index] &+= count }
            }
        }
        recorded &+= packed.total
        beyond &+= packed.beyond
        smallest = Swift.min(smallest, packed.min)
        largest = Swift.max(largest, packed.max)
    }

    /// Makes `value` the smallest, when it lies in the bucket of the smallest or below: a decoder knows no better.
    mutating func widen(to value: UInt64) { smallest = Swift.min(smallest, value) }

    /// The indices from the smallest to the largest value's bucket.
    var used: Range<Int> {
        let last = layout.length - 1
        return isEmpty
            ? 0..<0 : Swift.min(layout.index(of: smallest), last)..<Swift.min(layout.index(of: largest), last) + 1
    }
}

extension HdrCounts {
    /// The buckets that hold something, from the smallest value up.
    public var buckets: HdrBuckets { HdrBuckets(self) }

    /// Calls `body` with the index and the count of each bucket that holds something, ascending.
    @inline(__always)
    func forEachIndex(_ body: (_ index: Int, _ count: UInt64) -> Void) {
        let used = used
        slots.withUnsafeBufferPointer { slots in
            var index = used.lowerBound
            while index < used.upperBound {
                // Most are empty: four at a time are passed over.
                if index &+ 4 <= used.upperBound,
                    slots[index] | slots[index &+ 1] | slots[index &+ 2] | slots[index &+ 3] == 0
                {
                    index &+= 4
                    continue
                }
                if slots[index] > 0 { body(index, slots[index]) }
                index &+= 1
            }
        }
    }

    /// How many buckets hold something.
    var usedCount: Int {
        let used = used
        return slots.withUnsafeBufferPointer { slots in
            var count = 0
            for index in used { count &+= slots[index] == 0 ? 0 : 1 }
            return count
        }
    }

    /// The mean of the values, each taken as the middle of its bucket; 0 when there is none.
    public var mean: Double {
        isEmpty ? 0 : buckets.reduce(0) { $0 + Double($1.middle) * Double($1.count) } / Double(total)
    }

    /// The standard deviation of the values around `mean`, each taken as the middle of its bucket; 0 when there is
    /// none.
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

    /// The buckets in which the values of `ranks` are, which count from 1 at the smallest and ascend, in one pass.
    /// Ranks above `total` give the last bucket; a histogram without values gives nothing.
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
    private func clampedHighest(_ bucket: HdrBucket) -> UInt64 {
        // The last bucket also has what is beyond it, so its end is no bound.
        bucket.highest == layout.highest(at: layout.length - 1) ? max : Swift.min(bucket.highest, max)
    }

    /// The lower end of what a value in `bucket` can have been.
    private func clampedLowest(_ bucket: HdrBucket) -> UInt64 { Swift.max(bucket.lowest, min) }
}

extension HdrCounts {
    /// The interval of the percentile `percent` from the ranks of independent samples; `nil` when there are too few
    /// (see `PercentileInterval.samplesNeeded`). Its ends are those of the histogram's buckets, outwards.
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

/// A bucket of a histogram: a range of values that aren't told apart, and how many of them were recorded.
public struct HdrBucket: Sendable, Hashable {
    /// The smallest value of the range.
    public var lowest: UInt64
    /// The largest value of the range.
    public var highest: UInt64
    /// How many values were recorded in it.
    public var count: UInt64

    /// The value that stands for all in a mean: the middle, rounded up.
    public var middle: UInt64 { lowest + (highest - lowest + 1) / 2 }
}

/// The buckets of a histogram that hold something, from the smallest value up.
public struct HdrBuckets: Sequence, IteratorProtocol, Sendable {
    private let layout: HdrLayout
    private let slots: [UInt64]
    private var index: Int
    private let end: Int

    init(_ counts: HdrCounts) {
        layout = counts.layout
        slots = counts.slots
        index = counts.used.lowerBound
        end = counts.used.upperBound
    }

    /// The next bucket that isn't empty.
    public mutating func next() -> HdrBucket? {
        guard let index = nextIndex() else { return nil }
        let range = layout.range(at: index)
        return HdrBucket(lowest: range.lowest, highest: range.highest, count: slots[index])
    }

    /// Goes to the next bucket that isn't empty: most are, so this is where the time goes.
    private mutating func nextIndex() -> Int? {
        let found = slots.withUnsafeBufferPointer { slots in
            var index = index
            while index < end, slots[index] == 0 { index += 1 }
            return index
        }
        index = found + 1
        return found < end ? found : nil
    }
}
