import Foundation
import HTTP
import HostileServer
import LoadEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    @Test func connectionCloseIsRespected() throws {
        try TestServer.run({ _, _, _ in .last(["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"]) }
        ) {
            server in
            var plan = LoadPlan.test(server.url, .constant(200), 100 * milliseconds)
            plan.connections.openedBefore = 0
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 20)
            #expect(server.connections == 20)
            #expect(report.counts.opened == 20)
            #expect(report.counts.resent == 0)
        }
    }

    @Test func http10AndCloseDelimitedResponses() throws {
        let replies: [Reply] = [
            .last(["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"]), .last(["HTTP/1.1 200 OK\r\n\r\n", "ok"]),
        ]
        try TestServer.run({ _, _, total in replies[total % 2] }) { server in
            let report = try LoadEngine.run(.test(server.url, .closed(users: 2), 100 * milliseconds))
            expectSums(report)
            #expect(report.counts.completed > 2)
            #expect(report.counts.failed == 0)
        }
    }

    @Test func dribbledResponses() throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let parts = [
            "HTTP/1.1 100 Con", "tinue\r\n\r\n", head + "3\r\na", "bc", "\r", "\n2;x\r\nde\r\n0", "\r\nT: x\r\n",
            "\r\n",
        ]
        let judge = ResponseJudge(isRepeatable: false) { response, _ in
            String(decoding: response.body, as: UTF8.self) == "abcde" && response.head.count == head.utf8.count
                ? nil : "body"
        }
        try TestServer.run({ _, _, _ in .parts(parts) }) { server in
            let check = EndpointCheck(statuses: [200...299], judge: judge)
            let report = try LoadEngine.run(.test(server.url, .closed(users: 3), 200 * milliseconds, check: check))
            expectSums(report)
            #expect(report.counts.completed > 0)
            #expect(report.counts.broken == 0)
            #expect(report.counts.failed == 0)
        }
    }

    @Test func largeBodies() throws {
        let body = String(repeating: "0123456789abcdef", count: 20_000)
        let judge = ResponseJudge(isRepeatable: true) { $0.body.count == 320_000 && $1 < 1_000_000 ? nil : "length" }
        for check in [EndpointCheck(), EndpointCheck(judge: judge)] {
            try TestServer.run({ _, _, _ in .ok(body) }) { server in
                let report = try LoadEngine.run(.test(server.url, .constant(50), 200 * milliseconds, check: check))
                expectSums(report)
                #expect(report.counts.completed == 10)
                #expect(report.counts.broken == 0)
            }
        }
    }

    /// The second request on each connection meets its end: what is idempotent is sent again on a new one.
    @Test func staleConnectionIsReplaced() throws {
        try TestServer.run({ _, number, _ in number == 0 ? .ok() : .close }) { server in
            let model = LoadModel.closed(users: 1, think: .constant(10 * milliseconds))
            let report = try LoadEngine.run(.test(server.url, model, 200 * milliseconds))
            expectSums(report)
            #expect(report.counts.failed == 0)
            #expect(report.counts.completed >= 2)
            #expect(report.counts.resent == report.counts.completed - 1)
            #expect(report.counts.reopened == report.counts.completed - 1)
        }
    }

    @Test func whatIsNotIdempotentIsNotSentTwice() throws {
        try TestServer.run({ _, number, _ in number == 0 ? .ok() : .close }) { server in
            let report = try LoadEngine.run(.test(server.url, .closed(users: 1), 100 * milliseconds, method: "POST"))
            expectSums(report)
            #expect(report.counts.resent == 0)
            #expect(report.counts.sent == server.requests.count)
            #expect((report.counts.failures[.reset] ?? 0) >= 1)
        }
    }

    /// A new connection that ends without a response isn't stale: the request fails.
    @Test func aNewConnectionIsNotStale() throws {
        try TestServer.run({ _, _, _ in .close }) { server in
            let report = try LoadEngine.run(.test(server.url, .constant(100), 50 * milliseconds))
            expectSums(report)
            #expect(report.counts.failures == [.reset: 5])
            #expect(server.requests.count == 5)
        }
    }

    /// The server closes after each response without saying so.
    @Test func unannouncedClose() throws {
        try TestServer.run({ _, _, _ in .last(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]) }) { server in
            let model = LoadModel.closed(users: 2, think: .constant(20 * milliseconds))
            let report = try LoadEngine.run(.test(server.url, model, 200 * milliseconds))
            expectSums(report)
            #expect(report.counts.failed == 0)
            #expect(report.counts.reopened >= 1)
        }
    }

    @Test func newConnectionForEachRequest() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(server.url, .constant(200), 100 * milliseconds)
            plan.connections.isReusing = false
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 20)
            #expect(server.connections == 20)
            #expect(report.counts.openedLate == 0)
        }
    }

    @Test func connectionsAreOpenedBeforeAndLate() throws {
        try TestServer.run({ _, _, _ in
            usleep(400_000); return .ok()
        }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 50 * milliseconds)
            plan.connections.maximum = 5
            plan.connections.openedBefore = 2
            plan.connections.openingInterval = milliseconds
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 5)
            #expect(report.counts.opened == 5)
            #expect(report.counts.openedLate == 3)
        }
    }

    @Test func headRequests() throws {
        try TestServer.run({ _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"]) }) { server in
            let report = try LoadEngine.run(.test(server.url, .constant(100), 50 * milliseconds, method: "HEAD"))
            expectSums(report)
            #expect(report.counts.completed == 5)
        }
    }
}
