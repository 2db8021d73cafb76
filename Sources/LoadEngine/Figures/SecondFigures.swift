/// What happened in one second of the measured load; responses count in the second in which they were complete.
public struct SecondFigures: Sendable, Hashable {
    /// The second, from 0, since the end of the warm-up.
    public var second: Int
    /// What became of requests in it.
    public var counts: LoadCounts
    /// Requests in flight at its end.
    public var inFlight: Int
    /// The latencies of its responses.
    public var series: [SeriesFigures]

    /// The response times of all series.
    public var responseTime: LatencyCounts { .merged(series.map(\.responseTime)) }
    /// The service times of all series.
    public var serviceTime: LatencyCounts { .merged(series.map(\.serviceTime)) }
}
