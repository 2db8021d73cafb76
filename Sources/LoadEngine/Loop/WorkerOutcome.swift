/// What one worker measured.
struct WorkerOutcome: Sendable {
    var figures: ThreadFigures
    var seconds: [SecondFigures]
    var series: [SeriesFigures]
    var flows: [FlowFigures]
    var statuses: [Int: Int]
    var slip: LatencyCounts
    var ownSlip: LatencyCounts
    var loopLag: LatencyCounts
    var failures: [FailureKind]
    var otherFailures: Int
    var begin: UInt64
    var lastEnd: UInt64
    var wasStopped: Bool
    /// Of a burst: what the thread let go.
    var release: ReleaseFigures?
    /// Of a burst: the complete responses.
    var responses: [BurstResponse] = []
}
