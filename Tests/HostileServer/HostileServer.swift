import Foundation
import Glibc
import Synchronization

/// Listens on 127.0.0.1 and serves each connection on a thread of its own.
final class Listener: Sendable {
    let port: Int
    private let listener: Int32
    private let open = Mutex<Set<Int32>>([])
    private let threads = DispatchGroup()
    private let serve: @Sendable (Int32) -> Void

    init(_ serve: @escaping @Sendable (_ socket: Int32) -> Void) throws {
        self.serve = serve
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, size) == 0 && listen(listener, 1024) == 0
                    && getsockname(listener, generic, &size) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(in_port_t(bigEndian: address.sin_port))
        spawn { $0.accept() }
    }

    /// Closes everything and returns when all threads have ended.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        open.withLock { for socket in $0 { shutdown(socket, Int32(SHUT_RDWR)) } }
        threads.wait()
        close(listener)
    }

    private func accept() {
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            guard socket >= 0 else { return }
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            open.withLock { _ = $0.insert(socket) }
            spawn { listener in
                listener.serve(socket)
                listener.open.withLock { _ = $0.remove(socket) }
                close(socket)
            }
        }
    }

    private func spawn(_ body: @escaping @Sendable (Listener) -> Void) {
        threads.enter()
        let thread = Thread { [self] in
            body(self)
            threads.leave()
        }
        thread.stackSize = 256 << 10
        thread.start()
    }

    /// Writes all of it; `false` when the other end takes no more.
    static func write(_ bytes: [UInt8], _ socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Has the connection end with a TCP reset when it is closed.
    static func reset(_ socket: Int32) {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }
}

/// A server on 127.0.0.1 that answers each request as the behaviour does that its path names, on a thread a connection.
package final class HostileServer: Sendable {
    /// Its port.
    package var port: Int { listener.port }
    private let listener: Listener

    /// A server that knows `behaviours`.
    package init(_ behaviours: [Behaviour] = Behaviour.all) throws {
        let known = Dictionary(uniqueKeysWithValues: behaviours.map { ($0.name, $0) })
        listener = try Listener { Self.serve($0, known) }
    }

    /// The URL of a behaviour.
    package func url(_ behaviour: Behaviour) -> String { "http://127.0.0.1:\(port)/\(behaviour.name)" }

    /// Closes everything and returns when all threads have ended.
    package func stop() { listener.stop() }

    private static func serve(_ socket: Int32, _ behaviours: [String: Behaviour]) {
        var bytes: [UInt8] = []
        while let path = path(socket, &bytes) {
            guard let behaviour = behaviours[path] else { return }
            for (index, piece) in behaviour.pieces.enumerated() {
                if index > 0 { usleep(2000) }
                guard Listener.write(piece, socket) else { return }
            }
            switch behaviour.ending {
            case .keeps: continue
            case .closes: return
            case .resets: return Listener.reset(socket)
            }
        }
    }

    /// Reads one request without content; the last part of its path.
    private static func path(_ socket: Int32, _ bytes: inout [UInt8]) -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = bytes.firstRange(of: end) {
                let line = String(decoding: bytes[..<range.lowerBound].prefix { $0 != 0x0D }, as: UTF8.self)
                bytes.removeSubrange(..<range.upperBound)
                let target = line.split(separator: " ").dropFirst().first ?? ""
                return target.split(separator: "/").last.map(String.init) ?? ""
            }
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer.prefix(count)
        }
    }
}
