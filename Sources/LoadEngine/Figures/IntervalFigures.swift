public import Measurement

/// What happened in an interval of the measured load, of a second or a few; responses count in the interval in which they were
/// complete.
public struct IntervalFigures: Sendable, Hashable {
    /// Its first second, from 0, since the end of the warm-up.
    public var second: Int
    /// How many seconds it has.
    public var length = 1
    /// What became of requests in it.
    public var counts: LoadCounts
    /// Requests in flight at its end.
    public var inFlight: Int
    /// The latencies of its responses.
    public var series: [SeriesFigures]

    /// The response times of all series.
    public var responseTime: LatencyRecorder { .merged(series.map(\.responseTime)) }
    /// The service times of all series.
    public var serviceTime: LatencyRecorder { .merged(series.map(\.serviceTime)) }
}
