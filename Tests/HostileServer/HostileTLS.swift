import Foundation
import Glibc
import MockServer
import Synchronization

/// Servers on 127.0.0.1, one for each behaviour, that begin with TLS and do something else.
package final class HostileTLS: Sendable {
    private struct Content: MockResponder {
        func answer(to request: MockRequest, now: Int64) -> MockAnswer {
            MockAnswer(status: 200, body: Array(TLSBehaviour.content.utf8))
        }
    }

    /// What a client has to trust, in PEM: the authorities of all certificates but the unknown one's.
    package let authorities: String
    private let mocks: [TLSBehaviour.Certificate: (server: MockServer, port: Int)]
    private let servers = Mutex<[String: Loopback]>([:])

    package init() async throws {
        var mocks: [TLSBehaviour.Certificate: (server: MockServer, port: Int)] = [:]
        var authorities = ""
        for certificate in TLSBehaviour.Certificate.allCases {
            let tls = try Self.tls(certificate)
            if certificate != .unknown { authorities += tls.authorityPEM ?? "" }
            let server = MockServer(Content(), threads: 1)
            mocks[certificate] = (server, try await server.start(tls: tls).port)
        }
        self.mocks = mocks
        self.authorities = authorities
    }

    private static func tls(_ certificate: TLSBehaviour.Certificate) throws -> MockTLS {
        switch certificate {
        case .right, .unknown: try .generated()
        case .expired: try .generated(for: nil, days: -30 ... -2)
        case .future: try .generated(for: nil, days: 2...30)
        case .otherHost: try .generated(for: "example.org", days: -1...30)
        }
    }

    /// The URL of a server that does so.
    package func url(_ behaviour: TLSBehaviour) throws -> String {
        let port = try servers.withLock { servers in
            let server = try servers[behaviour.name] ?? server(behaviour)
            servers[behaviour.name] = server
            return server.port
        }
        return "https://127.0.0.1:\(port)"
    }

    private func server(_ behaviour: TLSBehaviour) throws -> Loopback {
        switch behaviour.course {
        case .handshake(let bytes, let ending): try Loopback { Self.shake($0, bytes, ending) }
        case .records(let certificate, let tampering):
            try Loopback { [port = mocks[certificate]?.port ?? 0] in RecordRelay($0, to: port, tampering)?.run() }
        }
    }

    /// Closes everything and returns when all threads have ended.
    package func stop() async {
        let servers = servers.withLock { Array($0.values) }
        await withCheckedContinuation { continuation in
            Thread {
                for server in servers { server.stop() }
                continuation.resume()
            }.start()
        }
        for mock in mocks.values { await mock.server.stop() }
    }

    private static func shake(_ socket: Int32, _ bytes: [UInt8], _ ending: Behaviour.Ending) {
        guard !Loopback.read(socket).isEmpty, Loopback.write(bytes, socket) else { return }
        switch ending {
        case .keeps: while !Loopback.read(socket).isEmpty {}
        case .closes: return
        case .resets: Loopback.reset(socket)
        }
    }
}

/// Carries TLS records from a server to a client, and does something to those of the answer.
private struct RecordRelay {
    private let client: Int32
    private let server: Int32
    private let tampering: TLSBehaviour.Tampering

    init?(_ client: Int32, to port: Int, _ tampering: TLSBehaviour.Tampering) {
        guard let server = Loopback.connect(to: port) else { return nil }
        self.client = client
        self.server = server
        self.tampering = tampering
    }

    func run() {
        let ended = DispatchSemaphore(value: 0)
        let (client, server) = (client, server)
        Thread {
            while case let bytes = Loopback.read(client), !bytes.isEmpty, Loopback.write(bytes, server) {}
            shutdown(server, Int32(SHUT_WR))
            ended.signal()
        }.start()
        var number = 0
        while let record = record() {
            // A handshake's records, and those that end a session, are smaller.
            guard record[0] == 23, record.count > 8000 else {
                guard Loopback.write(record, client) else { break }
                continue
            }
            guard pass(record, number) else { break }
            number += 1
        }
        shutdown(client, Int32(SHUT_RDWR))
        ended.wait()
        close(server)
    }

    /// Sends the record, or what is made of it; whether the connection goes on.
    private func pass(_ record: [UInt8], _ number: Int) -> Bool {
        switch tampering {
        case .none: break
        case .split:
            guard Loopback.write(Array(record.prefix(1000)), client) else { return false }
            usleep(1000)
            return Loopback.write(Array(record.dropFirst(1000)), client)
        case .cut(before: number): return false
        case .cutWithin(number):
            _ = Loopback.write(Array(record.prefix(1000)), client)
            return false
        case .reset(before: number):
            Loopback.reset(client)
            return false
        case .corrupted(number):
            var changed = record
            changed[1000] ^= 1
            return Loopback.write(changed, client)
        case .dropped(number): return true
        case .repeated(number): guard Loopback.write(record, client) else { return false }
        case .inserted(let bytes, before: number): guard Loopback.write(bytes, client) else { return false }
        case .cut, .cutWithin, .reset, .corrupted, .dropped, .repeated, .inserted: break
        }
        return Loopback.write(record, client)
    }

    private func record() -> [UInt8]? {
        guard let header = bytes(5), let content = bytes(Int(header[3]) << 8 | Int(header[4])) else { return nil }
        return header + content
    }

    private func bytes(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = Loopback.read(server, atMost: count - bytes.count)
            guard !more.isEmpty else { return nil }
            bytes += more
        }
        return bytes
    }
}
