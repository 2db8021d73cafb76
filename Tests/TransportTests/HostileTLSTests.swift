import Foundation
import HTTP
import HostileServer
import Testing
import Transport

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
