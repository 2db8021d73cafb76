import Foundation
import HTTP
import HostileServer
import LoadEngine
import Testing
import Transport

/// A burst and a load judge what a server does with TLS as a single request does.
@Suite(.timeLimit(.minutes(2)), .serialized) struct HostileTLSTests {
    private static func endpoint() -> LoadEndpoint {
        let head = Array("GET / HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        let template = RequestTemplate(head: [.literal(head)], body: [])
        var endpoint = LoadEndpoint(name: "one", method: "GET", pattern: .template(template))
        endpoint.check.judge = ResponseJudge(isRepeatable: false) { view, _ in
            view.body.elementsEqual(TLSBehaviour.content.utf8) ? nil : Breach("\(view.body.count) bytes of content")
        }
        return endpoint
    }

    /// Runs `body` with each of the behaviours, one after the other, on a thread that may wait.
    private func check(
        _ behaviours: [TLSBehaviour],
        _ body: @escaping @Sendable (TLSBehaviour, String, ClientConfiguration) throws -> Void
    ) async throws {
        let server = try await HostileTLS()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).pem")
        try server.authorities.write(to: file, atomically: true, encoding: .utf8)
        var configuration = ClientConfiguration()
        configuration.tls.caFile = file.path
        let trusting = configuration
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(
                    with: Result {
                        for behaviour in behaviours { try body(behaviour, try server.url(behaviour), trusting) }
                    }
                )
            }.start()
        }
        await server.stop()
        try? FileManager.default.removeItem(at: file)
    }

    @Test func aBurstJudgesAlike() async throws {
        try await check(TLSBehaviour.answers) { behaviour, url, configuration in
            var plan = BurstPlan(target: url, configuration: configuration, endpoints: [Self.endpoint()], count: 3)
            plan.threads = 1
            expect(try LoadEngine.burst(plan).figures, behaviour.verdict, of: behaviour.name, count: 3)
        }
    }

    @Test func aLoadJudgesAlike() async throws {
        try await check(TLSBehaviour.answers) { behaviour, url, configuration in
            var plan = LoadPlan.test(url, .constant(100), 30 * milliseconds)
            plan.configuration = configuration
            plan.endpoints = [Self.endpoint()]
            plan.threads = 1
            plan.pacing = .economical
            plan.drain = 20_000 * milliseconds
            expect(try LoadEngine.run(plan), behaviour.verdict, of: behaviour.name, count: 3)
        }
    }

    @Test func aHandshakeThatNeverEndsEndsInTime() async throws {
        try await check(TLSBehaviour.endless) { behaviour, url, configuration in
            var plan = BurstPlan(target: url, configuration: configuration, endpoints: [Self.endpoint()], count: 2)
            plan.threads = 1
            plan.timeout = 400 * milliseconds
            expect(try LoadEngine.burst(plan).figures, behaviour.verdict, of: behaviour.name, count: 2)
        }
    }
}
