import CCurl
import Glibc
import HTTP

/// What watches sockets for openings, and calls them when they are ready.
protocol OpeningWatcher: AnyObject {
    /// Has `opening` told when `socket` is ready; `isNew` when it isn't watched yet.
    func watch(_ socket: Int32, for opening: Opening, readable: Bool, writable: Bool, isNew: Bool)

    /// Watches `socket` no more.
    func unwatch(_ socket: Int32)

    /// Has ``Opening/actOnTimer()`` called at this instant of the monotonic clock.
    func wake(_ opening: Opening, at instant: UInt64)
}

/// One connection on its way to be opened by libcurl, without a thread that waits for it.
///
/// Its owner calls it when a socket is ready or its time has come, asks for the result after each call, and may end it
/// at any time with ``cancel()``, which returns at once.
final class Opening {
    /// Who asked for it: the owner's own number.
    let id: UInt64
    let connector: Connector
    private let handles: Handles
    private unowned let watcher: any OpeningWatcher
    private let begun: UInt64
    /// When libcurl wants to be called next; `nil` for not before a socket is ready.
    private(set) var deadline: UInt64?
    /// The sockets that the watcher watches.
    private var watched: Set<Int32> = []
    private var isOver = false

    init(_ id: UInt64, _ connector: Connector, _ handles: Handles, _ watcher: any OpeningWatcher) {
        self.id = id
        self.connector = connector
        self.handles = handles
        self.watcher = watcher
        begun = MonotonicInstant.now()
    }

    deinit { cancel() }

    /// Has libcurl begin.
    func begin() throws(CurlError) {
        try handles.multi.setCallbacks(
            socket: { _, socket, what, opening, known in
                Opening.from(opening)?.watch(socket, what, isNew: known == nil)
                return 0
            },
            timer: { _, milliseconds, opening in
                Opening.from(opening)?.setDeadline(milliseconds)
                return 0
            },
            owner: Unmanaged.passUnretained(self).toOpaque()
        )
        try handles.add()
    }

    /// Lets libcurl go on with `socket`.
    func act(on socket: Int32, _ readiness: Int32) { handles.multi.act(on: socket, readiness) }

    /// Lets libcurl do what its timer is for, when it is time.
    func actOnTimer(_ now: UInt64) {
        guard let deadline, deadline <= now else { return }
        self.deadline = nil
        handles.multi.actOnTimer()
    }

    /// What came of it; `nil` as long as it goes on. To be asked until it is over, once.
    func result() -> Result<(OpenConnection, OpeningFacts), ExchangeFailure>? {
        guard let (_, code) = handles.multi.nextFinished() else { return nil }
        guard code == CURLE_OK else {
            defer { cancel() }
            return .failure(connector.failure(handles.easy, code))
        }
        end()
        return connector.take(handles, facts())
    }

    /// When each phase that was reached ended, in nanoseconds since the opening began.
    var timings: PhaseTimings {
        PhaseTimings(
            nameLookup: phase(.nameLookupTime),
            connect: phase(.connectTime),
            tls: phase(.tlsTime),
            total: MonotonicInstant.now() - begun
        )
    }

    /// Ends it at once.
    func cancel() {
        guard !isOver else { return }
        end()
        handles.remove()
    }

    /// Has nobody told any more, before sockets are closed or handed over.
    private func end() {
        isOver = true
        handles.multi.removeCallbacks()
        for socket in watched { watcher.unwatch(socket) }
        watched = []
    }

    private func facts() -> OpeningFacts {
        let easy = handles.easy
        return OpeningFacts(
            timings: timings,
            local: EasyHandle.place(easy.get(.localAddress), easy.get(.localPort)),
            peer: EasyHandle.place(easy.get(.primaryAddress), easy.get(.primaryPort)),
            tls: connector.keepsEvidence ? handles.session?.evidence() : nil,
            choseHTTP2: handles.session?.choseHTTP2 ?? false
        )
    }

    private func phase(_ info: EasyInfo<Int64>) -> UInt64? {
        let microseconds = handles.easy.get(info)
        return microseconds > 0 ? UInt64(microseconds) * 1000 : nil
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> Opening? {
        pointer.map { Unmanaged<Opening>.fromOpaque($0).takeUnretainedValue() }
    }

    private func watch(_ socket: curl_socket_t, _ what: Int32, isNew: Bool) {
        guard what != CURL_POLL_REMOVE else {
            watched.remove(socket)
            return watcher.unwatch(socket)
        }
        watched.insert(socket)
        watcher.watch(
            socket,
            for: self,
            readable: what & CURL_POLL_IN != 0,
            writable: what & CURL_POLL_OUT != 0,
            isNew: isNew
        )
        if isNew { handles.multi.markWatched(socket) }
    }

    private func setDeadline(_ milliseconds: Int) {
        guard milliseconds >= 0 else {
            deadline = nil
            return
        }
        let instant = MonotonicInstant.now() + UInt64(milliseconds) * 1_000_000
        deadline = instant
        watcher.wake(self, at: instant)
    }
}
