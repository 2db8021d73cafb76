package import Measurement

/// A load's latencies for one request and one class of statuses.
package struct LoadPart: Sendable, Hashable {
    /// The request's name; empty when the load has one only.
    package var request: String
    /// The status class: 2 for 200 to 299.
    package var statusClass: Int
    /// From the intended start, in nanoseconds.
    package var responseTime: LatencySummary
    /// From the actual send, in nanoseconds.
    package var serviceTime: LatencySummary

    /// A part of its parts.
    package init(request: String, statusClass: Int, responseTime: LatencySummary, serviceTime: LatencySummary) {
        self.request = request
        self.statusClass = statusClass
        self.responseTime = responseTime
        self.serviceTime = serviceTime
    }
}
