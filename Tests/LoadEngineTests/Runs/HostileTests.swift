import Foundation
import HTTP
import HostileServer
import LoadEngine
import Testing
import Transport

/// A burst and a load judge each answer as a single request does.
@Suite(.timeLimit(.minutes(2)), .serialized) struct HostileTests {
    private static func endpoint(_ behaviour: Behaviour) -> LoadEndpoint {
        let head = "\(behaviour.method) /\(behaviour.name) HTTP/1.1\r\nHost: test\r\n\r\n"
        let template = RequestTemplate(head: [.literal(Array(head.utf8))], body: [])
        var endpoint = LoadEndpoint(name: "one", method: behaviour.method, pattern: .template(template))
        endpoint.check.judge = ResponseJudge(isRepeatable: false) { _, _ in nil }
        return endpoint
    }

    private static let configuration: ClientConfiguration = {
        var configuration = ClientConfiguration()
        configuration.maxHeader = Behaviour.limits.head
        configuration.maxBody = Behaviour.limits.content
        return configuration
    }()

    /// Runs `body` for each of the behaviours, several at the same time, each on a thread of its own.
    private func check(
        _ behaviours: [Behaviour],
        _ body: @escaping @Sendable (Behaviour, String) throws(LoadEngineError) -> Void
    ) async throws {
        let server = try HostileServer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = behaviours.makeIterator()
            func begin() {
                guard let behaviour = rest.next() else { return }
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread {
                            continuation.resume(
                                with: Result { () throws in try body(behaviour, "http://127.0.0.1:\(server.port)") }
                            )
                        }.start()
                    }
                }
            }
            for _ in 0..<4 { begin() }
            for try await _ in group { begin() }
        }
        server.stop()
    }

    @Test func aBurstJudgesAlike() async throws {
        try await check(Behaviour.answers) { behaviour, url throws(LoadEngineError) in
            var plan = BurstPlan(
                target: url,
                configuration: Self.configuration,
                endpoints: [Self.endpoint(behaviour)],
                count: 3
            )
            plan.threads = 1
            let report = try LoadEngine.burst(plan)
            expect(report.figures, behaviour.verdict, of: behaviour.name, count: 3)
            for response in report.responses {
                let content = String(decoding: response.body, as: UTF8.self)
                #expect(behaviour.verdict == .response(response.status, content), "\(behaviour.name)")
            }
        }
    }

    @Test func aLoadJudgesAlike() async throws {
        try await check(Behaviour.answers) { behaviour, url throws(LoadEngineError) in
            var plan = LoadPlan.test(url, .constant(100), 30 * milliseconds)
            plan.configuration = Self.configuration
            plan.endpoints = [Self.endpoint(behaviour)]
            plan.threads = 1
            plan.pacing = .economical
            expect(try LoadEngine.run(plan), behaviour.verdict, of: behaviour.name, count: 3)
        }
    }

    @Test func whatNeverEndsEndsInTime() async throws {
        try await check(Behaviour.endless) { behaviour, url throws(LoadEngineError) in
            var plan = BurstPlan(
                target: url,
                configuration: Self.configuration,
                endpoints: [Self.endpoint(behaviour)],
                count: 2
            )
            plan.threads = 1
            plan.timeout = 400 * milliseconds
            expect(try LoadEngine.burst(plan).figures, behaviour.verdict, of: behaviour.name, count: 2)
        }
    }
}

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
