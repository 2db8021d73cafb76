/// An interval log of HdrHistogram, an `.hlog` file: a histogram for each interval of time, several tagged ones side by
/// side if need be (HdrHistogram: HistogramLogWriter.java, HistogramLogReader.java).
public struct HdrLog: Sendable {
    /// An interval.
    public struct Interval: Sendable {
        /// What the histogram is of; `nil` for the only or the main one.
        public var tag: String?
        /// When it began, in seconds as the log has it: since the base time, if there is one.
        public var start: Double
        /// How long it was, in seconds.
        public var length: Double
        /// What was recorded.
        public var counts: HdrCounts

        /// An interval of its parts.
        public init(tag: String? = nil, start: Double, length: Double, counts: HdrCounts) {
            self.tag = tag
            self.start = start
            self.length = length
            self.counts = counts
        }
    }

    /// When the log began, in seconds since 1970 in UTC; `nil` when it doesn't say.
    public var startTime: Double?
    /// What the starts of the intervals count from, in seconds since 1970 in UTC; `nil` when it doesn't say.
    public var baseTime: Double?
    /// The intervals, in the order of the log.
    public var intervals: [Interval]

    /// A log of its parts.
    public init(startTime: Double? = nil, baseTime: Double? = nil, intervals: [Interval] = []) {
        self.startTime = startTime
        self.baseTime = baseTime
        self.intervals = intervals
    }

    /// When `interval` began, in seconds since 1970: without a base time, starts that are more than a year before the log's
    /// count from the log's, others from 1970, as HdrHistogram has it.
    public func absoluteStart(of interval: Interval) -> Double {
        if let baseTime { return interval.start + baseTime }
        guard let startTime, interval.start < startTime - 365 * 24 * 3600 else { return interval.start }
        return interval.start + startTime
    }
}
