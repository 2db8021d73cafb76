public import Measurement

/// The response times of one of a load's requests, whatever the status.
public struct RequestTimes: Sendable, Hashable {
    /// The request's name; empty when the load has one only.
    public var name: String
    /// From the intended start, in nanoseconds.
    public var responseTime: LatencySummary
    /// The same as they are judged.
    public var times: LoadTimes

    /// Times of their parts.
    public init(name: String, responseTime: LatencySummary, times: LoadTimes = LoadTimes()) {
        self.name = name
        self.responseTime = responseTime
        self.times = times
    }
}
