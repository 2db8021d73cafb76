import Synchronization

/// Where one thread shows its figures to others a few times a second: a seqlock, so the writer never waits.
///
/// Boehm, Can Seqlocks Get Along with Programming Language Memory Models? (MSPC 2012), figure 6.
final class LiveBoard: Sendable {
    private let sequence = Atomic<UInt64>(0)
    private let elapsed = Atomic<UInt64>(0)
    private let offered = Atomic<Int>(0)
    private let sent = Atomic<Int>(0)
    private let completed = Atomic<Int>(0)
    private let broken = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)
    private let warmUp = Atomic<Int>(0)
    private let inFlight = Atomic<Int>(0)
    private let connections = Atomic<Int>(0)
    private let backlog = Atomic<UInt64>(0)

    /// Writes; one thread does.
    func publish(_ figures: LiveFigures) {
        let number = sequence.load(ordering: .relaxed)
        sequence.store(number + 1, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        elapsed.store(figures.elapsed, ordering: .relaxed)
        offered.store(figures.offered, ordering: .relaxed)
        sent.store(figures.sent, ordering: .relaxed)
        completed.store(figures.completed, ordering: .relaxed)
        broken.store(figures.broken, ordering: .relaxed)
        failed.store(figures.failed, ordering: .relaxed)
        warmUp.store(figures.warmUp, ordering: .relaxed)
        inFlight.store(figures.inFlight, ordering: .relaxed)
        connections.store(figures.connections, ordering: .relaxed)
        backlog.store(figures.backlog, ordering: .relaxed)
        sequence.store(number + 2, ordering: .releasing)
    }

    /// A consistent set of figures; any thread may read.
    func read() -> LiveFigures {
        while true {
            let before = sequence.load(ordering: .acquiring)
            guard before & 1 == 0 else { continue }
            let figures = LiveFigures(
                elapsed: elapsed.load(ordering: .relaxed),
                offered: offered.load(ordering: .relaxed),
                sent: sent.load(ordering: .relaxed),
                completed: completed.load(ordering: .relaxed),
                broken: broken.load(ordering: .relaxed),
                failed: failed.load(ordering: .relaxed),
                warmUp: warmUp.load(ordering: .relaxed),
                inFlight: inFlight.load(ordering: .relaxed),
                connections: connections.load(ordering: .relaxed),
                backlog: backlog.load(ordering: .relaxed)
            )
            atomicMemoryFence(ordering: .acquiring)
            if sequence.load(ordering: .relaxed) == before { return figures }
        }
    }
}
