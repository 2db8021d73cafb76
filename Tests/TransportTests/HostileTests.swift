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
                for exchange in exchanges { Self.hold(exchange, behaviour, timeout) }
                sendNext()
            }
        }
        await client.shutdown()
        await blocking { server.stop() }
    }

    private static func hold(_ exchange: Exchange, _ behaviour: Behaviour, _ timeout: UInt64) {
        switch exchange.outcome {
        case .success(let response):
            #expect(
                behaviour.verdict == .response(response.status, response.text),
                "\(behaviour.name): \(response.status), \(response.body.count) bytes"
            )
            #expect(Set(response.deviations.map(\.name)) == behaviour.deviations, "\(behaviour.name)")
        case .failure(let failure):
            #expect(
                behaviour.verdict == .failure(failure.category),
                "\(behaviour.name): \(failure.category): \(failure.detail)"
            )
            #expect(!failure.detail.isEmpty)
        }
        #expect(exchange.timings.total < timeout + 1_000_000_000, "\(behaviour.name)")
        let kept = exchange.transmissions.flatMap { [$0.sent, $0.received] }
        #expect(kept.allSatisfy { $0.bytes.count <= KeptBytes.limit })
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
