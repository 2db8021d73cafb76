import Glibc
import Synchronization

/// Where the threads of a burst meet: they poll, as waking one takes longer than letting a hundred requests go.
final class SpinBarrier: Sendable {
    private let missing: Atomic<Int>
    private let instant = Atomic<UInt64>(0)
    /// How long after the last thread has come they go: the time in which all see it.
    private static let lead: UInt64 = 20_000
    /// How long a thread polls before it lets others have the core in between: those that are to come may need it.
    private static let patience: UInt64 = 200_000

    init(_ count: Int) { missing = Atomic(count) }

    /// Returns at the common instant, which it gives.
    func arrive() -> UInt64 {
        let isLast = missing.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
        if isLast { instant.store(Clock.now() + Self.lead, ordering: .releasing) }
        let arrived = Clock.now()
        while instant.load(ordering: .acquiring) == 0 {
            if Clock.now() > arrived + Self.patience { sched_yield() }
        }
        let common = instant.load(ordering: .acquiring)
        while Clock.now() < common {}
        return common
    }
}
