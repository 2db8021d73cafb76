import Measurement
import Synchronization

/// A queue that requests share, whatever event loop they come on.
final class ServiceStation: Sendable {
    private struct State {
        var queue: ServiceQueue
        var random: SplitMix64
    }

    /// The answer when the queue is full.
    let full: MockAnswer
    private let time: ServiceTime
    private let state: Mutex<State>

    /// A station of free servers, whose service times are drawn with `seed`: the n-th request that comes gets the n-th of them.
    init(queue: ServiceQueue, time: ServiceTime, full: MockAnswer, seed: UInt64) {
        self.full = full
        self.time = time
        state = Mutex(State(queue: queue, random: SplitMix64(seed: seed)))
    }

    /// Takes a request that comes at the instant that `clock` gives, which is read while no other request can be taken, so that
    /// the instants are in the order in which requests are taken.
    ///
    /// - Returns: When its service ends on that clock, `nil` when the queue is full.
    func admit(clock: () -> Int64) -> Int64? {
        state.withLock { state in
            let service = time.draw(&state.random)
            return state.queue.admit(arrival: clock(), service: service)
        }
    }
}
