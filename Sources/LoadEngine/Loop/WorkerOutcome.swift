import HTTP
import Measurement

/// What one worker measured.
struct WorkerOutcome: Sendable {
    var figures: ThreadFigures
    var intervals: [IntervalFigures] = []
    var series: [SeriesFigures] = []
    var flows: [FlowFigures] = []
    var statuses: [Int: Int] = [:]
    var deviations: [Deviation: Int] = [:]
    var undelayed: [PackedLatencies] = []
    var overdue = PackedLatencies()
    var slip = PackedLatencies()
    var ownSlip = PackedLatencies()
    var loopLag = PackedLatencies()
    var failures: [FailureKind] = []
    var otherFailures = 0
    var begin: UInt64
    var lastEnd: UInt64 = 0
    var wasStopped = false
    var elapsed: UInt64 = 0
    var lonelyUsers = 0
    /// The complete responses, where they are kept.
    var responses: [KeptResponse] = []
    /// Of a burst: what the thread let go.
    var release: ReleaseFigures?

    init(thread: Int, begin: UInt64) {
        figures = ThreadFigures(thread: thread)
        self.begin = begin
    }
}
