import HTTP
import Measurement

/// What one worker measured.
struct WorkerOutcome: Sendable {
    var figures: ThreadFigures
    var intervals: [IntervalFigures]
    var series: [SeriesFigures]
    var flows: [FlowFigures]
    var statuses: [Int: Int]
    var deviations: [Deviation: Int]
    var undelayed: [PackedLatencies]
    var overdue: PackedLatencies
    var slip: PackedLatencies
    var ownSlip: PackedLatencies
    var loopLag: PackedLatencies
    var failures: [FailureKind]
    var otherFailures: Int
    var begin: UInt64
    var lastEnd: UInt64
    var wasStopped: Bool
    var elapsed: UInt64
    var lonelyUsers: Int
    /// The complete responses, where they are kept.
    var responses: [KeptResponse]
    /// Of a burst: what the thread let go.
    var release: ReleaseFigures?
}
