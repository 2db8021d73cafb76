public import Measurement

/// How often each latency was measured, in nanoseconds: the content of an HdrHistogram of 1 ns to an hour with three
/// significant digits, packed into few bytes. The extremes and the sum are exact.
public struct LatencyCounts: Sendable, Hashable {
    /// Index and count in pairs, as ``CountsPacker`` writes them.
    let packed: [UInt8]
    /// How many values there are.
    public let count: UInt64
    /// The smallest value; `UInt64.max` when there is none.
    public let min: UInt64
    /// The largest value, exact.
    public let max: UInt64
    /// The sum of the values.
    public let sum: Double

    /// No values.
    public init() {
        self.init(packed: [], count: 0, min: .max, max: 0, sum: 0)
    }

    init(packed: [UInt8], count: UInt64, min: UInt64, max: UInt64, sum: Double) {
        self.packed = packed
        self.count = count
        self.min = min
        self.max = max
        self.sum = sum
    }

    /// Calls `body` with each value that has a count, in ascending order: the index in HdrHistogram's array of counts, the
    /// largest value counted there, and the count.
    public func forEach(_ body: (_ index: Int, _ value: UInt64, _ count: UInt64) -> Void) {
        CountsPacker.unpack(packed) { index, count in body(index, LatencyHistogram.highest(index), count) }
    }

    /// What all of `parts` counted together.
    public static func merged(_ parts: some Sequence<LatencyCounts>) -> LatencyCounts {
        var sum = RunningCounts()
        for part in parts { sum.add(part) }
        return sum.total
    }

    /// The figures, with those of `percents` (ascending) that enough values stand behind: each the value of rank
    /// ⌈p/100 · count⌉ in its highest equivalent, never above the maximum.
    public func summary(_ percents: [Double] = LatencySummary.reported) -> LatencySummary {
        guard count > 0 else { return .empty }
        var wanted = percents.filter { Double(count) * (100 - $0) >= 100 }[...]
        var found: [LatencySummary.Percentile] = []
        var seen: UInt64 = 0
        forEach { _, value, times in
            seen += times
            while let percent = wanted.first, Double(seen) >= Double(count) * percent / 100 {
                found.append(.init(percent, Swift.min(value, max)))
                wanted.removeFirst()
            }
        }
        return LatencySummary(count: Int(count), min: min, mean: sum / Double(count), max: max, percentiles: found)
    }
}
