import CCurl
import Glibc
import Synchronization

/// Ends, from another thread, the openings that are under way: libcurl's own ways look up once a second.
///
/// It knows the sockets that are being connected. Shutting one down wakes whoever polls it; the name look-up before is ended
/// by libcurl's next report of progress. Handles hold its address: it lives as long as every connection that was opened with it.
final class OpeningStop: Sendable {
    private struct State {
        var sockets: [Int32] = []
        var isStopped = false
    }

    private let state = Mutex(State())

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Ends what is under way, and everything that is begun after.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    /// The opening has ended; what it opened isn't touched any more.
    func opened() { state.withLock { $0.sockets = [] } }

    private func begin(_ socket: Int32) -> Bool {
        state.withLock { state in
            state.sockets.append(socket)
            return !state.isStopped
        }
    }

    private func end(_ socket: Int32) {
        state.withLock { state in
            state.sockets.removeAll { $0 == socket }
            close(socket)
        }
    }

    /// Has `easy` ask here.
    func watch(_ easy: EasyHandle) throws(CurlError) {
        let address = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(.noProgress, false)
        try easy.set(.progressData, address)
        try easy.set(.progressFunction) { stop, _, _, _, _ in OpeningStop.from(stop)?.isStopped == true ? 1 : 0 }
        try easy.set(.socketOptionsData, address)
        try easy.set(.socketOptionsFunction) { stop, socket, _ in
            OpeningStop.from(stop)?.begin(socket) == false ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK
        }
        try easy.set(.closeSocketData, address)
        try easy.set(.closeSocketFunction) { stop, socket in
            OpeningStop.from(stop)?.end(socket)
            return 0
        }
    }

    private static func from(_ address: UnsafeMutableRawPointer?) -> OpeningStop? {
        address.map { Unmanaged<OpeningStop>.fromOpaque($0).takeUnretainedValue() }
    }
}
