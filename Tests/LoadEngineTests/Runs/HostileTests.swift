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
