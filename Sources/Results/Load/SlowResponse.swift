/// One of a burst's or load's slowest responses, by which it is found among what the target logged of itself.
package struct SlowResponse: Sendable, Hashable {
    /// So many are kept of each burst and load.
    package static let most = 10

    /// From the intended start to the last byte, in nanoseconds.
    package var responseTime: UInt64
    /// From the actual send to the last byte, in nanoseconds.
    package var serviceTime: UInt64
    /// When the request was to begin, in nanoseconds since the measured load began or was to begin.
    package var start: UInt64
    /// The request's place in the load, from 0.
    package var index: Int
    /// The request's name; empty when the load has one only.
    package var request: String
    /// The status code.
    package var status: Int
    /// The trace that it was part of: 32 hexadecimal digits; `nil` without a `traceparent`.
    package var trace: String?

    /// A response of its parts.
    package init(
        responseTime: UInt64,
        serviceTime: UInt64,
        start: UInt64,
        index: Int,
        request: String,
        status: Int,
        trace: String? = nil
    ) {
        self.responseTime = responseTime
        self.serviceTime = serviceTime
        self.start = start
        self.index = index
        self.request = request
        self.status = status
        self.trace = trace
    }

    /// The slowest of `responses`, the slowest first. Those of parts of a load, taken together in whatever order, are
    /// those of the whole.
    package static func slowest(of responses: [SlowResponse]) -> [SlowResponse] {
        Array(responses.sorted(by: isSlower).prefix(most))
    }

    /// An order in which no two that differ stand beside each other by chance.
    private static func isSlower(_ one: SlowResponse, than other: SlowResponse) -> Bool {
        if one.responseTime != other.responseTime { return one.responseTime > other.responseTime }
        if (one.start, one.index, one.status) != (other.start, other.index, other.status) {
            return (one.start, one.index, one.status) < (other.start, other.index, other.status)
        }
        return (one.serviceTime, one.request, one.trace ?? "") < (other.serviceTime, other.request, other.trace ?? "")
    }
}
