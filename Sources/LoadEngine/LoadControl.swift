import Synchronization

/// The handle on a running load, for other threads: stops it, and shows how it is doing.
public final class LoadControl: Sendable {
    private struct State {
        var mailboxes: [WorkerMailbox] = []
        var boards: [LiveBoard] = []
        var seconds: [IntervalFigures] = []
    }

    private let stopFlag = Atomic<Bool>(false)
    private let state = Mutex(State())

    /// A handle on no load yet; one load takes it.
    public init() {}

    /// Ends the load at once. What is in flight fails as `cancelled`, what wasn't sent counts as unsent.
    public func stop() {
        stopFlag.store(true, ordering: .releasing)
        for mailbox in state.withLock({ $0.mailboxes }) { mailbox.wake() }
    }

    /// What the load has done so far.
    public var figures: LiveFigures {
        let boards = state.withLock { $0.boards }
        return boards.reduce(into: LiveFigures()) { $0.add($1.read()) }
    }

    /// Takes the seconds that threads have completed since the last call, one entry for each thread and second: for live
    /// percentiles. The report has them all, whether they were taken or not.
    public func takeSeconds() -> [IntervalFigures] {
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
