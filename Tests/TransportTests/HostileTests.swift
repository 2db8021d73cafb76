import Foundation
import HTTP
import HostileServer
import Testing
import Transport

/// Whatever a server does, each exchange has the one right verdict, in its time and its memory.
@Suite(.serialized) struct HostileTests {
    @Test func theTableIsLongAndEachOfItsNamesIsOne() {
        #expect(Behaviour.all.count >= 150)
        #expect(Set(Behaviour.all.map(\.name)).count == Behaviour.all.count)
    }

    private static func configuration(timeout: UInt64) -> ClientConfiguration {
        var configuration = ClientConfiguration()
        configuration.timeout = timeout
        configuration.maxHeader = Behaviour.limits.head
        configuration.maxBody = Behaviour.limits.content
        return configuration
    }

    /// Sends to all of `behaviours`, many at the same time, and holds what comes against what is right.
    private func check(
        _ behaviours: [Behaviour],
        timeout: UInt64,
        send: @Sendable @escaping (HTTPClient, HTTPRequest) async -> [Exchange]
    ) async throws {
        let server = try HostileServer()
        let client = try HTTPClient(Self.configuration(timeout: timeout))
        await withTaskGroup(of: (Behaviour, [Exchange]).self) { group in
            var rest = behaviours.makeIterator()
            func sendNext() {
                guard let behaviour = rest.next() else { return }
                let request = HTTPRequest(method: behaviour.method, url: server.url(behaviour))
                group.addTask { (behaviour, await send(client, request)) }
            }
            for _ in 0..<16 { sendNext() }
            for await (behaviour, exchanges) in group {
                for exchange in exchanges {
                    expect(exchange, behaviour.verdict, of: behaviour.name, within: timeout)
                    guard case .success(let response) = exchange.outcome else { continue }
                    #expect(Set(response.deviations.map(\.name)) == behaviour.deviations, "\(behaviour.name)")
                }
                sendNext()
            }
        }
        await client.shutdown()
        await blocking { server.stop() }
    }

    @Test func singleRequestsAreJudgedRight() async throws {
        try await check(Behaviour.answers, timeout: 20_000_000_000) { client, request in [await client.send(request)] }
    }

    @Test func requestsAtOnceAreJudgedAlike() async throws {
        try await check(Behaviour.answers, timeout: 20_000_000_000) { client, request in
            await client.sendAll(Array(repeating: request, count: 3))
        }
    }

    @Test func whatNeverEndsEndsInTime() async throws {
        try await check(Behaviour.endless, timeout: 400_000_000) { client, request in [await client.send(request)] }
    }
}

/// Whatever a server does with TLS, each exchange has the one right verdict, in its time.
@Suite(.serialized) struct HostileTLSTests {
    private func check(
        _ behaviours: [TLSBehaviour],
        timeout: UInt64,
        send: @Sendable @escaping (HTTPClient, HTTPRequest) async -> [Exchange]
    ) async throws {
        let server = try await HostileTLS()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).pem")
        try server.authorities.write(to: file, atomically: true, encoding: .utf8)
        var configuration = ClientConfiguration()
        configuration.timeout = timeout
        configuration.tls.caFile = file.path
        let client = try HTTPClient(configuration)
        try await withThrowingTaskGroup(of: (TLSBehaviour, [Exchange]).self) { group in
            var rest = behaviours.makeIterator()
            func sendNext() throws {
                guard let behaviour = rest.next() else { return }
                let request = HTTPRequest(method: "GET", url: try server.url(behaviour) + "/")
                group.addTask { (behaviour, await send(client, request)) }
            }
            for _ in 0..<4 { try sendNext() }
            for try await (behaviour, exchanges) in group {
                for exchange in exchanges {
                    expect(exchange, behaviour.verdict, of: behaviour.name, within: timeout)
                }
                try sendNext()
            }
        }
        await client.shutdown()
        await server.stop()
        try? FileManager.default.removeItem(at: file)
    }

    @Test func singleRequestsAreJudgedRight() async throws {
        try await check(TLSBehaviour.answers, timeout: 20_000_000_000) { client, request in
            [await client.send(request)]
        }
    }

    @Test func requestsAtOnceAreJudgedAlike() async throws {
        try await check(TLSBehaviour.answers, timeout: 20_000_000_000) { client, request in
            await client.sendAll(Array(repeating: request, count: 3))
        }
    }

    @Test func aHandshakeThatNeverEndsEndsInTime() async throws {
        try await check(TLSBehaviour.endless, timeout: 400_000_000) { client, request in [await client.send(request)] }
    }
}
