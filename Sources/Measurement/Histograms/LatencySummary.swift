/// The figures of a set of latencies, in nanoseconds.
///
/// Percentiles are read from an HdrHistogram with three significant digits: each is the highest value that counts as
/// equivalent to the recorded one, so at most 0.1% too high and never too low. A percentile `p` is given only when at least
/// `1 / (1 - p)` values stand behind it; fewer can't tell it from the maximum.
public struct LatencySummary: Sendable, Hashable {
    /// How many values there are.
    public var count: Int
    /// The smallest value; 0 when there is none.
    public var min: UInt64
    /// The arithmetic mean; 0 when there is no value.
    public var mean: Double
    /// The largest value, exact; 0 when there is none.
    public var max: UInt64
    /// The percentiles asked for, in ascending order, those with too few values behind them left out.
    public var percentiles: [Percentile]
    /// The percentiles that were asked for and are left out; `samplesNeeded` says what they lack.
    public var withheld: [Double]
    /// The standard deviation around the mean, to the resolution of the histogram; `nil` when it isn't known.
    public var standardDeviation: Double?

    /// One percentile.
    public struct Percentile: Sendable, Hashable {
        /// Its place, such as 99.9.
        public var percent: Double
        /// The value, in nanoseconds.
        public var value: UInt64

        /// Where the true value lies; `nil` when no interval was asked for, or too few values stand behind it.
        public var interval: PercentileInterval?

        /// The percentile `percent` with `value`, and its interval.
        public init(_ percent: Double, _ value: UInt64, interval: PercentileInterval? = nil) {
            self.percent = percent
            self.value = value
            self.interval = interval
        }
    }

    /// A summary of its parts.
    public init(
        count: Int,
        min: UInt64,
        mean: Double,
        max: UInt64,
        percentiles: [Percentile],
        withheld: [Double] = [],
        standardDeviation: Double? = nil
    ) {
        self.count = count
        self.min = min
        self.mean = mean
        self.max = max
        self.percentiles = percentiles
        self.withheld = withheld
        self.standardDeviation = standardDeviation
    }

    /// No values.
    public static let empty = LatencySummary(count: 0, min: 0, mean: 0, max: 0, percentiles: [])

    /// The percentiles that every report gives.
    public static let reported: [Double] = [50, 90, 95, 99, 99.9]

    /// How many values have to stand behind the percentile `percent` for it to be given: 1 / (1 - p), so 100 for the 99th.
    /// Fewer can't tell it from the maximum. There are never enough for the 100th, which is `max`.
    public static func samplesNeeded(for percent: Double) -> Int {
        // A little less, since 100 / (100 - 99.9) is above 1000 in doubles.
        percent < 100 ? Int((100 / (100 - percent) * (1 - 1e-9)).rounded(.up)) : .max
    }

    /// The value at `percent`; `nil` when too few values stand behind it.
    public func value(at percent: Double) -> UInt64? {
        percentiles.first { $0.percent == percent }?.value
    }
}
