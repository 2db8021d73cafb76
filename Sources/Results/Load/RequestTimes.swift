package import Measurement

/// The response times of one of a load's requests, whatever the status.
package struct RequestTimes: Sendable, Hashable {
    /// The request's name; empty when the load has one only.
    package var name: String
    /// From the intended start, in nanoseconds.
    package var responseTime: LatencySummary
    /// The same as they are judged.
    package var times: LoadTimes

    /// Times of their parts.
    package init(name: String, responseTime: LatencySummary, times: LoadTimes = LoadTimes()) {
        self.name = name
        self.responseTime = responseTime
        self.times = times
    }
}
