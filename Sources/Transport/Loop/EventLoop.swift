import CCurl
import HTTP
import Synchronization

/// The loop that owns a client's libcurl handles. It is made, runs and ends on one thread.
///
/// libcurl says which sockets to watch and when its next time-out is (`curl_multi_socket_action`); the loop adds
/// the mailbox and the starts that are due at an instant.
final class EventLoop {
    let configuration: ClientConfiguration
    private let poller: Poller
    private let mailbox: Mailbox
    // Before the connections' owner, which is to go last.
    private var idle: [EasyHandle] = []
    private var active: [UInt64: Transfer] = [:]
    private let multi: MultiHandle

    /// The jobs that haven't started: those that wait for their instant, and those that wait for room.
    private var pending: [UInt64: Job] = [:]
    private var starts = StartHeap()
    private var waiting = Queue<UInt64>()

    /// When libcurl wants to be called next.
    private var curlDeadline: UInt64?
    /// What the poller's timer is set to.
    private var timer: UInt64?
    private var isClosed = false

    /// How long before a start that is due the loop stops sleeping and only looks, in nanoseconds: what waking up
    /// takes on a machine with something to do.
    static let spin: UInt64 = 60_000

    init(_ configuration: ClientConfiguration, _ poller: Poller, _ mailbox: Mailbox) throws(CurlError) {
        self.configuration = configuration
        self.poller = poller
        self.mailbox = mailbox
        multi = try MultiHandle()
        try multi.set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        try multi.set(CURLMOPT_MAXCONNECTS, max(1, configuration.maxInFlight))
        try multi.set(CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
        try multi.set(CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maxConnections)
        try setCallbacks()
    }

    /// Runs until the mailbox is closed; then ends everything that is left as cancelled.
    func run() {
        while !isClosed {
            turn()
            let isBlocking = arm()
            poller.wait(isBlocking: isBlocking) { event in
                switch event {
                case .wake: takeMail()
                case .timer: timer = nil
                case .socket(let socket, let readable, let writable, let failed):
                    let readiness =
                        (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0)
                        | (failed ? CURL_CSELECT_ERR : 0)
                    multi.act(on: socket, readiness)
                }
                turn()
            }
        }
        end()
    }
}

// MARK: - Time

extension EventLoop {
    /// Does everything that is due.
    private func turn() {
        collect()
        let now = MonotonicInstant.now()
        while let id = starts.popDue(now) { waiting.append(id) }
        startWaiting()
        if let deadline = curlDeadline, deadline <= MonotonicInstant.now() {
            curlDeadline = nil
            multi.actOnTimer()
            collect()
            startWaiting()
        }
    }

    /// Sets the timer for what comes next; `false` when that is so near that there is no use in sleeping.
    private func arm() -> Bool {
        let start = starts.first.map { $0 - min($0, Self.spin) }
        guard let next = [curlDeadline, start].compactMap({ $0 }).min() else {
            setTimer(nil)
            return true
        }
        guard next > MonotonicInstant.now() else { return false }
        setTimer(next)
        return true
    }

    private func setTimer(_ instant: UInt64?) {
        guard timer != instant else { return }
        timer = instant
        poller.setTimer(instant)
    }

    private func setCallbacks() throws(CurlError) {
        try multi.setCallbacks(
            socket: { _, socket, what, loop, known in
                EventLoop.from(loop)?.watch(socket, what, isNew: known == nil)
                return 0
            },
            timer: { _, milliseconds, loop in
                EventLoop.from(loop)?.setDeadline(milliseconds)
                return 0
            },
            owner: Unmanaged.passUnretained(self).toOpaque()
        )
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> EventLoop? {
        pointer.map { Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    private func watch(_ socket: curl_socket_t, _ what: Int32, isNew: Bool) {
        guard what != CURL_POLL_REMOVE else { return poller.unwatch(socket) }
        poller.watch(
            socket,
            readable: what & CURL_POLL_IN != 0,
            writable: what & CURL_POLL_OUT != 0,
            isNew: isNew
        )
        if isNew { multi.markWatched(socket) }
    }

    private func setDeadline(_ milliseconds: Int) {
        curlDeadline = milliseconds < 0 ? nil : MonotonicInstant.now() + UInt64(milliseconds) * 1_000_000
    }
}

// MARK: - Jobs

extension EventLoop {
    private static let cancelled = ExchangeFailure(.cancelled, "the task was cancelled")
    static let shutDown = ExchangeFailure(.cancelled, "the client was shut down")

    private func takeMail() {
        let delivery = mailbox.take()
        for message in delivery.messages {
            switch message {
            case .start(let jobs): for job in jobs { accept(job) }
            case .cancel(let id): cancel(id)
            }
        }
        isClosed = delivery.isClosed
    }

    private func accept(_ job: Job) {
        guard !job.isCancelled.load(ordering: .acquiring) else { return job.fail(Self.cancelled) }
        pending[job.id] = job
        if job.intended > MonotonicInstant.now() {
            starts.insert(job.id, at: job.intended)
        } else {
            waiting.append(job.id)
        }
    }

    private func cancel(_ id: UInt64) {
        if let job = pending.removeValue(forKey: id) {
            job.fail(Self.cancelled)
        } else if let transfer = active[id] {
            multi.remove(transfer.easy)
            finish(transfer, transfer.exchange(.failure(transfer.failure(.cancelled, Self.cancelled.detail))))
        }
    }

    private func startWaiting() {
        while active.count < configuration.maxInFlight, let id = waiting.popFirst() {
            if let job = pending.removeValue(forKey: id) { start(job) }
        }
    }

    private func start(_ job: Job) {
        do throws(CurlError) {
            let easy = if let used = idle.popLast() { used } else { try EasyHandle() }
            let transfer = Transfer(job, on: easy, configuration)
            active[job.id] = transfer
            begin(transfer)
        } catch {
            job.fail(ExchangeFailure(.other, error.message))
        }
    }

    private func begin(_ transfer: Transfer) {
        do throws(CurlError) {
            try transfer.prepare()
            try multi.add(transfer.easy)
        } catch {
            finish(transfer, transfer.exchange(.failure(transfer.failure(.request, error.message))))
        }
    }

    /// Takes what libcurl has finished.
    private func collect() {
        while let (easy, result) = multi.nextFinished() {
            guard let transfer = Transfer.of(easy) else { continue }
            multi.remove(transfer.easy)
            do throws(ExchangeFailure) {
                if try transfer.follow(result) {
                    begin(transfer)
                } else {
                    finish(transfer, transfer.exchange(result))
                }
            } catch {
                finish(transfer, transfer.exchange(.failure(error)))
            }
        }
    }

    private func finish(_ transfer: Transfer, _ exchange: Exchange) {
        transfer.detachCookies()
        active[transfer.job.id] = nil
        idle.append(transfer.easy)
        transfer.job.complete(exchange)
    }

    private func end() {
        takeMail()
        for job in pending.values { job.fail(Self.shutDown) }
        pending = [:]
        for transfer in active.values {
            multi.remove(transfer.easy)
            finish(transfer, transfer.exchange(.failure(transfer.failure(.cancelled, Self.shutDown.detail))))
        }
        multi.removeCallbacks()
    }
}
