/// What a load has done so far, while it runs; warm-up excluded, unless said.
public struct LiveFigures: Sendable, Hashable {
    /// Nanoseconds since the load began, warm-up included; 0 before it began.
    public var elapsed: UInt64 = 0
    /// Requests that the model asked for.
    public var offered = 0
    /// Requests that were sent.
    public var sent = 0
    /// Complete responses.
    public var completed = 0
    /// Complete responses that broke an expectation.
    public var broken = 0
    /// Requests without a complete response.
    public var failed = 0
    /// Requests sent in the warm-up.
    public var warmUp = 0
    /// Requests in flight now.
    public var inFlight = 0
    /// Open connections now.
    public var connections = 0
    /// Nanoseconds that the oldest arrival that waits for a connection is late; 0 when none waits.
    public var backlog: UInt64 = 0
}
