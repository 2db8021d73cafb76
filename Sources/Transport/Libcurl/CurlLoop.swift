import CCurl
import HTTP
import Synchronization

/// The loop that owns a client's libcurl handles. It is made, runs and ends on one thread.
///
/// libcurl says which sockets to watch and when its next time-out is (`curl_multi_socket_action`); the loop adds
/// the mailbox and the starts that are due at an instant.
final class CurlLoop: JobLoop {
    let configuration: ClientConfiguration
    private let poller: Poller
    private let mailbox: Mailbox
    // Before the connections' owner, which is to go last.
    private var idle: [EasyHandle] = []
    private var active: [UInt64: Transfer] = [:]
    private let multi: MultiHandle

    private var jobs = JobQueue()
    /// When libcurl wants to be called next.
    private var curlDeadline: UInt64?
    private var timer: LoopTimer
    private var isClosed = false

    init(_ configuration: ClientConfiguration, _ poller: Poller, _ mailbox: Mailbox) throws(CurlError) {
        self.configuration = configuration
        self.poller = poller
        timer = LoopTimer(poller)
        self.mailbox = mailbox
        multi = try MultiHandle()
        try multi.set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        try multi.set(CURLMOPT_MAXCONNECTS, max(1, configuration.maxInFlight))
        try setCallbacks()
    }

    /// Runs until the mailbox is closed; then ends everything that is left as cancelled.
    func run() {
        while !isClosed {
            turn()
            let isBlocking = timer.arm(curlDeadline, jobs.nextWakeUp)
            poller.wait(isBlocking: isBlocking) { event in
                switch event {
                case .wake: takeMail()
                case .timer: timer.goneOff()
                case .socket(let socket, let readable, let writable, let failed):
                    multi.act(
                        on: socket,
                        Poller.readiness(readable: readable, writable: writable, failed: failed)
                    )
                }
                turn()
            }
        }
        end()
    }
}

// MARK: - Time

extension CurlLoop {
    /// Does everything that is due.
    private func turn() {
        collect()
        startWaiting()
        if let deadline = curlDeadline, deadline <= MonotonicInstant.now() {
            curlDeadline = nil
            multi.actOnTimer()
            collect()
            startWaiting()
        }
    }

    private func setCallbacks() throws(CurlError) {
        try multi.setCallbacks(
            socket: { _, socket, what, loop, known in
                CurlLoop.from(loop)?.watch(socket, what, isNew: known == nil)
                return 0
            },
            timer: { _, milliseconds, loop in
                CurlLoop.from(loop)?.setDeadline(milliseconds)
                return 0
            },
            owner: Unmanaged.passUnretained(self).toOpaque()
        )
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> CurlLoop? {
        pointer.map { Unmanaged<CurlLoop>.fromOpaque($0).takeUnretainedValue() }
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

extension CurlLoop {
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
        guard !jobs.cancel(id), let transfer = active[id] else { return }
        multi.remove(transfer.easy)
        finish(transfer, transfer.exchange(.failure(transfer.failure(.cancelled, JobQueue.cancelled.detail))))
    }

    private func startWaiting() {
        while active.count < configuration.maxInFlight, let job = jobs.next(MonotonicInstant.now()) { start(job) }
    }

    private func start(_ job: Job) {
        do throws(ExchangeFailure) {
            let easy = if let used = idle.popLast() { used } else { try Self.newHandle() }
            let transfer = try Transfer(job, on: easy, configuration)
            active[job.id] = transfer
            begin(transfer)
        } catch {
            job.fail(error)
        }
    }

    private static func newHandle() throws(ExchangeFailure) -> EasyHandle {
        do throws(CurlError) {
            return try EasyHandle()
        } catch {
            throw ExchangeFailure(.local, error.message)
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
        // libcurl would tell the transfer, which is gone by then, when the handle is cleaned up.
        try? transfer.easy.set(.verbose, false)
        active[transfer.job.id] = nil
        idle.append(transfer.easy)
        transfer.job.complete(exchange)
    }

    private func end() {
        takeMail()
        jobs.end()
        for transfer in active.values {
            multi.remove(transfer.easy)
            finish(transfer, transfer.exchange(.failure(transfer.failure(.cancelled, JobQueue.shutDown.detail))))
        }
        multi.removeCallbacks()
    }
}
