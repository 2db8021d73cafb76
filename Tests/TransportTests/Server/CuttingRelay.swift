import Foundation
import Glibc

/// Carries the bytes between a client and a TLS server, all but the records that end the session: to the client the
/// connection looks as if somebody had cut it.
final class CuttingRelay: Sendable {
    private let server: ScriptedServer

    init(to port: Int) throws {
        server = try ScriptedServer { connection in
            guard let upstream = try? Upstream(port) else { return }
            let up = Thread {
                while case let bytes = connection.readSome(), !bytes.isEmpty { upstream.write(bytes) }
                upstream.end()
            }
            up.start()
            while let record = upstream.record() {
                // An alert; with TLS 1.3 one that is encrypted, and the only record that is so short.
                if record[0] == 21 || record[0] == 23 && record.count == 24 { continue }
                connection.write(record)
            }
            connection.interrupt()
            upstream.close()
        }
    }

    var port: Int { server.port }

    func stop() { server.stop() }
}

/// The relay's connection to the server.
private final class Upstream: Sendable {
    private let socket: Int32

    init(_ port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let socket = socket
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    /// One TLS record (RFC 8446, section 5.1), its header included; `nil` at the end.
    func record() -> [UInt8]? {
        guard let header = read(5), let content = read(Int(header[3]) << 8 | Int(header[4])) else { return nil }
        return header + content
    }

    func write(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    func end() { shutdown(socket, Int32(SHUT_WR)) }

    func close() { Glibc.close(socket) }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var part = [UInt8](repeating: 0, count: count - bytes.count)
            let length = recv(socket, &part, part.count, 0)
            guard length > 0 else { return nil }
            bytes += part.prefix(length)
        }
        return bytes
    }
}
