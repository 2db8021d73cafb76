import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 with a thread for each connection, for requests without content or with a `Content-Length`.
package final class TestServer: Sendable {
    /// What to do with a request, its number on its connection from 0, and its number in all.
    package typealias Script = @Sendable (_ request: String, _ number: Int, _ total: Int) -> Reply

    private struct State {
        var requests: [String] = []
        var connections = 0
        var open: Set<Int32> = []
    }

    package let port: Int
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())
    private let threads = DispatchGroup()

    package init(_ script: @escaping Script) throws {
        (listener, port) = try Self.listen()
        self.script = script
        spawn { $0.acceptAll() }
    }

    /// A server as long as `body` takes.
    package static func run(_ script: @escaping Script, _ body: (TestServer) throws -> Void) throws {
        let server = try TestServer(script)
        defer { server.stop() }
        try body(server)
    }

    package var url: String { "http://127.0.0.1:\(port)" }
    /// Every request so far.
    package var requests: [String] { state.withLock { $0.requests } }
    /// How many connections have been accepted.
    package var connections: Int { state.withLock { $0.connections } }

    /// A port on which nobody listens.
    package static func unusedPort() throws -> Int {
        let (listener, port) = try listen()
        close(listener)
        return port
    }

    private static func listen() throws -> (Int32, Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, size) == 0 && Glibc.listen(listener, 1024) == 0
                    && getsockname(listener, generic, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        return (listener, Int(in_port_t(bigEndian: address.sin_port)))
    }

    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { state in
            for socket in state.open { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        threads.wait()
        close(listener)
    }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { return }
            var on: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
            state.withLock { state in
                state.connections += 1
                state.open.insert(socket)
            }
            spawn { $0.serve(socket) }
        }
    }

    private func serve(_ socket: Int32) {
        var input: [UInt8] = []
        var number = 0
        while let request = Self.next(socket, &input) {
            let total = state.withLock { state in
                state.requests.append(request)
                return state.requests.count - 1
            }
            guard answer(socket, script(request, number, total)) else { break }
            number += 1
        }
        state.withLock { _ = $0.open.remove(socket) }
        close(socket)
    }

    /// Whether the connection goes on.
    private func answer(_ socket: Int32, _ reply: Reply) -> Bool {
        switch reply {
        case .parts(let parts), .last(let parts):
            for part in parts {
                guard send(socket, part, part.utf8.count, Int32(MSG_NOSIGNAL)) == part.utf8.count else { return false }
                // So that parts arrive one by one, mostly.
                if parts.count > 1 { usleep(500) }
            }
            if case .last = reply { return false }
        case .bytes(let bytes):
            guard send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return false }
        case .close: return false
        case .reset:
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
            return false
        case .silence: break
        }
        return true
    }

    private static func next(_ socket: Int32, _ input: inout [UInt8]) -> String? {
        while true {
            if let length = length(input) {
                defer { input.removeFirst(length) }
                return String(decoding: input[..<length], as: UTF8.self)
            }
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            input += buffer[..<count]
        }
    }

    private static func length(_ input: [UInt8]) -> Int? {
        let text = String(decoding: input, as: UTF8.self)
        guard let head = text.range(of: "\r\n\r\n") else { return nil }
        let size = text[..<head.upperBound].utf8.count
        let line = text[..<head.lowerBound].lowercased().split(separator: "\r\n").first {
            $0.hasPrefix("content-length:")
        }
        let body = line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        return input.count >= size + body ? size + body : nil
    }

    private func spawn(_ body: @escaping @Sendable (TestServer) -> Void) {
        threads.enter()
        let thread = Thread { [self] in
            body(self)
            threads.leave()
        }
        thread.stackSize = 512 << 10
        thread.start()
    }
}
