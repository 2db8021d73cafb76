import HTTP
import HostileServer
import LoadEngine
import Testing

/// A load follows redirects over its own connections.
@Suite(.timeLimit(.minutes(1)))
struct RedirectRunTests {
    /// Answers `/` with a redirect, `/next` with 200.
    private static func reply(_ request: String, fields: String = "") -> Reply {
        request.contains(" /next ")
            ? .ok() : .parts(["HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\(fields)\r\n"])
    }

    private static let next = Array("GET /next HTTP/1.1\r\nHost: test\r\n\r\n".utf8)

    private func run(
        _ script: @escaping TestServer.Script,
        most: Int = 1
    ) throws -> (report: LoadReport, requests: [String], connections: Int) {
        var made: (LoadReport, [String], Int)?
        try TestServer.run(script) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            plan.endpoints[0].redirector = Redirector { view, memory, followed in
                #expect(view.status == 302)
                #expect(memory == nil)
                guard followed < most else { return .failed(ExchangeFailure(.other, "too many")) }
                return .request(Self.next)
            }
            let report = try LoadEngine.run(plan)
            made = (report, server.requests, server.connections)
        }
        let (report, requests, connections) = try #require(made)
        expectSums(report)
        return (report, requests, connections)
    }

    @Test func theLastResponseIsTheResponse() throws {
        let (report, requests, connections) = try run { request, _, _ in Self.reply(request) }
        #expect(report.statuses == [200: 10])
        #expect(report.counts.sent == 10)
        #expect(requests.count(where: { $0.hasPrefix("GET / ") }) == 10)
        #expect(requests.count(where: { $0.hasPrefix("GET /next ") }) == 10)
        #expect(connections <= 8)
    }

    @Test func aConnectionThatClosesIsReplaced() throws {
        let (report, _, connections) = try run { request, _, _ in
            Self.reply(request, fields: "Connection: close\r\n")
        }
        #expect(report.statuses == [200: 10])
        #expect(connections >= 11)
    }

    @Test func oneThatCantBeFollowedFails() throws {
        let (report, requests, _) = try run({ request, _, _ in Self.reply(request) }, most: 0)
        #expect(report.counts.failures == [.other: 10])
        #expect(requests.count == 10)
        #expect(report.failures.first?.detail == "too many")
        #expect(
            report.failures.first.map { String(decoding: $0.response, as: UTF8.self).hasPrefix("HTTP/1.1 302") } == true
        )
    }
}
