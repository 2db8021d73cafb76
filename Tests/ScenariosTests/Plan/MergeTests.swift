import HTTP
import JSON
import Testing

@testable import Scenarios
@testable import Substitution

/// How a scenario's `request`, `expect` and `connection` patch the suite's, and a step's the scenario's.
@Suite struct MergeTests {
    /// The method, target, fields and content of what is sent, in one text.
    private static func sent(suite: String, scenario: String) throws -> String {
        let request = try Fixtures.request(
            """
            { "suite": "S", "request": \(suite),
              "scenarios": [{ "name": "n", "request": \(scenario), "expect": { "status": 200 } }] }
            """
        )
        let fields = request.headers.all.map { "\($0.name): \($0.value)" }.joined(separator: "|")
        let body = request.body.map { " <\(String(decoding: $0, as: UTF8.self))>" } ?? ""
        return "\(request.method) \(request.url.replacing("http://host", with: "")) \(fields)\(body)"
    }

    @Test(arguments: [
        ("{}", "{}", "GET / "),
        (#"{ "method": "PUT" }"#, #"{ "method": null }"#, "GET / "),
        (#"{ "path": "/a" }"#, #"{ "url": "http://host/b" }"#, "GET /b "),
        (#"{ "url": "http://host/a" }"#, #"{ "path": "/b" }"#, "GET /b "),
        (#"{ "query": { "a": 1, "b": 2 } }"#, #"{ "query": { "a": null, "c": 3 } }"#, "GET /?b=2&c=3 "),
        (#"{ "query": { "a": 1 } }"#, #"{ "query": null }"#, "GET / "),
        (#"{ "headers": { "A": "1" } }"#, #"{ "headers": { "a": "2", "B": "3" } }"#, "GET / a: 2|B: 3"),
        (#"{ "headers": { "A": ["1", "2"] } }"#, #"{ "headers": { "A": ["3"] } }"#, "GET / A: 3"),
        (#"{ "headers": { "A": "1", "B": "2" } }"#, #"{ "headers": null }"#, "GET / "),
        (#"{ "headers": { "A": "1", "B": "2" } }"#, #"{ "headers": { "A": null } }"#, "GET / B: 2"),
        (
            #"{ "json": { "a": { "b": 1, "c": 2 } } }"#, #"{ "json": { "a": { "b": null, "d": 3 } } }"#,
            #"GET / Content-Type: application/json <{"a":{"c":2,"d":3}}>"#
        ),
        (
            #"{ "json": { "a": [1, 2] } }"#, #"{ "json": { "a": [3] } }"#,
            #"GET / Content-Type: application/json <{"a":[3]}>"#
        ),
        (#"{ "json": { "a": 1 } }"#, #"{ "json": [] }"#, "GET / Content-Type: application/json <[]>"),
        (#"{ "json": { "a": 1 } }"#, #"{ "json": null }"#, "GET / "),
        (#"{ "json": { "a": 1 } }"#, #"{ "text": "t" }"#, "GET /  <t>"),
        (
            #"{ "form": { "a": "1", "b": "2" } }"#, #"{ "form": { "a": null } }"#,
            "GET / Content-Type: application/x-www-form-urlencoded <b=2>"
        ),
        (#"{ "auth": { "bearer": "t" } }"#, #"{ "auth": null }"#, "GET / "),
        (#"{ "auth": { "bearer": "t" } }"#, #"{ "auth": { "bearer": "u" } }"#, "GET / Authorization: Bearer u"),
        (
            #"{ "auth": { "bearer": "t" } }"#, #"{ "auth": { "basic": { "user": "a", "password": "b" } } }"#,
            "GET / Authorization: Basic YTpi"
        ),
        (
            #"{ "auth": { "basic": { "user": "a", "password": "b" } } }"#,
            #"{ "auth": { "basic": { "password": "c" } } }"#, "GET / Authorization: Basic YTpj"
        ),
        (#"{ "auth": { "bearer": "t" }, "headers": { "authorization": "x" } }"#, "{}", "GET / Authorization: Bearer t"),
        (
            #"{ "//": "a comment", "headers": { "//": "another", "A": "1" } }"#,
            #"{ "//": "c", "headers": { "//": "d" } }"#, "GET / A: 1"
        ),
    ])
    func aScenarioPatchesTheSuite(suite: String, scenario: String, sent: String) throws {
        #expect(try Self.sent(suite: suite, scenario: scenario) == sent)
    }

    @Test func aStepPatchesTheScenarioAndNothingElse() throws {
        let suite = #"""
            { "suite": "S", "request": { "headers": { "A": "1" } }, "expect": { "status": 200 },
              "scenarios": [{ "name": "n", "request": { "headers": { "B": "2" } }, "expect": { "within": "1s" }, "steps": [
                { "request": { "path": "/one", "headers": { "C": "3" } }, "expect": { "status": 201 } },
                { "request": { "path": "/two", "headers": { "A": null } }, "expect": { "status": null } } ] }] }
            """#
        let only = try #require(try Fixtures.plan(suite).suites.first?.cases.first)
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        let one = try scope.request(only.steps[0], target: "http://h").request
        let two = try scope.request(only.steps[1], target: "http://h").request
        #expect(one.url == "http://h/one")
        #expect(one.headers.all.map(\.name) == ["A", "B", "C"])
        #expect(two.url == "http://h/two")
        #expect(two.headers.all.map(\.name) == ["B"])
        var values = scope.scope
        let first = try only.steps[0].expect.expectation(&values)
        let second = try only.steps[1].expect.expectation(&values)
        #expect(first.status?.description == "201")
        #expect(first.within == 1_000_000_000)
        #expect(second.status == nil)
        #expect(second.within == 1_000_000_000)
    }

    @Test func aConnectionIsPatchedToo() throws {
        let suite = #"""
            { "suite": "S", "connection": { "http": "1.1", "tls": { "ca": "ca.pem", "minimum": "1.3" }, "redirects": 2 },
              "scenarios": [
                { "name": "a", "expect": { "status": 200 } },
                { "name": "b", "connection": { "tls": { "minimum": null, "insecure": true }, "redirects": null, "maxBody": "1kB" },
                  "expect": { "status": 200 } } ] }
            """#
        let cases = try Fixtures.plan(suite, files: ["ca.pem": "a certificate"]).suites[0].cases
        let (a, b) = (cases[0].steps[0].connection, cases[1].steps[0].connection)
        #expect(a.version == .http1 && b.version == .http1)
        #expect(a.minimumTLS == "1.3" && b.minimumTLS == nil)
        #expect(a.certificateAuthority?.hasSuffix("/ca.pem") == true)
        #expect(b.certificateAuthority == a.certificateAuthority)
        #expect(!a.isInsecure && b.isInsecure)
        #expect(a.redirects == 2 && b.redirects == 0)
        #expect(a.maxBody == 16 << 20 && b.maxBody == 1000)
    }

    @Test func aQuestionDoesNotInheritTheSuitesExpectation() throws {
        let suite = #"""
            { "suite": "S", "expect": { "status": 200 }, "scenarios": [{ "name": "n", "question": "?", "pinned": "yes",
              "answers": [{ "answer": "no", "when": { "status": "4xx" } }, { "answer": "yes", "when": { "status": "2xx" } }] }] }
            """#
        let only = try #require(try Fixtures.plan(suite).suites.first?.cases.first)
        let question = try #require(only.question)
        #expect(question.pinned == "yes")
        #expect(question.answers.map(\.text) == ["no", "yes"])
        var scope = Fixtures.scope()
        #expect(try !only.steps[0].expect.expectation(&scope).judgesResponses)
        let exchange = Fixtures.response(204)
        let holding = try question.answers.filter { answer in
            let when = try answer.when.expectation(&scope)
            return when.judge(when.subject(exchange), now: Fixtures.noon).passes
        }
        #expect(holding.map(\.text) == ["yes"])
    }
}
