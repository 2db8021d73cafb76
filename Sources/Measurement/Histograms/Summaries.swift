/// The figures of a set of latencies, in nanoseconds.
///
/// Percentiles are read from an HdrHistogram with three significant digits: each is the highest value that counts as
/// equivalent to the recorded one, so at most 0.1% too high and never too low. A percentile `p` is given only when at
/// least `1 / (1 - p)` values stand behind it; fewer can't tell it from the maximum.
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

    /// How many values have to stand behind the percentile `percent` for it to be given: 1 / (1 - p), so 100 for the
    /// 99th. Fewer can't tell it from the maximum. There are never enough for the 100th, which is `max`.
    public static func samplesNeeded(for percent: Double) -> Int {
        // A little less, since 100 / (100 - 99.9) is above 1000 in doubles.
        percent < 100 ? Int((100 / (100 - percent) * (1 - 1e-9)).rounded(.up)) : .max
    }

    /// The value at `percent`; `nil` when too few values stand behind it.
    public func value(at percent: Double) -> UInt64? {
        percentiles.first { $0.percent == percent }?.value
    }
}

/// What happened in one interval of a load, usually a second: a row of the time series.
///
/// Requests are counted where they belong: `offered`, `sent` and `unsent` in the interval of their intended start,
/// `completed` and `failed` in the interval in which they ended. Over a whole run, drain included, offered + resent =
/// sent + unsent and sent = completed + failed + resent + the failures that were expected.
public struct IntervalSummary: Sendable, Hashable {
    /// When the interval began, in nanoseconds since the load began.
    public var start: UInt64
    /// How long it was, in nanoseconds.
    public var length: UInt64
    /// How many requests the model wanted.
    public var offered: Int
    /// How many of them were sent.
    public var sent: Int
    /// How many of them were never sent.
    public var unsent: Int
    /// How many requests ended with a response that is as expected.
    public var completed: Int
    /// How many ended otherwise: no response, or one that breaks an expectation.
    public var failed: Int
    /// How many were under way when the interval ended.
    public var inFlight: Int
    /// From the intended start to the end of the response: what a user waits.
    public var responseTime: LatencySummary
    /// From the actual send to the end of the response.
    public var serviceTime: LatencySummary
    /// Complete responses by their status's first digit; nothing where they weren't told apart.
    public var statusClasses: [Int: Int] = [:]

    /// A row of its parts.
    public init(
        start: UInt64,
        length: UInt64,
        offered: Int = 0,
        sent: Int = 0,
        unsent: Int = 0,
        completed: Int = 0,
        failed: Int = 0,
        inFlight: Int = 0,
        responseTime: LatencySummary = .empty,
        serviceTime: LatencySummary = .empty
    ) {
        self.start = start
        self.length = length
        self.offered = offered
        self.sent = sent
        self.unsent = unsent
        self.completed = completed
        self.failed = failed
        self.inFlight = inFlight
        self.responseTime = responseTime
        self.serviceTime = serviceTime
    }

    /// How many requests a second the model wanted; 0 for an interval of no length.
    public var offeredRate: Double { rate(offered) }
    /// How many requests a second were sent.
    public var sentRate: Double { rate(sent) }
    /// How many requests a second ended as expected: the goodput.
    public var goodput: Double { rate(completed) }

    private func rate(_ count: Int) -> Double { length > 0 ? Double(count) * 1e9 / Double(length) : 0 }
}
