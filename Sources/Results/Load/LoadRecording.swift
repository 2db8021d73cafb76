public import Measurement

/// A load's latencies as they were counted, for the files that other tools read.
public struct LoadRecording: Sendable, Hashable {
    /// One interval of the load.
    public struct Interval: Sendable, Hashable {
        /// The figures.
        public var summary: IntervalSummary
        /// The response times.
        public var responseTime: PackedLatencies
        /// The service times.
        public var serviceTime: PackedLatencies

        /// An interval of its parts.
        public init(summary: IntervalSummary, responseTime: PackedLatencies, serviceTime: PackedLatencies) {
            self.summary = summary
            self.responseTime = responseTime
            self.serviceTime = serviceTime
        }
    }

    /// When the measured load began: milliseconds since 1970-01-01T00:00:00Z.
    public var startedAt: Int64
    /// All response times.
    public var responseTime: HdrCounts
    /// All service times.
    public var serviceTime: HdrCounts
    /// The seconds, in order.
    public var intervals: [Interval]

    /// A recording of its parts.
    public init(startedAt: Int64, responseTime: HdrCounts, serviceTime: HdrCounts, intervals: [Interval]) {
        self.startedAt = startedAt
        self.responseTime = responseTime
        self.serviceTime = serviceTime
        self.intervals = intervals
    }
}
