import Foundation
import Synchronization

/// Holds threads and tasks until it is opened, or enough have come; every wait is bounded.
final class Gate: Sendable {
    private let condition = NSCondition()
    private let count: Mutex<Int>

    /// A gate that opens after `count` calls of ``arrive()``.
    init(after count: Int = 1) { self.count = Mutex(count) }

    func arrive() {
        condition.withLock {
            count.withLock { $0 -= 1 }
            condition.broadcast()
        }
    }

    /// Arrives; `false` when the gate was open already.
    func tryArrive() -> Bool {
        let wasClosed = condition.withLock { count.withLock { $0 > 0 } }
        arrive()
        return wasClosed
    }

    /// Waits, for 20 s at most; `false` when the gate stayed closed.
    @discardableResult
    func wait() -> Bool {
        let end = Date(timeIntervalSinceNow: 20)
        return condition.withLock {
            while count.withLock({ $0 > 0 }) {
                guard condition.wait(until: end) else { return false }
            }
            return true
        }
    }

    /// The same for a task, whose thread isn't held.
    @discardableResult
    func reached() async -> Bool {
        await withCheckedContinuation { continuation in
            Thread { [self] in continuation.resume(returning: wait()) }.start()
        }
    }
}

/// Does `work`, which waits, on a thread of its own: the threads that run tests are few.
func blocking<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result = await withCheckedContinuation { continuation in
        Thread { continuation.resume(returning: Result(catching: work)) }.start()
    }
    return try result.get()
}

/// How many are inside at a time, at most.
final class HighWater: Sendable {
    private let state = Mutex((current: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func enter() {
        state.withLock { state in
            state.current += 1
            state.most = max(state.most, state.current)
        }
    }

    func leave() { state.withLock { $0.current -= 1 } }
}
