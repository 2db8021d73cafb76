import Synchronization

/// The handle on a running load, for other threads: stops it, and shows how it is doing.
package final class LoadControl: Sendable {
    private struct State {
        var mailboxes: [WorkerMailbox] = []
        var boards: [LiveBoard] = []
        var seconds: [IntervalFigures] = []
    }

    private let stopFlag = Atomic<Bool>(false)
    private let failureCount = Atomic<Int>(0)
    private let measuredFrom = Atomic<UInt64>(0)
    private let endsAt = Atomic<UInt64>(.max)
    private let state = Mutex(State())
    /// So many failures that are the target's end the load at once, in its warm-up too.
    private let failureLimit: Int

    /// A handle on no load yet; one load takes it.
    ///
    /// - Parameter failureLimit: How many failures of the target end the load at once.
    package init(failureLimit: Int = .max) { self.failureLimit = failureLimit }

    /// Failures of the target so far: exchanges that failed, and responses that broke an expectation; counted only
    /// where they have a limit.
    package var failures: Int { failureCount.load(ordering: .relaxed) }

    /// Whether the failures of the target have ended the load.
    package var hasReachedFailureLimit: Bool { failures >= failureLimit }

    /// Ends the warm-up in a moment, be it over or not: requests that are due from then on are measured, for as long as
    /// they were to be.
    package func endWarmUp() { endWarmUp(at: Clock.now() + Self.notice) }

    /// Ends the warm-up at `instant`, by the monotonic clock: at least ``notice`` from now, or some threads hear of it
    /// too late.
    package func endWarmUp(at instant: UInt64) { measuredFrom.store(instant, ordering: .releasing) }

    /// Ends the load in a moment, in good order: no request is begun from then on, and those under way are waited for
    /// as at its planned end.
    package func end() {
        endsAt.store(Clock.now() + Self.notice, ordering: .releasing)
    }

    /// From when on no request is begun, by the monotonic clock; `UInt64.max` where the plan's duration says it.
    var earlyEnd: UInt64 { endsAt.load(ordering: .acquiring) }

    /// What the threads need at most to hear of something, in nanoseconds: they look every 20 ms.
    package static let notice: UInt64 = 50_000_000

    /// When requests that are due begin to be measured, by the monotonic clock; 0 where the plan's warm-up says it.
    var earlyEndOfWarmUp: UInt64 { measuredFrom.load(ordering: .acquiring) }

    /// Counts a failure.
    ///
    /// - Returns: whether the load is over.
    func noteFailure() -> Bool {
        guard failureLimit < .max else { return false }
        let count = failureCount.wrappingAdd(1, ordering: .relaxed).newValue
        if count == failureLimit { stop() }
        return count >= failureLimit
    }

    /// Ends the load at once. What is in flight fails as `cancelled`, what wasn't sent counts as unsent.
    package func stop() {
        stopFlag.store(true, ordering: .releasing)
        for mailbox in state.withLock({ $0.mailboxes }) { mailbox.wake() }
    }

    /// What the load has done so far.
    package var figures: LiveFigures {
        let boards = state.withLock { $0.boards }
        return boards.reduce(into: LiveFigures()) { $0.add($1.read()) }
    }

    /// Takes the seconds that threads have completed since the last call, one entry for each thread and second: for
    /// live percentiles. The report has them all, whether they were taken or not.
    package func takeSeconds() -> [IntervalFigures] {
        state.withLock { state in
            defer { state.seconds = [] }
            return state.seconds
        }
    }

    var isStopped: Bool { stopFlag.load(ordering: .acquiring) }

    func attach(_ mailbox: WorkerMailbox, _ board: LiveBoard) {
        state.withLock { state in
            state.mailboxes.append(mailbox)
            state.boards.append(board)
        }
    }

    /// The most seconds kept for ``takeSeconds()``: nobody may be asking.
    private static let mostSeconds = 256

    func add(_ second: IntervalFigures) {
        state.withLock { state in
            if state.seconds.count >= Self.mostSeconds { state.seconds.removeFirst() }
            state.seconds.append(second)
        }
    }
}
