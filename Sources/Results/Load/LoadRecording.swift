public import Measurement

/// A load's latencies as they were counted, for the files that other tools read; `results.json` doesn't hold them.
public struct LoadRecording: Sendable, Hashable {
    /// One interval of the load; its figures are among the result's ``LoadResult/intervals``.
    public struct Interval: Sendable, Hashable {
        /// The response times.
        public var responseTime: PackedLatencies
        /// The service times.
        public var serviceTime: PackedLatencies

        /// An interval of its parts.
        public init(responseTime: PackedLatencies, serviceTime: PackedLatencies) {
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
    /// The seconds, in order, as many as the result has ``LoadResult/intervals``.
    public var intervals: [Interval]

    /// A recording of its parts.
    public init(startedAt: Int64, responseTime: HdrCounts, serviceTime: HdrCounts, intervals: [Interval]) {
        self.startedAt = startedAt
        self.responseTime = responseTime
        self.serviceTime = serviceTime
        self.intervals = intervals
    }
}
