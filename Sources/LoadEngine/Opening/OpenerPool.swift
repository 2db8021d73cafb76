import Dispatch
import Glibc
import HTTP
import Synchronization
import Transport

/// Threads that open connections for the workers, so that no event loop waits for a name, a handshake or a slow server.
///
/// A few begin. Where orders wait all the same, as a server answers late or not at all, more come: each order is to have its
/// own time, and not that of those before it.
final class OpenerPool: Sendable {
    private struct Order: Sendable {
        var slot: Int
        /// The number of the origin.
        var origin: Int
        var mailbox: WorkerMailbox
        /// Not to be begun before.
        var earliest: UInt64
        /// From when on it waits for a thread.
        var due: UInt64
    }

    private struct State: Sendable {
        var orders: [Order] = []
        var next = 0
        var isClosed = false
        var threads: [JoinableThread] = []
        /// Kept as long as the pool: handles of open TLS connections use what belongs to their opener.
        var openers: [Openers] = []
        /// Threads that have nothing to open.
        var idle = 0

        var waiting: Int { orders.count - next }

        /// How many orders have waited since `instant` at least, with no thread that could take them.
        func overdue(_ instant: UInt64) -> Int { idle > 0 ? 0 : orders[next...].prefix { $0.due <= instant }.count }
    }

    /// What one thread opens connections with: an opener for each origin, made when it is first asked for.
    private final class Openers: Sendable {
        private struct Table {
            var openers: [Int: Made] = [:]
            var isStopped = false
        }

        private let table = Mutex(Table())

        /// Adds the opener of origin `number`.
        func add(_ opener: Made, _ number: Int) {
            table.withLock { table in
                table.openers[number] = opener
                if table.isStopped { opener.value.stop() }
            }
        }

        /// The opener of origin `number`; `nil` where none was added.
        func opener(_ number: Int) -> Made? { table.withLock { $0.openers[number] } }

        /// Ends, from any thread, the opening that is under way, and every later one.
        func stop() {
            table.withLock { table in
                table.isStopped = true
                for opener in table.openers.values { opener.value.stop() }
            }
        }
    }

    private struct Made: @unchecked Sendable {
        // Unchecked, as one thread alone opens with it; stopping it is any thread's right.
        let value: ConnectionOpener
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)
    private let waiting = DispatchSemaphore(value: 0)
    private let configuration: ClientConfiguration
    private let keepsBuffers: Bool
    private let origins: LoadOrigins
    private let most: Int
    /// How long one opening may take, in nanoseconds.
    private let limit: UInt64

    /// With up to so many connections each keeps its TLS buffers: 34 MiB in all.
    private static let mostWithBuffers = 1024
    /// The most threads: openings at the same time.
    private static let mostThreads = 512
    /// How long orders wait before there are more threads for them, in nanoseconds.
    private static let patience: UInt64 = 20_000_000

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - count: How many threads begin.
    ///   - connections: How many there are at most; many idle ones are better small than quick.
    ///   - limit: How long one opening may take, in nanoseconds.
    /// - Throws: what is wrong with the first origin or the configuration.
    init(
        _ configuration: ClientConfiguration,
        origins: LoadOrigins,
        count: Int,
        connections: Int,
        limit: UInt64
    ) throws(LoadEngineError) {
        self.origins = origins
        self.limit = limit
        self.configuration = configuration
        keepsBuffers = connections <= Self.mostWithBuffers
        most = min(connections, Self.mostThreads)
        do throws(CurlError) {
            for _ in 0..<max(1, count) { try start() }
            let overseer = try JoinableThread { [self] in oversee() }
            state.withLock { $0.threads.append(overseer) }
        } catch {
            close()
            throw LoadEngineError(error.message)
        }
    }

    private func make(_ origin: Int) throws(CurlError) -> Made {
        Made(value: try ConnectionOpener(configuration, url: origins[origin], keepsTLSBuffers: keepsBuffers))
    }

    private func open(_ order: Order, _ openers: Openers) throws(ExchangeFailure) -> OpenConnection {
        if let known = openers.opener(order.origin) { return try known.value.open(within: limit) }
        do throws(CurlError) {
            openers.add(try make(order.origin), order.origin)
        } catch {
            throw ExchangeFailure(.request, error.message)
        }
        return try open(order, openers)
    }

    private func start() throws(CurlError) {
        let openers = Openers()
        openers.add(try make(0), 0)
        let thread = try JoinableThread { [self] in work(openers) }
        let isClosed = state.withLock { state in
            state.threads.append(thread)
            state.openers.append(openers)
            return state.isClosed
        }
        if isClosed { available.signal() }
    }

    /// Has a connection to an origin opened for `slot` of the worker with `mailbox`, not before `earliest`.
    func order(_ slot: Int, origin: Int, _ mailbox: WorkerMailbox, earliest: UInt64 = 0) {
        let isFirst = state.withLock { state in
            let due = max(earliest, Clock.now())
            state.orders.append(Order(slot: slot, origin: origin, mailbox: mailbox, earliest: earliest, due: due))
            return state.waiting == 1
        }
        available.signal()
        if isFirst { waiting.signal() }
    }

    /// Drops the orders that aren't begun, ends those that are, and returns when all threads have ended.
    func close() {
        let openers = state.withLock { state in
            state.isClosed = true
            state.orders = []
            state.next = 0
            return state.openers
        }
        for opener in openers { opener.stop() }
        waiting.signal()
        // A thread may be on its way while the others are joined.
        while let thread = state.withLock({ $0.threads.popLast() }) {
            available.signal()
            thread.join()
        }
    }

    /// Sees to it that no order waits for long.
    private func oversee() {
        while true {
            waiting.wait()
            while true {
                let since = Clock.now() - Self.patience
                let (isClosed, waiting, missing) = state.withLock { state in
                    (state.isClosed, state.waiting, min(state.overdue(since), most - state.openers.count))
                }
                if isClosed { return }
                // Where the system gives no more threads, those that there are have to do.
                for _ in 0..<max(0, missing) { guard (try? start()) != nil else { break } }
                if waiting == 0 { break }
                usleep(UInt32(Self.patience / 1000))
            }
        }
    }

    private func work(_ openers: Openers) {
        while let order = next() {
            waitUntil(order.earliest)
            let begun = Clock.now()
            let outcome = Result { () throws(ExchangeFailure) in
                try open(order, openers)
            }
            order.mailbox.post(
                WorkerMailbox.Delivery(
                    slot: order.slot,
                    origin: order.origin,
                    outcome: outcome,
                    begun: begun,
                    ended: Clock.now()
                )
            )
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
        state.withLock { $0.idle += 1 }
        while true {
            available.wait()
            let (order, isClosed) = state.withLock { state -> (Order?, Bool) in
                guard !state.isClosed, state.next < state.orders.count else { return (nil, state.isClosed) }
                let order = state.orders[state.next]
                state.next += 1
                state.idle -= 1
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
