import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 with a thread for each connection, for requests without content or with a `Content-Length`.
package final class TestServer: Sendable {
    /// What to do with a request, its number on its connection from 0, and its number in all.
    package typealias Script = @Sendable (_ request: String, _ number: Int, _ total: Int) -> Reply

    /// What has come so far, for the connections' threads.
    private final class Log: Sendable {
        let state = Mutex((requests: [String](), connections: 0))
    }

    private let loopback: Loopback
    private let log: Log

    package init(_ script: @escaping Script) throws {
        let log = Log()
        self.log = log
        loopback = try Loopback { Self.serve($0, script, log) }
    }

    /// A server as long as `body` takes.
    package static func run(_ script: @escaping Script, _ body: (TestServer) throws -> Void) throws {
        let server = try TestServer(script)
        defer { server.stop() }
        try body(server)
    }

    package var url: String { "http://127.0.0.1:\(port)" }
    /// Every request so far.
    package var requests: [String] { log.state.withLock { $0.requests } }
    /// How many connections have been accepted.
    package var connections: Int { log.state.withLock { $0.connections } }

    package var port: Int { loopback.port }

    /// A port on which nobody listens.
    package static func unusedPort() throws -> Int {
        let loopback = try Loopback { _ in }
        loopback.stop()
        return loopback.port
    }

    /// Closes everything and returns when all threads have ended.
    package func stop() { loopback.stop() }

    private static func serve(_ socket: Int32, _ script: Script, _ log: Log) {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        log.state.withLock { $0.connections += 1 }
        var input: [UInt8] = []
        var number = 0
        while let request = next(socket, &input) {
            let total = log.state.withLock { state in
                state.requests.append(request)
                return state.requests.count - 1
            }
            guard answer(socket, script(request, number, total)) else { return }
            number += 1
        }
    }

    /// Whether the connection goes on.
    private static func answer(_ socket: Int32, _ reply: Reply) -> Bool {
        switch reply {
        case .parts(let parts), .last(let parts):
            for part in parts {
                guard Loopback.write(Array(part.utf8), socket) else { return false }
                // So that parts arrive one by one, mostly.
                if parts.count > 1 { usleep(500) }
            }
            if case .last = reply { return false }
        case .bytes(let bytes): guard Loopback.write(bytes, socket) else { return false }
        case .close: return false
        case .reset:
            Loopback.reset(socket)
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
            let more = Loopback.read(socket)
            guard !more.isEmpty else { return nil }
            input += more
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
}
