import Glibc
import Synchronization

/// One accepted connection, for a script to use. Every wait is bounded.
final class ScriptedConnection: Sendable {
    private let socket: Int32
    private unowned let server: ScriptedServer
    /// What was read beyond the last request.
    private let rest = Mutex<[UInt8]>([])
    private let isReset = Mutex(false)

    init(_ socket: Int32, _ server: ScriptedServer) {
        self.socket = socket
        self.server = server
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Reads one request: its header section, and the content that it declares. `nil` when the connection ended.
    @discardableResult
    func readRequest() -> String? {
        rest.withLock { rest in
            guard let head = end(of: "\r\n\r\n", in: &rest) else { return nil }
            var length = head
            let text = latin1(rest[..<head]).lowercased()
            if text.contains("transfer-encoding: chunked") {
                guard let end = end(of: "0\r\n\r\n", in: &rest, from: head) else { return nil }
                length = end
            } else if let line = text.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length:") }) {
                length += Int(line.split(separator: ":")[1].trimmingPrefix(" ")) ?? 0
                while rest.count < length { guard readMore(&rest) else { return nil } }
            }
            let request = latin1(rest[..<length])
            rest.removeFirst(length)
            server.record(request)
            return request
        }
    }

    /// Reads and drops bytes until the peer closes.
    func waitForClose() {
        rest.withLock { rest in while readMore(&rest) { rest.removeAll() } }
    }

    /// Reads at least `count` bytes.
    func read(_ count: Int) -> [UInt8] {
        rest.withLock { rest in
            while rest.count < count { guard readMore(&rest) else { break } }
            defer { rest.removeFirst(min(count, rest.count)) }
            return Array(rest.prefix(count))
        }
    }

    /// Reads what there is; empty at the connection's end.
    func readSome() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(0, count)))
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Lets other connections have their turn.
    func pause() { usleep(2000) }

    /// Ends the connection with a TCP reset in place of an orderly close.
    func reset() { isReset.withLock { $0 = true } }

    /// Has the script's reads end.
    func interrupt() { shutdown(socket, Int32(SHUT_RDWR)) }

    /// Closes the socket; for the server, after the script.
    func end() {
        if isReset.withLock({ $0 }) {
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }
        close(socket)
    }

    private func end(of mark: String, in bytes: inout [UInt8], from start: Int = 0) -> Int? {
        let mark = Array(mark.utf8)
        while true {
            if bytes.count >= start + mark.count {
                let places = start...(bytes.count - mark.count)
                if let index = places.first(where: { bytes[$0...].starts(with: mark) }) { return index + mark.count }
            }
            guard readMore(&bytes) else { return nil }
        }
    }

    private func readMore(_ bytes: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        bytes += buffer.prefix(count)
        return true
    }

    private func latin1(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
