import Synchronization

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
