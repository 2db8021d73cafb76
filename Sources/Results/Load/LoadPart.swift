public import Measurement

/// A load's latencies for one request and one class of statuses.
public struct LoadPart: Sendable, Hashable {
    /// The request's name; empty when the load has one only.
    public var request: String
    /// The status class: 2 for 200 to 299.
    public var statusClass: Int
    /// From the intended start, in nanoseconds.
    public var responseTime: LatencySummary
    /// From the actual send, in nanoseconds.
    public var serviceTime: LatencySummary

    /// A part of its parts.
    public init(request: String, statusClass: Int, responseTime: LatencySummary, serviceTime: LatencySummary) {
        self.request = request
        self.statusClass = statusClass
        self.responseTime = responseTime
        self.serviceTime = serviceTime
    }
}
