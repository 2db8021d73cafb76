import HTTP

/// The loop that sends requests by our own framing over connections that libcurl opens: HTTP/1.1, or HTTP/2 where it is
/// asked for or a server chooses it. It is made, runs and ends on one thread, which never waits for anything but the
/// next event.
final class WireLoop: JobLoop {
    let configuration: ClientConfiguration
    private let poller: Poller
    private let mailbox: Mailbox

    private var jobs = JobQueue()
    var active: [UInt64: WireExchange] = [:]
    /// When something is to be looked after, by job: a time that is over, or one of libcurl's.
    var deadlines = InstantHeap()
    private var timer: LoopTimer
    private var isClosed = false

    // By socket.
    private var openings: [Int32: Opening] = [:]
    private var connections: [Int32: WireConnection] = [:]

    var connectors: [Route: Connector] = [:]
    let share = Connector.newShare()
    var pool = ConnectionPool()
    /// What came unasked on a kept connection, by where it led: told with the next exchange that goes there.
    var surplus: [String: String] = [:]

    /// The connections that carry HTTP/2 and take further exchanges.
    var shared: [Route: [WireConnection]] = [:]

    /// What is read at a time.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(_ configuration: ClientConfiguration, _ poller: Poller, _ mailbox: Mailbox) throws(CurlError) {
        self.configuration = configuration
        self.poller = poller
        timer = LoopTimer(poller)
        self.mailbox = mailbox
    }

    deinit { buffer.deallocate() }

    func run() {
        while !isClosed {
            turn()
            let isBlocking = timer.arm(deadlines.first, jobs.nextWakeUp)
            poller.wait(isBlocking: isBlocking) { event in
                switch event {
                case .wake: takeMail()
                case .timer: timer.goneOff()
                case .socket(let socket, let readable, let writable, let failed):
                    act(on: socket, readable: readable, writable: writable, failed: failed)
                }
                turn()
            }
        }
        end()
    }

    /// Does everything that is due.
    private func turn() {
        let now = MonotonicInstant.now()
        while let id = deadlines.popDue(now) {
            if let exchange = active[id] { check(exchange, now) }
        }
        while active.count < configuration.maxInFlight, let job = jobs.next(now) { start(job) }
    }

    private func takeMail() {
        let delivery = mailbox.take()
        for message in delivery.messages {
            switch message {
            case .start(let jobs): for job in jobs { self.jobs.accept(job) }
            case .cancel(let id): cancel(id)
            }
        }
        isClosed = delivery.isClosed
    }

    private func cancel(_ id: UInt64) {
        if jobs.cancel(id) { return }
        if let exchange = active[id] { fail(exchange, JobQueue.cancelled) }
    }

    private func end() {
        takeMail()
        jobs.end()
        for exchange in Array(active.values) { fail(exchange, JobQueue.shutDown) }
    }
}

// MARK: - Sockets

extension WireLoop: OpeningWatcher {
    func watch(_ socket: Int32, for opening: Opening, readable: Bool, writable: Bool, isNew: Bool) {
        openings[socket] = opening
        poller.watch(socket, readable: readable, writable: writable, isNew: isNew)
    }

    func unwatch(_ socket: Int32) {
        openings[socket] = nil
        poller.unwatch(socket)
    }

    func wake(_ opening: Opening, at instant: UInt64) { deadlines.insert(opening.id, at: instant) }

    /// Has events of a connection come here; `isNew` when it isn't watched yet.
    func watch(_ connection: WireConnection, writable: Bool = false, isNew: Bool = false) {
        connections[connection.socket] = connection
        poller.watch(connection.socket, readable: true, writable: writable, isNew: isNew)
    }

    /// Closes a connection when nobody else holds it.
    func drop(_ connection: WireConnection) {
        guard connections.removeValue(forKey: connection.socket) != nil else { return }
        poller.unwatch(connection.socket)
    }

    private func act(on socket: Int32, readable: Bool, writable: Bool, failed: Bool) {
        if let opening = openings[socket] {
            opening.act(on: socket, Poller.readiness(readable: readable, writable: writable, failed: failed))
            if let exchange = active[opening.id] { advance(exchange) }
            return
        }
        guard let connection = connections[socket] else { return }
        if connection.streams != nil {
            if writable { unblock(connection) }
            if readable || failed { receiveStreams(connection) }
            return
        }
        guard let exchange = connection.exchange else { return lookAtKept(connection) }
        if writable { send(exchange) }
        if readable || failed, connection.exchange === exchange { receive(exchange) }
    }

    /// Something came on a connection that is kept: its end, or what nobody asked for. Either way it is used no more.
    private func lookAtKept(_ connection: WireConnection) {
        if isClean(connection) { return }
        pool.remove(connection)
        drop(connection)
    }

    /// Whether a kept connection is open, and nothing waits on it. TLS has messages of its own, such as a session
    /// ticket: they are no bytes.
    func isClean(_ connection: WireConnection) -> Bool {
        switch connection.read(buffer) {
        case .again: return true
        case .end, .broken: return false
        case .bytes(let count):
            surplus[connection.route.url] =
                "\(count) bytes that nobody asked for came on the kept connection after the answer to"
                + " \(connection.last); it was closed (protocol.surplus-bytes, RFC 9112, section 6.3)"
            return false
        }
    }
}
