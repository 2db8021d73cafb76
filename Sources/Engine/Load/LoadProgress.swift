/// How a load is doing while it runs.
public struct LoadProgress: Sendable, Hashable {
    /// The case.
    public var name: String
    /// Nanoseconds since it began, warm-up included, and how many it takes in all.
    public var elapsed: UInt64
    /// How many it takes in all.
    public var total: UInt64
    /// Requests a second in the last interval: asked for, and sent.
    public var offeredRate: Double
    /// Requests a second that were sent in the last interval.
    public var sentRate: Double
    /// Requests in flight.
    public var inFlight: Int
    /// Failures and broken expectations so far.
    public var failed: Int
    /// The response time at p50 and p99 in the last seconds, in nanoseconds; `nil` before there are any.
    public var median: UInt64?
    /// The response time at p99 in the last second.
    public var high: UInt64?
    /// The response times at p99 of the last seconds, oldest first.
    public var history: [UInt64]
}
