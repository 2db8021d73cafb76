import CCurl
import DequeModule
package import HTTP
import Synchronization

/// A thread that opens connections to one origin, many at the same time, for drivers on other threads: no event loop
/// waits for a name, a handshake or a server that doesn't answer, and no opening for those before it.
package final class ConnectorThread: Sendable {
    /// What came of an order.
    package struct Delivery: Sendable {
        package var outcome: Result<OpenConnection, ExchangeFailure>
        /// When the opening began, and when it ended, by the monotonic clock in nanoseconds.
        package var begun: UInt64
        package var ended: UInt64

        package init(outcome: Result<OpenConnection, ExchangeFailure>, begun: UInt64, ended: UInt64) {
            self.outcome = outcome
            self.begun = begun
            self.ended = ended
        }
    }

    private let mail: ConnectorMail
    private let thread: JoinableThread

    /// A thread that opens connections to the origin of `url`.
    ///
    /// - Parameters:
    ///   - keepsTLSBuffers: Whether TLS connections keep 34 KiB for records, in place of allocating them for each
    ///     request.
    ///   - limit: The longest that an opening may take in nanoseconds, beside the connect time-out.
    /// - Throws: what is wrong with the URL or the configuration.
    package init(
        _ configuration: ClientConfiguration,
        url: String,
        keepsTLSBuffers: Bool,
        limit: UInt64 = .max
    ) throws(CurlError) {
        try CurlGlobal.initialise()
        try configuration.check()
        let route: Route
        do throws(ExchangeFailure) {
            route = try Route(to: HTTPURL(url), configuration)
        } catch {
            throw CurlError(error.detail)
        }
        var configuration = configuration
        let timeout = configuration.connectTimeout
        if limit < .max { configuration.connectTimeout = timeout == 0 ? limit : min(timeout, limit) }
        let limited = configuration
        let poller = try Poller()
        let mail = ConnectorMail(poller)
        self.mail = mail
        thread = try JoinableThread {
            do throws(CurlError) {
                let purpose = Connector.Purpose(keepsTLSBuffers: keepsTLSBuffers)
                let connector = try Connector(limited, route, purpose)
                ConnectorLoop(connector, offersHTTP2: limited.version != .http1 && route.isTLS, poller, mail).run()
            } catch {
                mail.refuse(ExchangeFailure(.local, error.message))
            }
        }
    }

    /// Has a connection opened, not before `earliest`, an instant of the monotonic clock; `completion` is called on the
    /// thread, unless this is closed before.
    package func order(earliest: UInt64 = 0, _ completion: @escaping @Sendable (Delivery) -> Void) {
        mail.post(ConnectorMail.Order(earliest: earliest, completion: completion))
    }

    /// Whether the server at the origin of `url` chooses HTTP/2 when it is offered in a TLS handshake (ALPN), which a
    /// connection is opened for and closed again; `nil` when it can't be opened within `limit` nanoseconds, 0 for no
    /// limit.
    package static func choosesHTTP2(
        _ configuration: ClientConfiguration,
        url: String,
        limit: UInt64
    ) async -> Bool? {
        var offering = configuration
        offering.version = .auto
        guard
            let thread = try? ConnectorThread(
                offering,
                url: url,
                keepsTLSBuffers: false,
                limit: limit == 0 ? .max : limit
            )
        else { return nil }
        let choice: Bool? = await withCheckedContinuation { continuation in
            thread.order { delivery in
                guard case .success(let connection) = delivery.outcome else {
                    return continuation.resume(returning: nil)
                }
                continuation.resume(returning: connection.choseHTTP2)
                connection.close()
            }
        }
        thread.close()
        return choice
    }

    /// Why HTTP/2 isn't spoken over TLS with a server that was found not to choose it.
    package static var whyNoHTTP2: String { TLSSession.whyNoHTTP2 }

    /// Drops the orders, ends the openings that are under way, and returns when the thread has ended. To be called
    /// once.
    package func close() {
        mail.close()
        thread.join()
    }
}

/// Where orders are left for the thread.
final class ConnectorMail: Sendable {
    struct Order: Sendable {
        var earliest: UInt64
        var completion: @Sendable (ConnectorThread.Delivery) -> Void

        func complete(_ outcome: Result<OpenConnection, ExchangeFailure>, begun: UInt64) {
            completion(ConnectorThread.Delivery(outcome: outcome, begun: begun, ended: MonotonicInstant.now()))
        }
    }

    private struct State {
        var orders: [Order] = []
        var refusal: ExchangeFailure?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let poller: Poller

    init(_ poller: Poller) { self.poller = poller }

    func post(_ order: Order) {
        let (refusal, isFirst) = state.withLock { state -> (ExchangeFailure?, Bool) in
            guard state.refusal == nil, !state.isClosed else { return (state.refusal, false) }
            state.orders.append(order)
            return (nil, state.orders.count == 1)
        }
        if let refusal { order.complete(.failure(refusal), begun: MonotonicInstant.now()) }
        if isFirst { poller.wake() }
    }

    /// Takes the orders out; `nil` when there will be none.
    func take() -> [Order]? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            defer { state.orders = [] }
            return state.orders
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        poller.wake()
    }

    /// Fails every order, past and future: there is no thread.
    func refuse(_ failure: ExchangeFailure) {
        let orders = state.withLock { state in
            state.refusal = failure
            defer { state.orders = [] }
            return state.orders
        }
        for order in orders { order.complete(.failure(failure), begun: MonotonicInstant.now()) }
    }
}

/// What the thread does.
private final class ConnectorLoop: OpeningWatcher {
    private struct Open {
        var opening: Opening
        var order: ConnectorMail.Order
        var begun: UInt64
    }

    private let connector: Connector
    private let offersHTTP2: Bool
    private let poller: Poller
    private let mail: ConnectorMail
    private var orders: [UInt64: ConnectorMail.Order] = [:]
    private var starts = InstantHeap()
    private var waiting = Deque<UInt64>()
    private var open: [UInt64: Open] = [:]
    private var sockets: [Int32: Opening] = [:]
    private var deadlines = InstantHeap()
    private var last: UInt64 = 0

    /// The most openings at the same time.
    private static let mostAtOnce = 512

    init(_ connector: Connector, offersHTTP2: Bool, _ poller: Poller, _ mail: ConnectorMail) {
        self.connector = connector
        self.offersHTTP2 = offersHTTP2
        self.poller = poller
        self.mail = mail
    }

    func run() {
        while takeMail() {
            turn()
            let next = [deadlines.first, starts.first].compactMap { $0 }.min()
            poller.setTimer(next)
            // Each beginning takes its time, with certificates to be read: nothing that has happened waits for all of
            // them.
            poller.wait(isBlocking: !canBegin) { event in
                guard case .socket(let socket, let readable, let writable, let failed) = event,
                    let opening = sockets[socket]
                else { return }
                opening.act(on: socket, Poller.readiness(readable: readable, writable: writable, failed: failed))
                finish(opening.id)
            }
        }
        for entry in open.values { entry.opening.cancel() }
        open = [:]
    }

    /// `false` when this is to end.
    private func takeMail() -> Bool {
        guard let orders = mail.take() else { return false }
        for order in orders {
            last += 1
            self.orders[last] = order
            if order.earliest > MonotonicInstant.now() {
                starts.insert(last, at: order.earliest)
            } else {
                waiting.append(last)
            }
        }
        return true
    }

    private func turn() {
        let now = MonotonicInstant.now()
        while let id = deadlines.popDue(now) {
            open[id]?.opening.actOnTimer(now)
            finish(id)
        }
        while let id = starts.popDue(now) { waiting.append(id) }
        if canBegin, let id = waiting.popFirst() { begin(id) }
    }

    private var canBegin: Bool { open.count < Self.mostAtOnce && !waiting.isEmpty }

    private func begin(_ id: UInt64) {
        guard let order = orders.removeValue(forKey: id) else { return }
        let begun = MonotonicInstant.now()
        do throws(CurlError) {
            open[id] = Open(
                opening: try connector.begin(id, offersHTTP2: offersHTTP2, self),
                order: order,
                begun: begun
            )
            finish(id)
        } catch {
            order.complete(.failure(ExchangeFailure(.local, error.message)), begun: begun)
        }
    }

    private func finish(_ id: UInt64) {
        guard let entry = open[id], let result = entry.opening.result() else { return }
        open[id] = nil
        entry.order.complete(result.map(\.0), begun: entry.begun)
    }

    func watch(_ socket: Int32, for opening: Opening, readable: Bool, writable: Bool, isNew: Bool) {
        sockets[socket] = opening
        poller.watch(socket, readable: readable, writable: writable, isNew: isNew)
    }

    func unwatch(_ socket: Int32) {
        sockets[socket] = nil
        poller.unwatch(socket)
    }

    func wake(_ opening: Opening, at instant: UInt64) { deadlines.insert(opening.id, at: instant) }
}
