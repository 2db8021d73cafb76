import Synchronization

/// The origins that the requests of a load go to, each with a number: those known before it begins, and those that its
/// responses name while it runs.
package final class LoadOrigins: Sendable {
    /// Why no request may go to an origin.
    package struct Refusal: Error, Sendable, Hashable {
        /// In words, with what to do.
        package var reason: String
    }

    /// The most origins of one load: the names may come from the server that is tested.
    static let most = 64

    private struct State: Sendable {
        var origins: [String] = []
        var numbers: [String: Result<Int, Refusal>] = [:]
    }

    private let state = Mutex(State())
    private let refusal: @Sendable (_ origin: String) -> String?

    /// No origins yet; the first to be asked for has number 0.
    ///
    /// - Parameter refusal: Why no request may go to an origin; `nil` when it may. It is asked once for each, on the
    ///   thread whose request goes there.
    package init(refusal: @escaping @Sendable (_ origin: String) -> String? = { _ in nil }) { self.refusal = refusal }

    /// The number of `origin`: scheme, host and port, as a URL.
    ///
    /// - Throws: why no request may go there.
    package func number(_ origin: String) throws(Refusal) -> Int {
        if let known = state.withLock({ $0.numbers[origin] }) { return try known.get() }
        let refused = refusal(origin).map { Refusal(reason: $0) }
        let found: Result<Int, Refusal> = state.withLock { state in
            if let known = state.numbers[origin] { return known }
            guard state.numbers.count < Self.most else {
                return .failure(Refusal(reason: "the requests of a load go to \(Self.most) origins at most"))
            }
            if let refused {
                state.numbers[origin] = .failure(refused)
                return .failure(refused)
            }
            state.origins.append(origin)
            state.numbers[origin] = .success(state.origins.count - 1)
            return .success(state.origins.count - 1)
        }
        return try found.get()
    }

    /// The origin with this number; empty where there is none.
    package subscript(number: Int) -> String {
        state.withLock { $0.origins.indices.contains(number) ? $0.origins[number] : "" }
    }

    /// All of them, in the order of their numbers.
    package var all: [String] { state.withLock { $0.origins } }
}
