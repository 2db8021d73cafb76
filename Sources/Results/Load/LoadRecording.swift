package import Measurement

/// A load's latencies as they were counted, for the files that other tools read; `results.json` doesn't hold them.
package struct LoadRecording: Sendable, Hashable {
    /// One interval of the load; its figures are among the result's ``LoadResult/intervals``.
    package struct Interval: Sendable, Hashable {
        /// The response times.
        package var responseTime: PackedLatencies
        /// The service times.
        package var serviceTime: PackedLatencies

        /// An interval of its parts.
        package init(responseTime: PackedLatencies, serviceTime: PackedLatencies) {
            self.responseTime = responseTime
            self.serviceTime = serviceTime
        }
    }

    /// When the measured load began: milliseconds since 1970-01-01T00:00:00Z.
    package var startedAt: Int64
    /// All response times.
    package var responseTime: HdrCounts
    /// All service times.
    package var serviceTime: HdrCounts
    /// The seconds, in order, as many as the result has ``LoadResult/intervals``.
    package var intervals: [Interval]

    /// A recording of its parts.
    package init(startedAt: Int64, responseTime: HdrCounts, serviceTime: HdrCounts, intervals: [Interval]) {
        self.startedAt = startedAt
        self.responseTime = responseTime
        self.serviceTime = serviceTime
        self.intervals = intervals
    }
}
