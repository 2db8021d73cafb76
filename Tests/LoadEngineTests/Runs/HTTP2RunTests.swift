import Foundation
import HTTP
import HostileServer
import LoadEngine
import Measurement
import MockServer
import Testing
import Transport

/// Loads and bursts over HTTP/2: as right, and judged as single requests are.
@Suite(.timeLimit(.minutes(2)), .serialized) struct HTTP2RunTests {
    private static let configuration: ClientConfiguration = {
        var configuration = ClientConfiguration()
        configuration.version = .http2
        configuration.maxHeader = Behaviour.limits.head
        configuration.maxBody = Behaviour.limits.content
        return configuration
    }()

    private static func endpoint(_ behaviour: HTTP2Behaviour) -> LoadEndpoint {
        let method = behaviour.sendsContent ? "POST" : "GET"
        var head: [TemplatePart] = [.literal(Array("\(method) /orders HTTP/2\r\nHost: test\r\n".utf8))]
        if behaviour.sendsContent {
            head += [.literal(Array("Content-Length: ".utf8)), .contentLength, .literal([0x0D, 0x0A])]
        }
        let content: [TemplatePart] = behaviour.sendsContent ? [.literal(Array("some content".utf8))] : []
        let template = RequestTemplate(head: head + [.literal([0x0D, 0x0A])], body: content)
        var endpoint = LoadEndpoint(name: "one", method: method, pattern: .template(template))
        endpoint.check.decompresses = true
        endpoint.check.judge = ResponseJudge(isRepeatable: false) { view, _ in
            view.body.elementsEqual("{\"ok\":true}".utf8) || view.body.isEmpty ? nil : "other content"
        }
        return endpoint
    }

    private func check(
        _ behaviours: [HTTP2Behaviour],
        _ tls: MockTLS? = nil,
        _ body: @escaping @Sendable (HTTP2Behaviour, String) throws(LoadEngineError) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = behaviours.makeIterator()
            func begin() {
                guard let behaviour = rest.next() else { return }
                group.addTask {
                    let server = try HTTP2Server(behaviour)
                    var relay: TLSRelay?
                    if let tls { relay = try await TLSRelay(to: server.port, tls, protocols: ["h2"]) }
                    let url = relay?.url ?? server.url
                    try await withCheckedThrowingContinuation { continuation in
                        Thread {
                            continuation.resume(with: Result { () throws in try body(behaviour, url) })
                            server.stop()
                        }.start()
                    }
                    await relay?.stop()
                }
            }
            for _ in 0..<4 { begin() }
            for try await _ in group { begin() }
        }
    }

    private static func burst(_ behaviour: HTTP2Behaviour, _ url: String, _ count: Int) -> BurstPlan {
        var plan = BurstPlan(target: url, configuration: configuration, endpoints: [endpoint(behaviour)], count: count)
        plan.threads = 1
        return plan
    }

    @Test func aBurstJudgesAlike() async throws {
        try await check(HTTP2Behaviour.answers.filter { !$0.breaksAfterwards }) {
            behaviour,
            url throws(LoadEngineError) in
            expect(
                try LoadEngine.burst(Self.burst(behaviour, url, 3)).figures,
                behaviour.verdict,
                of: behaviour.name,
                count: 3
            )
        }
    }

    @Test func aLoadJudgesAlike() async throws {
        try await check(HTTP2Behaviour.answers) { behaviour, url throws(LoadEngineError) in
            var plan = LoadPlan.test(url, .constant(100), 30 * milliseconds)
            plan.configuration = Self.configuration
            plan.endpoints = [Self.endpoint(behaviour)]
            expect(try LoadEngine.run(plan), behaviour.verdict, of: behaviour.name, count: 3)
        }
    }

    @Test func overTLSBothJudgeAlike() async throws {
        let tls = try MockTLS.generated()
        let behaviours = HTTP2Behaviour.answers.filter { !$0.breaksAfterwards && $0.ending != .resets }
        try await check(behaviours, tls) { behaviour, url throws(LoadEngineError) in
            var burst = Self.burst(behaviour, url, 3)
            burst.configuration.tls.isInsecure = true
            expect(try LoadEngine.burst(burst).figures, behaviour.verdict, of: behaviour.name, count: 3)
            var plan = LoadPlan.test(url, .constant(100), 30 * milliseconds)
            plan.configuration = burst.configuration
            plan.endpoints = [Self.endpoint(behaviour)]
            expect(try LoadEngine.run(plan), behaviour.verdict, of: behaviour.name, count: 3)
        }
    }

    @Test func whatNeverEndsEndsInTime() async throws {
        try await check(HTTP2Behaviour.endless) { behaviour, url throws(LoadEngineError) in
            var plan = Self.burst(behaviour, url, 2)
            plan.timeout = 400 * milliseconds
            expect(try LoadEngine.burst(plan).figures, behaviour.verdict, of: behaviour.name, count: 2)
        }
    }

    @Test(arguments: [nil, 2]) func eventsAreTimed(_ most: Int?) async throws {
        try await check([.events]) { behaviour, url throws(LoadEngineError) in
            var plan = LoadPlan.test(url, .constant(100), 100 * milliseconds)
            plan.configuration = Self.configuration
            var endpoint = Self.endpoint(behaviour)
            endpoint.watchesEvents = true
            endpoint.mostEvents = most
            endpoint.check.judge = ResponseJudge(isRepeatable: false) { view, _ in
                let count = view.body.count { $0 == UInt8(ascii: "d") }
                return view.events?.count == most ?? 3 && count == most ?? 3 ? nil : "\(count) events"
            }
            plan.endpoints = [endpoint]
            plan.connections.maximum = 1
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 10 && report.counts.broken == 0, "\(report.failures)")
            #expect(report.counts.opened == 1)
            #expect(report.events.map(\.events) == [10 * (most ?? 3)] && report.events.map(\.responses) == [10])
            #expect(report.events.map(\.first.count) == [10])
            #expect(report.events.map(\.gap.count) == [10 * ((most ?? 3) - 1)])
        }
    }

    private var plain: HTTP2Behaviour { HTTP2Behaviour.answers[0] }

    @Test func usersShareConnections() async throws {
        try await check([plain]) { behaviour, url throws(LoadEngineError) in
            var plan = LoadPlan.test(url, .closed(users: 25, think: .none), 100 * milliseconds)
            plan.configuration = Self.configuration
            plan.endpoints = [Self.endpoint(behaviour)]
            plan.connections.streams = 10
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.opened == 3 && report.counts.failed == 0 && report.counts.completed >= 25)
            #expect(report.threads[0].peakInFlight == 25)
        }
    }

    @Test func eachRequestHasItsOwnConnectionWhereNoneIsReused() async throws {
        try await check([plain]) { behaviour, url throws(LoadEngineError) in
            var plan = LoadPlan.test(url, .constant(200), 50 * milliseconds)
            plan.configuration = Self.configuration
            plan.endpoints = [Self.endpoint(behaviour)]
            plan.connections.isReusing = false
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 10 && report.counts.opened == 10, "\(report.failures)")
        }
    }

    @Test func aBurstGoesToSeveralOrigins() async throws {
        try await check([plain]) { behaviour, url throws(LoadEngineError) in
            guard let other = try? HTTP2Server(behaviour) else { return }
            defer { other.stop() }
            let origins = LoadOrigins()
            _ = try? origins.number(url)
            var elsewhere = Self.endpoint(behaviour)
            elsewhere.origin = (try? origins.number(other.url)) ?? 0
            var plan = Self.burst(behaviour, url, 20)
            plan.endpoints.append(elsewhere)
            plan.origins = origins
            let report = try LoadEngine.burst(plan)
            expectSums(report.figures)
            #expect(report.figures.statuses == [200: 20], "\(report.figures.failures)")
            #expect(Set(report.responses.map(\.endpoint)) == [0, 1])
        }
    }

    @Test func aBurstOfFiftyIsLetGoInAPacket() async throws {
        var patient = plain
        patient.waitsForEnd = true
        try await check([patient]) { behaviour, url throws(LoadEngineError) in
            let report = try LoadEngine.burst(Self.burst(behaviour, url, 50))
            expectSums(report.figures)
            #expect(report.figures.statuses == [200: 50])
            #expect(report.figures.counts.opened == 1)
            #expect(report.packets == 1)
        }
    }
}
