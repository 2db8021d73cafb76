import HTTP
import HostileServer
import Results
import Scenarios
import Substitution
import Testing

@testable import Engine
@testable import LoadEngine

/// How the engine's responses are judged, and its redirects followed.
@Suite struct WireJudgeTests {
    private func judge(_ expectation: String) throws -> WireJudge {
        let plan = try Trial.plan(#"{ "name": "b", "burst": { "requests": 2 }, "expect": \#(expectation) }"#)
        let only = plan.suites[0].cases[0]
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        let expectation = try only.steps[0].expect.expectation(&scope.scope)
        return WireJudge(expectation: expectation, rules: only.steps[0].protocolRules, clock: { 0 })
    }

    /// A response is looked at where more than its status is asked for, of a share of them; a verdict is kept where it
    /// can't change.
    @Test(
        arguments: [
            (#"{ "headers": { "A": "b" } }"#, 1.0, true), (#"{ "headers": { "A": "b" } }"#, 0.5, true),
            (#"{ "headers": { "A": "b" } }"#, 0, nil), (#"{ "status": 200 }"#, 1, nil),
            (#"{ "within": "1s" }"#, 1, false), (#"{ "failure": "reset" }"#, 1, nil),
        ] as [(String, Double, Bool?)]
    )
    func whatIsLookedAt(_ expectation: String, _ share: Double, _ isRepeatable: Bool?) throws {
        #expect(try judge(expectation).check(share: share).judge?.isRepeatable == isRepeatable)
    }

    /// 307 and 308 keep the method and the content (RFC 9110, sections 15.4.8 and 15.4.9); 303 asks with GET.
    @Test(arguments: [(307, "POST", true), (308, "POST", true), (303, "GET", false)])
    func contentIsSentAgain(_ status: Int, _ method: String, _ hasContent: Bool) async throws {
        let server = try TestServer { request, _, _ in
            request.contains(" /next ")
                ? .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
                : .parts(["HTTP/1.1 \(status) Words\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"])
        }
        var options = RunOptions()
        options.load.acceptsDoubt = true
        let result = try await Trial.run(
            #"""
            { "name": "b", "request": { "method": "POST", "json": { "a": 1 } }, "burst": { "requests": 2 },
              "connection": { "redirects": 1 }, "expect": { "status": 200 } }
            """#,
            TableSender { _, _ in Trial.failure(.other) },
            options,
            target: server.url
        )
        server.stop()
        #expect(result.verdicts == [.passed])
        let next = server.requests.filter { $0.contains(" /next ") }
        #expect(next.count == 2)
        #expect(next.allSatisfy { $0.hasPrefix("\(method) /next ") && $0.hasSuffix(#"{"a":1}"#) == hasContent })
    }

    /// A response took as long as the engine says, from the intended start, and has of its parts those that are asked
    /// for.
    @Test(arguments: [(true, true), (false, false)])
    func aViewIsAnExchange(withHeaders: Bool, withContent: Bool) throws {
        let head = Array("HTTP/1.1 201 Created\r\nA: b\r\n\r\n".utf8)
        let exchange = head.withUnsafeBytes { head in
            [UInt8]("content".utf8).withUnsafeBytes { body in
                WireJudge.exchange(
                    ResponseView(
                        status: 201,
                        head: head,
                        body: body,
                        request: UnsafeRawBufferPointer(start: nil, count: 0),
                        origin: 0,
                        responseTime: 1_000_000,
                        events: nil
                    ),
                    withHeaders: withHeaders,
                    withContent: withContent
                )
            }
        }
        #expect(exchange.responseTime == 1_000_000)
        let response = try exchange.outcome.get()
        #expect(response.status == 201 && response.version == "HTTP/1.1")
        #expect(response.headers["A"] == (withHeaders ? "b" : nil))
        #expect(response.body == (withContent ? Array("content".utf8) : []))
    }
}
