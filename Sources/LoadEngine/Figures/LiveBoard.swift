import Synchronization

/// Where one thread shows its figures to others a few times a second: a seqlock, so the writer never waits.
///
/// Boehm, Can Seqlocks Get Along with Programming Language Memory Models? (MSPC 2012), figure 6.
final class LiveBoard: Sendable {
    /// What is shown: plain numbers of eight bytes.
    struct Snapshot: BitwiseCopyable {
        var counters = Counters()
        var elapsed: UInt64 = 0
        var inFlight = 0
        var connections = 0
        var backlog: UInt64 = 0
    }

    private let sequence = Atomic<UInt64>(0)
    /// The snapshot's words. The memory lives as long as the board, and is only read and written atomically.
    nonisolated(unsafe) private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private static let count = MemoryLayout<Snapshot>.size / 8

    init() {
        words = .allocate(capacity: Self.count)
        for place in 0..<Self.count { (words + place).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deinitialize(count: Self.count)
        words.deallocate()
    }

    /// Writes; one thread does.
    func publish(_ snapshot: Snapshot) {
        let number = sequence.load(ordering: .relaxed)
        sequence.store(number + 1, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        withUnsafeBytes(of: snapshot) { bytes in
            for place in 0..<Self.count {
                words[place].store(bytes.load(fromByteOffset: place * 8, as: UInt64.self), ordering: .relaxed)
            }
        }
        sequence.store(number + 2, ordering: .releasing)
    }

    /// A consistent snapshot; any thread may read.
    func read() -> Snapshot {
        var snapshot = Snapshot()
        while true {
            let before = sequence.load(ordering: .acquiring)
            guard before & 1 == 0 else { continue }
            withUnsafeMutableBytes(of: &snapshot) { bytes in
                for place in 0..<Self.count {
                    bytes.storeBytes(
                        of: words[place].load(ordering: .relaxed),
                        toByteOffset: place * 8,
                        as: UInt64.self
                    )
                }
            }
            atomicMemoryFence(ordering: .acquiring)
            if sequence.load(ordering: .relaxed) == before { return snapshot }
        }
    }
}

/// What a load has done so far, while it runs.
package struct LiveFigures: Sendable, Hashable {
    /// Nanoseconds since the load began, warm-up included; 0 before it began.
    package var elapsed: UInt64 = 0
    /// What became of the requests.
    package var counts = LoadCounts()
    /// Requests in flight now.
    package var inFlight = 0
    /// Open connections now.
    package var connections = 0
    /// Nanoseconds that the oldest arrival that waits for a connection is late; 0 when none waits.
    package var backlog: UInt64 = 0

    /// Nothing yet.
    package init() {}

    mutating func add(_ part: LiveBoard.Snapshot) {
        elapsed = max(elapsed, part.elapsed)
        counts.add(LoadCounts(part.counters))
        inFlight += part.inFlight
        connections += part.connections
        backlog = max(backlog, part.backlog)
    }
}
