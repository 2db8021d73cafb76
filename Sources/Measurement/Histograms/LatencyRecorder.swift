import Histogram

/// Collects latencies in an HdrHistogram: from a nanosecond to an hour, at three significant digits.
///
/// Extremes and the mean are kept exactly beside it. What lies above an hour is counted as an hour in the percentiles.
public struct LatencyRecorder: Sendable {
    /// The largest latency that the percentiles can show, in nanoseconds.
    public static let longest: UInt64 = 3_600_000_000_000

    private var histogram: Histogram<UInt64>?
    private var min = UInt64.max
    private var max: UInt64 = 0
    private var sum = 0.0
    private var count = 0

    /// Nothing recorded yet; the histogram's memory is taken with the first value.
    public init() {}

    /// Records one latency in nanoseconds.
    public mutating func record(_ nanoseconds: UInt64) {
        if histogram == nil {
            histogram = Histogram(highestTrackableValue: Self.longest, numberOfSignificantValueDigits: .three)
        }
        histogram?.record(Swift.min(nanoseconds, Self.longest))
        min = Swift.min(min, nanoseconds)
        max = Swift.max(max, nanoseconds)
        sum += Double(nanoseconds)
        count += 1
    }

    /// Adds what `other` recorded.
    public mutating func merge(_ other: LatencyRecorder) {
        guard let more = other.histogram else { return }
        if histogram == nil { histogram = more } else { histogram?.add(more) }
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
        sum += other.sum
        count += other.count
    }

    /// The figures, with those of `percents` (ascending) that enough values stand behind.
    public func summary(_ percents: [Double] = LatencySummary.reported) -> LatencySummary {
        guard count > 0 else { return .empty }
        let meaningful = percents.filter { Double(count) * (100 - $0) >= 100 }
        return LatencySummary(
            count: count,
            min: min,
            mean: sum / Double(count),
            max: max,
            percentiles: percentiles(meaningful)
        )
    }

    /// One pass over the recorded values: the value of rank ⌈p/100 · count⌉, in its highest equivalent, never above the
    /// exact maximum.
    private func percentiles(_ percents: [Double]) -> [LatencySummary.Percentile] {
        guard let histogram else { return [] }
        var found: [LatencySummary.Percentile] = []
        var seen: UInt64 = 0
        var wanted = percents[...]
        for step in histogram.recordedValues() {
            seen += step.count
            while let percent = wanted.first, Double(seen) >= Double(count) * percent / 100 {
                found.append(.init(percent, Swift.min(histogram.highestEquivalentForValue(step.value), max)))
                wanted.removeFirst()
            }
        }
        return found
    }
}
