import Dispatch
import Synchronization

/// Where the threads of a load wait for each other, so that all begin at the same instant.
final class StartGate: Sendable {
    private let missing: Mutex<Int>
    private let opened = DispatchSemaphore(value: 0)
    private let start = Atomic<UInt64>(0)
    private let count: Int
    /// How long after the last thread has come the load begins: long enough for the others to wake.
    private static let lead: UInt64 = 2_000_000

    init(_ count: Int) {
        self.count = count
        missing = Mutex(count)
    }

    /// Returns the common start when all threads have come.
    func arrive() -> UInt64 {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast {
            start.store(Clock.now() + Self.lead, ordering: .releasing)
            for _ in 0..<count { opened.signal() }
        }
        opened.wait()
        return start.load(ordering: .acquiring)
    }
}
