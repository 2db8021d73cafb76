import Foundation
import Glibc
import Synchronization

/// Listens on a port of 127.0.0.1, and serves each connection on a thread of its own.
final class Loopback: Sendable {
    let port: Int
    private let listener: Int32
    private let serve: @Sendable (Int32) -> Void
    private let open = Mutex<Set<Int32>>([])
    private let threads = DispatchGroup()

    /// `serve` has a connection's socket until it returns.
    init(_ serve: @escaping @Sendable (Int32) -> Void) throws {
        self.serve = serve
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var port = in_port_t(0)
        let isListening = Self.withAddress(&port) { address, size in
            bind(listener, address, size) == 0 && listen(listener, 1024) == 0
        }
        var bound = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isNamed = withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) == 0 }
        }
        guard isListening, isNamed else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        self.port = Int(in_port_t(bigEndian: bound.sin_port))
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
            Self.limit(socket)
            // What a behaviour sends in pieces is to come in pieces.
            var isOn: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
            open.withLock { _ = $0.insert(socket) }
            spawn { server in
                server.serve(socket)
                server.open.withLock { _ = $0.remove(socket) }
                close(socket)
            }
        }
    }

    private func spawn(_ body: @escaping @Sendable (Loopback) -> Void) {
        threads.enter()
        let thread = Thread { [self] in
            body(self)
            threads.leave()
        }
        thread.stackSize = 256 << 10
        thread.start()
    }

    // MARK: Sockets

    /// A connection to `port`; `nil` when nobody listens there.
    static func connect(to port: Int) -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var port = in_port_t(port)
        guard withAddress(&port, { Glibc.connect(socket, $0, $1) == 0 }) else {
            close(socket)
            return nil
        }
        limit(socket)
        return socket
    }

    /// Some bytes; none at the end.
    static func read(_ socket: Int32, atMost most: Int = 16 << 10) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: most)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    static func write(_ bytes: [UInt8], _ socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Has the connection end with a reset when it is closed.
    static func reset(_ socket: Int32) {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    private static func limit(_ socket: Int32) {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    private static func withAddress(
        _ port: inout in_port_t,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
