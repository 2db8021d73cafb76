import Dispatch
import Glibc
import HTTP
import Synchronization
import Transport

/// Threads that open connections for the workers, so that no event loop waits for a name, a handshake or a slow server.
final class OpenerPool: Sendable {
    private struct Order: Sendable {
        var slot: Int
        var mailbox: WorkerMailbox
        /// Not to be begun before.
        var earliest: UInt64
    }

    private struct State: Sendable {
        var orders: [Order] = []
        var next = 0
        var isClosed = false
        var threads: [JoinableThread] = []
    }

    private struct Opener: @unchecked Sendable {
        // Unchecked, as one thread alone uses each.
        let value: ConnectionOpener
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)
    /// Kept as long as the pool: handles of open TLS connections use what belongs to their opener.
    private let openers: [Opener]

    /// With up to so many connections each keeps its TLS buffers: 34 MiB in all.
    private static let mostWithBuffers = 1024

    /// Starts the threads.
    ///
    /// - Parameter connections: How many there are at most; many idle ones are better small than quick.
    /// - Throws: what is wrong with the plan's target or configuration.
    init(
        _ configuration: ClientConfiguration,
        target: String,
        count: Int,
        connections: Int
    ) throws(LoadEngineError) {
        do throws(CurlError) {
            let keepsBuffers = connections <= Self.mostWithBuffers
            var openers: [Opener] = []
            for _ in 0..<max(1, count) {
                openers.append(
                    Opener(value: try ConnectionOpener(configuration, url: target, keepsTLSBuffers: keepsBuffers))
                )
            }
            self.openers = openers
            for opener in openers {
                let thread = try JoinableThread { [self] in work(opener.value) }
                state.withLock { $0.threads.append(thread) }
            }
        } catch {
            throw LoadEngineError(error.message)
        }
    }

    /// Has a connection opened for `slot` of the worker with `mailbox`, not before `earliest`.
    func order(_ slot: Int, _ mailbox: WorkerMailbox, earliest: UInt64 = 0) {
        state.withLock { $0.orders.append(Order(slot: slot, mailbox: mailbox, earliest: earliest)) }
        available.signal()
    }

    /// Drops the orders that aren't begun and returns when all threads have ended.
    func close() {
        let threads = state.withLock { state in
            state.isClosed = true
            state.orders = []
            state.next = 0
            defer { state.threads = [] }
            return state.threads
        }
        for _ in threads { available.signal() }
        for thread in threads { thread.join() }
    }

    private func work(_ opener: ConnectionOpener) {
        while let order = next() {
            waitUntil(order.earliest)
            let outcome = Result { () throws(ExchangeFailure) in try opener.open() }
            order.mailbox.post(WorkerMailbox.Delivery(slot: order.slot, outcome: outcome))
        }
    }

    private func waitUntil(_ instant: UInt64) {
        var now = Clock.now()
        while instant > now, !state.withLock({ $0.isClosed }) {
            usleep(UInt32(min(10_000, (instant - now) / 1000 + 1)))
            now = Clock.now()
        }
    }

    /// The next order; `nil` when there will be none.
    private func next() -> Order? {
        while true {
            available.wait()
            let (order, isClosed) = state.withLock { state -> (Order?, Bool) in
                guard !state.isClosed, state.next < state.orders.count else { return (nil, state.isClosed) }
                let order = state.orders[state.next]
                state.next += 1
                if state.next > 64, state.next * 2 > state.orders.count {
                    state.orders.removeFirst(state.next)
                    state.next = 0
                }
                return (order, false)
            }
            if isClosed { return nil }
            if let order { return order }
        }
    }
}
