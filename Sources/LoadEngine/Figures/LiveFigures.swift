/// What a load has done so far, while it runs.
public struct LiveFigures: Sendable, Hashable {
    /// Nanoseconds since the load began, warm-up included; 0 before it began.
    public var elapsed: UInt64 = 0
    /// What became of the requests.
    public var counts = LoadCounts()
    /// Requests in flight now.
    public var inFlight = 0
    /// Open connections now.
    public var connections = 0
    /// Nanoseconds that the oldest arrival that waits for a connection is late; 0 when none waits.
    public var backlog: UInt64 = 0

    /// Nothing yet.
    public init() {}

    mutating func add(_ part: LiveBoard.Snapshot) {
        elapsed = max(elapsed, part.elapsed)
        counts.add(LoadCounts(part.counters))
        inFlight += part.inFlight
        connections += part.connections
        backlog = max(backlog, part.backlog)
    }
}
