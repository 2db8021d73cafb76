import Foundation
import HTTP
import LoadEngine
import Measurement
import MockServer
import Testing
import Transport

/// The engine over TLS, against the mock with a certificate of its own.
@Suite(.timeLimit(.minutes(1)))
struct TLSRunTests {
    private struct Responder: MockResponder {
        let body: [UInt8]

        /// The content that it was sent has to be the same as the one that it sends.
        func answer(to request: MockRequest, now: Int64) -> MockAnswer {
            let isWhole = request.body.isEmpty || request.body == body
            return MockAnswer(status: isWhole ? 200 : 400, body: body)
        }
    }

    /// Runs `body` with a plan against a server that speaks TLS and sends `content`; the plan trusts its certificate.
    private func withPlan(
        _ content: [UInt8] = Array("{}".utf8),
        method: String = "GET",
        fields: String = "",
        _ body: (inout LoadPlan) async throws -> Void
    ) async throws {
        let tls = try MockTLS.generated()
        let server = MockServer(Responder(body: content), threads: 1)
        let address = try await server.start(tls: tls)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).pem")
        try #require(tls.authorityPEM).write(to: file, atomically: true, encoding: .utf8)
        let sent = method == "POST" ? content : []
        let head = "\(method) /t HTTP/1.1\r\nHost: test\r\n\(fields)Content-Length: \(sent.count)\r\n\r\n"
        var plan = LoadPlan.test(
            address.url,
            .constant(200),
            200 * milliseconds,
            method: method,
            head: [.literal(Array(head.utf8))],
            body: [.literal(sent)],
            check: EndpointCheck(
                statuses: [200...200],
                judge: ResponseJudge(isRepeatable: true) { view, _ in
                    view.body.elementsEqual(content) ? nil : "\(view.body.count) bytes of content"
                }
            )
        )
        plan.configuration.tls.caFile = file.path
        do {
            try await body(&plan)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        try? FileManager.default.removeItem(at: file)
    }

    @Test func connectionsAreKept() async throws {
        try await withPlan { plan in
            plan.connections.openedBefore = 4
            let report = try await LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 40 && report.counts.broken == 0, "\(report.failures)")
            #expect(report.counts.opened <= 8 && report.counts.reopened == 0)
        }
    }

    @Test func connectionsAreClosedByEitherSide() async throws {
        try await withPlan(fields: "Connection: close\r\n") { plan in
            let report = try await LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 40 && report.counts.broken == 0, "\(report.failures)")
            #expect(report.counts.opened == 40)
        }
        try await withPlan { plan in
            plan.connections.isReusing = false
            let report = try await LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 40 && report.counts.broken == 0, "\(report.failures)")
            #expect(report.counts.opened == 40)
        }
    }

    /// A record has 16 KiB (RFC 8446, section 5.1): what is longer comes in several, and the last byte of one is no
    /// end.
    @Test(arguments: [16 << 10, (16 << 10) + 1, 300_000])
    func contentIsLongerThanARecord(size: Int) async throws {
        var random = SplitMix64(seed: UInt64(size))
        let content = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        for method in ["GET", "POST"] {
            try await withPlan(content, method: method) { plan in
                plan.duration = 100 * milliseconds
                let report = try await LoadEngine.run(plan)
                expectSums(report)
                #expect(report.statuses == [200: 20], "\(method) \(report.failures.map(\.detail))")
                #expect(report.counts.broken == 0)
                #expect(report.counts.bytesIn >= 20 * size)
                #expect(method == "GET" || report.counts.bytesOut >= 20 * size)
            }
        }
    }

    @Test func manyUsersShareTheThreads() async throws {
        try await withPlan { plan in
            plan.model = .closed(users: 16)
            plan.threads = 2
            let report = try await LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed > 16 && report.counts.failed == 0, "\(report.failures)")
            #expect(report.counts.opened == 16)
        }
    }

    @Test func aBurstIsReleasedByItsLastBytes() async throws {
        try await withPlan(method: "POST") { plan in
            var burst = BurstPlan(
                target: plan.target,
                configuration: plan.configuration,
                endpoints: plan.endpoints,
                count: 12
            )
            burst.release = .lastByte
            let report = try await LoadEngine.burst(burst)
            expectSums(report.figures)
            #expect(report.responses.count == 12 && report.figures.counts.broken == 0, "\(report.figures.failures)")
        }
    }

    @Test func aCertificateOfAnotherAuthorityFails() async throws {
        let other = try #require(try MockTLS.generated().authorityPEM)
        try await withPlan { plan in
            let file = try #require(plan.configuration.tls.caFile)
            try other.write(toFile: file, atomically: true, encoding: .utf8)
            let report = try await LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 0)
            #expect(report.counts.failures == [.tls: 40])
            #expect(report.failures.count == 1 && report.failures.first?.detail.isEmpty == false)
            plan.configuration.tls.isInsecure = true
            let trusting = try await LoadEngine.run(plan)
            #expect(trusting.counts.completed == 40)
        }
    }

    /// A server that speaks no TLS.
    @Test func plainTextIsNoHandshake() async throws {
        let server = MockServer(Responder(body: []), threads: 1)
        let address = try await server.start()
        let url = address.url.replacing("http://", with: "https://")
        let report = try await LoadEngine.run(.test(url, .constant(100), 100 * milliseconds))
        await server.stop()
        expectSums(report)
        #expect(report.counts.failures == [.tls: 10])
    }
}
