/// Collects latencies in an HdrHistogram: from a nanosecond to an hour, at three significant digits.
///
/// Extremes and the mean are kept exactly beside it. What is too long for the histogram (an hour and more) is counted
/// in its last bucket, and told by `tooLong`.
public struct LatencyRecorder: Sendable {
    /// The largest latency that the percentiles are sure to tell from others, in nanoseconds.
    public static let longest: UInt64 = HdrLayout.latency.highestTrackable

    /// The histogram of the latencies in nanoseconds.
    public var counts: HdrCounts { histogram }
    @usableFromInline var histogram = HdrCounts(.latency)
    /// Nanoseconds in all; no more than fit, which are 584 years.
    @usableFromInline var sum: UInt64 = 0

    /// Nothing recorded yet; the histogram's memory is taken with the first value, or by `reserve()`.
    public init() {}

    /// What was packed.
    public init(_ packed: PackedLatencies) { merge(packed) }

    /// What all of `parts` recorded together.
    public static func merged(_ parts: some Sequence<PackedLatencies>) -> LatencyRecorder {
        parts.reduce(into: LatencyRecorder()) { $0.merge($1) }
    }

    /// How many latencies were recorded.
    public var count: Int { Int(clamping: counts.total) }
    /// How many of them were too long for the histogram.
    public var tooLong: Int { Int(clamping: counts.beyond) }
    /// The smallest, exact; 0 when there is none.
    public var min: UInt64 { counts.min }
    /// The largest, exact; 0 when there is none.
    public var max: UInt64 { counts.max }
    /// The arithmetic mean, exact up to the rounding of doubles; 0 when there is none.
    public var mean: Double { counts.isEmpty ? 0 : Double(sum) / Double(counts.total) }
    /// The standard deviation around the mean, of the middles of the histogram's buckets; 0 when there is none.
    public var standardDeviation: Double { counts.standardDeviation(around: mean) }

    /// Takes the histogram's memory now, so that no record allocates.
    public mutating func reserve() { histogram.reserve() }

    /// Records one latency in nanoseconds.
    @inlinable @inline(__always) public mutating func record(_ nanoseconds: UInt64) {
        histogram.record(nanoseconds)
        let (more, overflows) = sum.addingReportingOverflow(nanoseconds)
        sum = overflows ? .max : more
    }

    /// Forgets all latencies and keeps the memory.
    public mutating func reset() {
        histogram.reset()
        sum = 0
    }

    /// Adds what `other` recorded.
    public mutating func merge(_ other: LatencyRecorder) {
        histogram.merge(other.counts)
        sum = sum.addingSaturated(other.sum)
    }

    /// Adds what was packed.
    public mutating func merge(_ packed: PackedLatencies) {
        histogram.merge(packed)
        sum = sum.addingSaturated(packed.sum)
    }

    /// What was recorded, in few bytes.
    public var packed: PackedLatencies { PackedLatencies(counts, sum: sum) }

    /// What was recorded, in few bytes, and forgets it; the memory is kept.
    public mutating func take() -> PackedLatencies {
        defer { reset() }
        return packed
    }

    /// The values at `percents`, which ascend, in one pass, without regard to how many values stand behind each; 0 when
    /// there is none.
    public func values(at percents: [Double]) -> [UInt64] { counts.values(at: percents) }

    /// How many latencies are above `nanoseconds`, to the resolution of the histogram.
    public func count(above nanoseconds: UInt64) -> Int { Int(clamping: counts.count(above: nanoseconds)) }

    /// The figures, with those of `percents` (ascending) that enough values stand behind.
    public func summary(_ percents: [Double] = LatencySummary.reported) -> LatencySummary {
        summary(percents) { _ in nil }
    }

    /// The figures, with those of `percents` (ascending) that enough values stand behind, and their intervals.
    ///
    /// - Parameters:
    ///   - percents: Which percentiles.
    ///   - confidence: The probability with which each interval contains the true value.
    ///   - batches: The same values by the stretches of the run in which they were recorded, for values that depend on
    ///     those before them, as in every load; `nil` for independent ones.
    public func summary(
        _ percents: [Double] = LatencySummary.reported,
        confidence: Double,
        batches: HdrBatches?
    ) -> LatencySummary {
        summary(percents) { percent in
            if let batches { return batches.interval(of: percent, in: counts, confidence: confidence) }
            return counts.interval(of: percent, confidence: confidence)
        }
    }

    private func summary(_ percents: [Double], interval: (Double) -> PercentileInterval?) -> LatencySummary {
        guard count > 0 else { return .empty }
        let meaningful = percents.filter { count >= LatencySummary.samplesNeeded(for: $0) }
        return LatencySummary(
            count: count,
            min: min,
            mean: mean,
            max: max,
            percentiles: zip(meaningful, values(at: meaningful)).map { .init($0, $1, interval: interval($0)) },
            withheld: percents.filter { !meaningful.contains($0) },
            standardDeviation: standardDeviation
        )
    }
}
