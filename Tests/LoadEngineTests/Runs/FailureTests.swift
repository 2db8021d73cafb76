import Foundation
import HTTP
import HostileServer
import LoadEngine
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct FailureTests {
    @Test func refusedConnections() throws {
        let port = try TestServer.unusedPort()
        let report = try LoadEngine.run(.test("http://127.0.0.1:\(port)", .constant(100), 200 * milliseconds))
        expectSums(report)
        #expect(report.counts.offered == 20)
        #expect(report.counts.failures == [.refused: 20])
        #expect(report.failures.count == 1)
        #expect(report.failures.first?.category == .refused)
        #expect(report.failures.first?.index == 0)
    }

    @Test func expectedFailuresAreCountedApart() throws {
        let port = try TestServer.unusedPort()
        var plan = LoadPlan.test("http://127.0.0.1:\(port)", .constant(100), 200 * milliseconds)
        plan.endpoints[0].check.failures = [.refused, .tls]
        let report = try LoadEngine.run(plan)
        expectSums(report)
        #expect(report.counts.failures == [.refused: 20] && report.counts.expectedFailures == [.refused: 20])
        #expect(report.failures.isEmpty)

        plan.endpoints[0].check.failures = [.reset]
        let other = try LoadEngine.run(plan)
        #expect(other.counts.failures == [.refused: 20] && other.counts.expectedFailures.isEmpty)
        #expect(other.failures.first?.count == 20)

        plan.endpoints[0].check.failures = [.refused]
        plan.endpoints[0].check.longestFailure = 0
        #expect(try LoadEngine.run(plan).counts.expectedFailures.isEmpty)
    }

    @Test func noResponseIsRightWhereAFailureIsExpected() throws {
        try TestServer.run({ _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            plan.endpoints[0].check.failures = [.reset]
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 10 && report.counts.broken == 10)
            #expect(report.failures.first?.detail == "status 200, where a failure is expected")
        }
    }

    @Test func unknownName() throws {
        let report = try LoadEngine.run(.test("http://no-such-name.invalid", .constant(100), 50 * milliseconds))
        expectSums(report)
        #expect(report.counts.failures == [.dns: 5])
    }

    @Test func malformedResponseKeepsItsEvidence() throws {
        let response = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
        try TestServer.run({ _, _, _ in .parts([response]) }) { server in
            let report = try LoadEngine.run(.test(server.url, .constant(100), 100 * milliseconds))
            expectSums(report)
            #expect(report.counts.failures == [.malformed: 10])
            let kind = try #require(report.failures.first)
            #expect(kind.count == 10)
            #expect(kind.detail.contains("both Content-Length and Transfer-Encoding"))
            #expect(String(decoding: kind.response, as: UTF8.self) == response)
            #expect(String(decoding: kind.request, as: UTF8.self) == "GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        }
    }

    @Test func silenceIsATimeout() throws {
        try TestServer.run({ _, _, _ in .silence }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            plan.timeout = 30 * milliseconds
            plan.connections.maximum = 20
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.failures == [.timeout: 10])
        }
    }

    @Test func truncatedAndResetResponses() throws {
        let replies: [Reply] = [
            .last(["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"]), .last(["HTTP/1.1 2"]), .reset,
        ]
        try TestServer.run({ _, _, total in replies[total % 3] }) { server in
            let report = try LoadEngine.run(.test(server.url, .constant(100), 90 * milliseconds, method: "POST"))
            expectSums(report)
            #expect(report.counts.failures == [.reset: 9])
            #expect(report.failures.count == 3)
        }
    }

    @Test func tooLargeResponses() throws {
        try TestServer.run({ _, _, _ in .ok("0123456789") }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 50 * milliseconds)
            plan.configuration.maxBody = 9
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.failures == [.tooLarge: 5])
        }
    }

    @Test func drainCutsWhatIsInFlightAndWhatWaits() throws {
        try TestServer.run({ _, _, _ in .silence }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            plan.connections.maximum = 3
            plan.drain = 50 * milliseconds
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.offered == 10)
            #expect(report.counts.sent == 3)
            #expect(report.counts.unsent == 7)
            #expect(report.counts.failures == [.cancelled: 3])
            #expect(!report.wasStopped)
        }
    }

    @Test func stopEndsAtOnce() throws {
        try TestServer.run({ _, _, total in total < 20 ? .ok() : .silence }) { server in
            var plan = LoadPlan.test(server.url, .closed(users: 4), 50_000 * milliseconds)
            plan.threads = 2
            let control = LoadControl()
            let stopper = Thread {
                while server.requests.count < 24 { usleep(1000) }
                control.stop()
            }
            stopper.start()
            let report = try LoadEngine.run(plan, control: control)
            expectSums(report)
            #expect(report.wasStopped)
            #expect(report.counts.failures == [.cancelled: 4])
            #expect(report.counts.completed == 20)
            #expect(control.figures.counts.completed == 20)
            #expect(control.figures.counts.failed == 4)
        }
    }

    @Test func cancellationOfTheTaskStops() async throws {
        let server = try TestServer { _, _, _ in .ok() }
        defer { server.stop() }
        let plan = LoadPlan.test(server.url, .constant(100), 50_000 * milliseconds)
        let task = Task { try await LoadEngine.run(plan) }
        while server.requests.isEmpty { try await Task.sleep(nanoseconds: 1_000_000) }
        task.cancel()
        let report = try await task.value
        expectSums(report)
        #expect(report.wasStopped)
        #expect(report.counts.offered < 5000)
    }

    @Test func impossiblePlans() throws {
        var plan = LoadPlan.test("http://127.0.0.1:1", .closed(users: 0), milliseconds)
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
        plan = .test("ftp://127.0.0.1", .closed(users: 1), milliseconds)
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
        plan = .test("http://127.0.0.1:1", .closed(users: 10_000_000), milliseconds)
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
        plan = .test("http://example.invalid", .closed(users: 1), milliseconds)
        plan.configuration.proxy = ProxyOptions(url: "gopher://proxy.invalid:3128")
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
        plan = .test("http://127.0.0.1:1", .closed(users: 1), 0)
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
        plan = .test("http://127.0.0.1:1", .closed(users: 1), milliseconds)
        plan.endpoints[0].weight = 0
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
        plan.endpoints = []
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
    }
}
