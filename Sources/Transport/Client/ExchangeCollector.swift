import HTTP
import Synchronization

/// Collects the exchanges of requests that were sent together, and resumes their sender when the last is there.
final class ExchangeCollector: Sendable {
    private struct State {
        var exchanges: [Exchange?]
        var missing: Int
        var continuation: CheckedContinuation<[Exchange], Never>?
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(exchanges: Array(repeating: nil, count: count), missing: count))
    }

    /// To be called once: resumes when the last exchange is there, at once if it is.
    func setContinuation(_ continuation: CheckedContinuation<[Exchange], Never>) {
        let done = state.withLock { state -> [Exchange]? in
            state.continuation = continuation
            return state.missing == 0 ? state.exchanges.compactMap { $0 } : nil
        }
        if let done { continuation.resume(returning: done) }
    }

    func put(_ exchange: Exchange, at index: Int) {
        let done = state.withLock { state -> (CheckedContinuation<[Exchange], Never>?, [Exchange])? in
            state.exchanges[index] = exchange
            state.missing -= 1
            return state.missing == 0 ? (state.continuation, state.exchanges.compactMap { $0 }) : nil
        }
        if let done { done.0?.resume(returning: done.1) }
    }
}
