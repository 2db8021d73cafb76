/// What happened in one interval of a load, usually a second: a row of the time series.
///
/// Requests are counted where they belong: `offered`, `sent` and `unsent` in the interval of their intended start, `completed` and
/// `failed` in the interval in which they ended. Over a whole run, drain included, offered + resent = sent + unsent and sent =
/// completed + failed + resent + the failures that were expected.
public struct IntervalSummary: Sendable, Hashable {
    /// When the interval began, in nanoseconds since the load began.
    public var start: UInt64
    /// How long it was, in nanoseconds.
    public var length: UInt64
    /// How many requests the model wanted.
    public var offered: Int
    /// How many of them were sent.
    public var sent: Int
    /// How many of them were never sent.
    public var unsent: Int
    /// How many requests ended with a response that is as expected.
    public var completed: Int
    /// How many ended otherwise: no response, or one that breaks an expectation.
    public var failed: Int
    /// How many were under way when the interval ended.
    public var inFlight: Int
    /// From the intended start to the end of the response: what a user waits.
    public var responseTime: LatencySummary
    /// From the actual send to the end of the response.
    public var serviceTime: LatencySummary

    /// A row of its parts.
    public init(
        start: UInt64,
        length: UInt64,
        offered: Int = 0,
        sent: Int = 0,
        unsent: Int = 0,
        completed: Int = 0,
        failed: Int = 0,
        inFlight: Int = 0,
        responseTime: LatencySummary = .empty,
        serviceTime: LatencySummary = .empty
    ) {
        self.start = start
        self.length = length
        self.offered = offered
        self.sent = sent
        self.unsent = unsent
        self.completed = completed
        self.failed = failed
        self.inFlight = inFlight
        self.responseTime = responseTime
        self.serviceTime = serviceTime
    }

    /// How many requests a second the model wanted; 0 for an interval of no length.
    public var offeredRate: Double { rate(offered) }
    /// How many requests a second were sent.
    public var sentRate: Double { rate(sent) }
    /// How many requests a second ended as expected: the goodput.
    public var goodput: Double { rate(completed) }

    private func rate(_ count: Int) -> Double { length > 0 ? Double(count) * 1e9 / Double(length) : 0 }
}
