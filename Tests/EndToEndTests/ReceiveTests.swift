import Foundation
import JSON
import Reports
import Testing

/// Requests that the target sends of its own accord. The scenarios' own requests play the target's part.
@Suite struct ReceiveTests {
    private struct Run {
        var outcome: Program.Outcome
        var results: JSONValue

        func findings() throws -> [String] {
            let step = try #require(results["suites"]?[0]?["cases"]?[0]?["steps"]?.array?.last)
            return (step["findings"]?.array ?? []).map {
                "\($0["expectation"]?.string ?? ""): \($0["expected"]?.string ?? ""), \($0["found"]?.string ?? "")"
            }
        }
    }

    private func run(_ scenarios: String, _ more: [String] = []) async throws -> Run {
        let folder = try TemporaryFolder()
        try folder.write("m.json", #"{ "mock": "m", "rules": [{ "name": "r", "respond": { "status": 200 } }] }"#)
        let suite = try folder.write(
            "s.json",
            #"{ "suite": "s", "mock": "m.json", "scenarios": [\#(scenarios)] }"#
        )
        let outcome = try await Program.run(["run", suite, "--mock", "--report-dir", folder.path + "/r"] + more)
        let bytes = (try? Data(contentsOf: URL(filePath: folder.path + "/r/results.json"))).map(Array.init) ?? []
        return Run(outcome: outcome, results: (try? JSONParser.parse(bytes)) ?? .null)
    }

    private func call(_ path: String, _ json: String, _ receive: String, method: String = "POST") -> String {
        #"""
        { "name": "call", "request": { "method": "\#(method)", "url": "${receiver}\#(path)", "json": \#(json) },
          "expect": { "status": { "range": "200-299" } }, "receive": \#(receive) }
        """#.replacing(#"{ "range": "200-299" }"#, with: #""2xx""#)
    }

    @Test func whatComesIsJudgedAndKept() async throws {
        let run = try await run(
            call(
                "/paid?at=1",
                #"{ "event": "paid", "n": 3 }"#,
                #"""
                { "path": "/paid", "within": "60s", "expect": { "method": "POST", "json": { "$.event": "paid" },
                  "headers": { "Content-Type": { "startsWith": "application/json" } } } }
                """#
            )
        )
        #expect(run.outcome.code == 0, "\(run.outcome.output)\(run.outcome.errors)")
        let received = try #require(run.results["suites"]?[0]?["cases"]?[0]?["steps"]?[0]?["received"]?[0])
        #expect(received["url"]?.string?.hasSuffix("/paid?at=1") == true)
        #expect(received["content"]?["text"]?.string == #"{"event":"paid","n":3}"#)
    }

    @Test(arguments: [
        (#"{ "path": "/x", "within": "60s", "expect": { "method": "PUT" } }"#, "receive.method: PUT, POST"),
        (
            #"{ "within": "60s", "expect": { "json": { "$.n": { ">": 3 } } } }"#,
            "receive.json.$.n: a number > 3, number 3"
        ),
        (
            #"{ "path": "/other", "within": "50ms" }"#,
            "receive: a request to /other within 50 ms of the answer, 1: POST /x"
        ),
        (
            #"{ "count": 2, "within": "50ms" }"#, "receive: 2 requests within 50 ms of the answer, 1: POST /x"
        ),
    ])
    func whatIsOtherwiseFails(_ receive: String, _ finding: String) async throws {
        let run = try await run(call("/x", #"{ "n": 3 }"#, receive))
        #expect(run.outcome.code == 1, "\(run.outcome.output)\(run.outcome.errors)")
        #expect(try run.findings() == [finding])
    }

    /// Each scenario has an address of its own, and what an earlier step left is there for a later one.
    @Test func scenariosDontMix() async throws {
        let steps = #"""
            { "name": "two", "steps": [
              { "name": "a", "request": { "method": "POST", "url": "${receiver}/a", "text": "1" }, "expect": { "status": 204 } },
              { "name": "b", "request": { "method": "POST", "url": "${receiver}/b", "text": "2" }, "expect": { "status": 204 },
                "receive": { "path": "/b", "within": "60s", "expect": { "body": "2" } } },
              { "name": "c", "request": { "path": "/" }, "expect": { "status": 200 },
                "receive": { "path": "/a", "within": "60s", "expect": { "body": "1" } } },
              { "name": "d", "request": { "path": "/" }, "expect": { "status": 200 }, "receive": { "within": "20ms" } } ] }
            """#
        let run = try await run(steps)
        #expect(run.outcome.code == 1)
        #expect(try run.findings() == ["receive: a request within 20 ms of the answer, none"])
        let steps2 = try #require(run.results["suites"]?[0]?["cases"]?[0]?["steps"]?.array)
        #expect(steps2.dropLast().allSatisfy { $0["findings"]?.array?.isEmpty == true } && steps2.count == 4)
    }

    @Test(arguments: [
        (#""name": "a", "request": { "json": "${receiver}" }, "expect": { "status": 200 }"#, "receiver"),
        (
            #""name": "a", "expect": { "status": 200 }, "receive": { "path": "paid" }"#,
            "'path' begins with a slash, found 'paid'"
        ),
        (
            #""name": "a", "expect": { "status": 200 }, "burst": { "requests": 2 }, "receive": {}"#,
            "'receive' waits for requests after a single one"
        ),
    ])
    func whatCantBeIsTold(_ scenario: String, _ error: String) async throws {
        let run = try await run("{ \(scenario) }")
        #expect(run.outcome.code == 2 && run.outcome.errors.contains(error), "\(run.outcome.errors)")
    }

    @Test(arguments: [
        (["--receiver", "https://hooks.example.com"], "--receiver is https"),
        (["--receiver-port", "9000"], "--receiver-port needs --receiver"),
        (["--receiver", "hooks.example.com"], "--receiver"),
    ])
    func whereNobodyCouldReachUsIsRefused(_ options: [String], _ error: String) async throws {
        let run = try await run(#"{ "name": "a", "expect": { "status": 200 }, "receive": {} }"#, options)
        #expect(run.outcome.code == 2 && run.outcome.errors.contains(error), "\(run.outcome.errors)")
    }
}
