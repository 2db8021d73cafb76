package import HTTP
public import Measurement

/// All that was measured of a load.
public struct LoadReport: Sendable {
    /// What became of the requests.
    public var counts: LoadCounts
    /// Responses by status, warm-up excluded.
    public var statuses: [Int: Int]
    /// How many responses broke the standard in which way, warm-up excluded.
    package var deviations: [Deviation: Int]
    /// When the measured load began (the warm-up's end), by the monotonic clock.
    public var begin: UInt64
    /// Nanoseconds from there to the end of the last request.
    public var duration: UInt64
    /// The whole run's latencies by endpoint and status class.
    public var series: [SeriesFigures]
    /// The flows, by the endpoint that they begin with.
    public var flows: [FlowFigures]
    /// Each second, when the plan asked to keep them; each 2, 5, 10 ... seconds of a load that takes longer than ten minutes.
    public var intervals: [IntervalFigures]
    /// Of each endpoint's responses: the response time without what the generator itself was late, in nanoseconds.
    public var undelayed: [PackedLatencies]
    /// Of the responses that took too long and broke nothing else: by how much, without what the generator itself was late.
    public var overdue: PackedLatencies
    /// Actual minus intended send, of every request that was sent on time or late, in nanoseconds.
    public var slip: PackedLatencies
    /// The same of the requests that did not have to wait for a busy connection, without the time in which one was being opened
    /// for them: what the generator itself was late.
    public var ownSlip: PackedLatencies
    /// How much later than asked the loop did what was due: woke from a sleep, or looked at the clock, in nanoseconds.
    public var loopLag: PackedLatencies
    /// Each thread.
    public var threads: [ThreadFigures]
    /// The kinds of failure, at most 20.
    public var failures: [FailureKind]
    /// Failures of kinds beyond those.
    public var otherFailures: Int
    /// Whether it was stopped before its end.
    public var wasStopped: Bool
    /// Nanoseconds from the start, warm-up included, to the end: of a load that was stopped, how far it came.
    public var elapsed: UInt64
    /// Users of a closed load that never had a connection.
    public var lonelyUsers: Int

    /// The complete responses by request index, where they are kept.
    public var responses: [KeptResponse]

    /// The response times of all responses.
    public var responseTime: LatencyRecorder { .merged(series.map(\.responseTime)) }
    /// The service times of all responses.
    public var serviceTime: LatencyRecorder { .merged(series.map(\.serviceTime)) }
}
