import ContractCases
import Contracts
import Decoding
import Diagnostics
import Foundation
import HTTP
import JSON
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

@testable import Engine

/// Scenarios that say something only where another one is carried out.
@Suite struct NeedsTests {
    private static let scenarios = #"""
        { "name": "dependent", "needs": "valid", "request": { "path": "/dependent" }, "expect": { "status": 400 } },
        { "name": "deeper", "needs": "dependent", "request": { "path": "/deeper" }, "expect": { "status": 400 } },
        { "name": "other", "request": { "path": "/other" }, "expect": { "status": 400 } },
        { "name": "valid", "request": { "path": "/valid" }, "expect": { "status": 200, "body": "ok" } }
        """#

    /// The verdicts by name, where `/valid` is answered so.
    private func run(_ status: Int, _ body: String, jobs: Int) async throws -> [String: CaseResult] {
        let sender = TableSender { request, _ in
            request.url.hasSuffix("/valid") ? Trial.response(status, [:], body) : Trial.response(400)
        }
        var options = RunOptions()
        options.jobs = jobs
        let result = try await Trial.run(Self.scenarios, sender, options)
        return Dictionary(result.cases.map { ($0.name, $0) }) { first, _ in first }
    }

    @Test(arguments: [1, 4])
    func whatNeedsARefusedScenarioIsNotMeasured(jobs: Int) async throws {
        let results = try await run(401, "", jobs: jobs)
        #expect(results["valid"]?.verdict == .failed)
        #expect(results["dependent"]?.verdict == .error)
        #expect(
            results["dependent"]?.reason.contains("it needs 'valid', which wasn't accepted: expected 200, found 401")
                == true
        )
        #expect(results["dependent"]?.steps.isEmpty == true)
        #expect(results["deeper"]?.verdict == .error)
        #expect(results["other"]?.verdict == .passed)
    }

    @Test(arguments: [1, 4])
    func whatIsAcceptedInAWrongFormKeepsNothingFromBeingRun(jobs: Int) async throws {
        let results = try await run(200, "not ok", jobs: jobs)
        #expect(results["valid"]?.verdict == .failed)
        #expect(results["dependent"]?.verdict == .passed && results["deeper"]?.verdict == .passed)
    }

    /// Where the valid request is refused, a refusal tells nothing of a value that must be refused; a server that
    /// breaks on it does.
    @Test(arguments: [404, 401, 500])
    func whatMustBeRefusedIsSentToSeeWhetherTheServerBreaks(valid: Int) async throws {
        func scenario(_ name: String, _ status: Int) -> String {
            #"""
            { "name": "\#(name)", "needs": "valid", "about": { "operation": "POST /things" }, "request": { "path": "/\#(name)" },
              "expect": { "status": \#(status), "body": { "not": { "contains": "Traceback" } } } }
            """#
        }
        let sender = TableSender { request, _ in
            switch request.url.split(separator: "/").last {
            case "valid": Trial.response(valid)
            case "breaks": Trial.response(500)
            case "shows": Trial.response(404, [:], "Traceback (most recent call last)")
            case "carriesOut": Trial.response(200)
            default: Trial.response(400)
            }
        }
        let scenarios =
            ["breaks", "shows", "carriesOut", "refuses"].map { scenario($0, 400) } + [scenario("accepts", 200)]
            + [#"{ "name": "valid", "request": { "path": "/valid" }, "expect": { "status": 200 } }"#]
        let result = try await Trial.run(scenarios.joined(separator: ","), sender, RunOptions())
        let results = Dictionary(result.cases.map { ($0.name, $0) }) { first, _ in first }
        #expect(results["accepts"]?.verdict == .error && results["accepts"]?.steps.isEmpty == true)
        guard valid != 401 else {
            // A server that asks who sends it isn't asked further.
            #expect(results["breaks"]?.verdict == .error && results["breaks"]?.steps.isEmpty == true)
            return
        }
        // What breaks in the same way as the valid request says nothing new.
        #expect(results["breaks"]?.verdict == (valid == 404 ? .failed : .error))
        #expect(results["breaks"]?.steps.count == 1 && results["shows"]?.verdict == .failed)
        #expect(results["shows"]?.steps.flatMap(\.findings).map(\.expectation) == ["body"])
        for name in ["carriesOut", "refuses"] {
            #expect(results[name]?.verdict == .error && results[name]?.steps.count == 1)
            #expect(
                results[name]?.reason.contains("it needs 'valid', which wasn't accepted: expected 200, found \(valid)")
                    == true
            )
        }
    }

    /// Where the valid request breaks the server, another way to break it is told from that one by the words of the
    /// answer.
    @Test(arguments: [
        (500, "TypeError at 12:31 in start, line 7", false), (500, "KeyError at 12:31 in start, line 7", true),
        (505, "TypeError at 12:30 in start, line 6", true), (503, "busy", true), (400, "TypeError", false),
    ])
    func anotherWayToBreakIsTold(_ status: Int, _ content: String, _ isNew: Bool) async throws {
        let sender = TableSender { request, _ in
            request.url.hasSuffix("/valid")
                ? Trial.response(500, [:], "TypeError at 12:30 in start, line 6") : Trial.response(status, [:], content)
        }
        let scenarios = #"""
            { "name": "valid", "request": { "path": "/valid" }, "expect": { "status": 200 } },
            { "name": "other", "needs": "valid", "about": { "operation": "POST /things" }, "request": { "path": "/other" },
              "expect": { "status": 400 } }
            """#
        let result = try await Trial.run(scenarios, sender)
        let other = try #require(result.cases.first { $0.name == "other" })
        #expect(other.verdict == (isNew ? .failed : .error))
        #expect(isNew || other.steps.first?.notes.contains { $0.hasPrefix("sent only to see whether") } == true)
    }

    /// What the suite's setup captured is known when it is asked whether a case must be refused.
    @Test(arguments: [("400", Verdict.failed), ("200", .error)])
    func whatMustBeRefusedMayBeSaidByTheSetup(_ status: String, _ verdict: Verdict) async throws {
        let sender = TableSender { request, _ in
            switch request.url.split(separator: "/").last {
            case "setup": Trial.response(200, [:], #"{ "status": \#(status), "id": "seven" }"#)
            case "seven": Trial.response(500)
            default: Trial.response(404)
            }
        }
        let setup = #"""
            "setup": [{ "request": { "path": "/setup" }, "capture": { "status": { "json": "$.status" }, "id": { "json": "$.id" } } }]
            """#
        let scenarios = #"""
            { "name": "valid", "request": { "path": "/valid" }, "expect": { "status": 200 } },
            { "name": "breaks", "needs": "valid", "about": { "operation": "GET /things/{id}" },
              "request": { "path": "/things/${id}" }, "expect": { "status": "${status}" } }
            """#
        let result = try await Trial.run(scenarios, suite: setup, sender)
        let breaks = try #require(result.cases.first { $0.name == "breaks" })
        #expect(breaks.verdict == verdict && breaks.steps.count == (verdict == .failed ? 1 : 0))
    }

    /// What a contract's operation changes or deletes may be what others need. With one job the file's order is kept.
    @Test func whatReadsComesFirstAndWhatDeletesLast() async throws {
        let methods = Mutex<[String]>([])
        let sender = TableSender { request, _ in
            methods.withLock { $0.append(request.method) }
            return Trial.response(200)
        }
        var options = RunOptions()
        options.jobs = 4
        let result = try await Trial.run(
            #"""
            { "name": "change", "about": { "operation": "PATCH /things/{id}" }, "request": { "method": "PATCH" }, "expect": { "status": 200 } },
            { "name": "delete", "about": { "operation": "DELETE /things/{id}" }, "request": { "method": "DELETE" }, "expect": { "status": 200 } },
            { "name": "delete what isn't there", "needs": "delete", "about": { "operation": "DELETE /things/{id}" },
              "request": { "method": "DELETE" }, "expect": { "status": 200 } },
            { "name": "read", "about": { "operation": "GET /things/{id}" }, "request": {}, "expect": { "status": 200 } },
            { "name": "read again", "needs": "read", "about": { "operation": "GET /things/{id}" }, "request": {}, "expect": { "status": 200 } }
            """#,
            sender,
            options
        )
        #expect(methods.withLock { $0 } == ["GET", "GET", "PATCH", "DELETE", "DELETE"])
        #expect(result.cases.map(\.name) == ["change", "delete", "delete what isn't there", "read", "read again"])
    }

    @Test(arguments: [
        ("c", "null", "the suite has no scenario 'c'"),
        ("b", #""a""#, "the scenarios 'a' → 'b' → 'a' wait for each other"),
        ("a", "null", "'a' waits for itself"),
    ])
    func whatCannotBeNeededIsAMistake(_ one: String, _ other: String, _ message: String) {
        let needs = other == "null" ? "" : #""needs": \#(other), "#
        #expect {
            try Trial.plan(
                #"""
                { "name": "a", "needs": "\#(one)", "expect": { "status": 200 } },
                { "name": "b", \#(needs)"expect": { "status": 200 } }
                """#
            )
        } throws: { error in
            (error as? Problems.Found)?.diagnostics.contains { $0.message == message } ?? false
        }
    }
}

/// Cases that wait for others come in groups, one behind the other.
@Suite struct CaseOrderTests {
    private static func cases(_ names: String) throws -> [Case] {
        let waits = ["b": #", "after": ["a"]"#, "c": #", "after": ["b"]"#, "d": #", "after": ["a", "c"]"#]
        let scenarios = ["e", "d", "c", "b", "a"].map {
            #"{ "name": "\#($0)", "expect": { "status": 200 }\#(waits[$0] ?? "") }"#
        }
        return try Trial.plan(scenarios.joined(separator: ",")).suites[0].cases.filter { names.contains($0.name) }
    }

    /// What isn't run is nothing to wait for, and nothing between two others.
    @Test(
        arguments: [
            ("abcde", [["e", "a"], ["b"], ["c"], ["d"]]), ("bc", [["b"], ["c"]]), ("cd", [["c"], ["d"]]),
            ("bd", [["d", "b"]]), ("ad", [["a"], ["d"]]), ("ae", [["e", "a"]]), ("c", [["c"]]), ("", []),
        ] as [(String, [[String]])]
    )
    func eachGroupIsBehindWhatItWaitsFor(_ names: String, _ groups: [[String]]) throws {
        #expect(CaseOrder.levels(try Self.cases(names)) { $0 }.map { $0.map(\.name) } == groups)
    }

    /// One by one they keep their order where nothing waits for what is behind it.
    @Test(arguments: [("abcde", "eabcd"), ("bd", "db"), ("cd", "cd"), ("ae", "ea")])
    func oneByOne(_ names: String, _ order: String) throws {
        #expect(CaseOrder.sequence(try Self.cases(names)) { $0 }.map(\.name).joined() == order)
    }
}

/// Statuses that a contract doesn't have, told once for all generated cases.
@Suite struct ObservedStatusTests {
    private static let document = #"""
        { "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": { "/a": { "post": {
          "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } } } } },
          "responses": { "201": { "description": "made" } } } } } }
        """#

    /// What comes of the generated cases where every valid request is answered with `success`, and every other with
    /// `refusal`.
    private func run(_ success: Int, _ refusal: Int) async throws -> SuiteResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.document.utf8).write(to: folder.appending(path: "a.openapi.json"))
        let suite = #"""
            { "suite": "s", "contract": "a.openapi.json",
              "generate": { "from": "contract", "kinds": ["valid-request", "field-missing", "field-as-string"] } }
            """#
        let file = folder.appending(path: "suite.json")
        try Data(suite.utf8).write(to: file)
        let files = FileStore()
        let builder = PlanBuilder(options: PlanOptions(), files: files, generator: ContractScenarios())
        let plan = try builder.plan([file.path])
        let sender = TableSender { request, _ in
            let body = request.body.flatMap { try? JSONParser.parse($0) }
            return Trial.response(body?["n"]?.number == nil ? refusal : success)
        }
        let contracts = try SuiteContracts(of: plan, files: files)
        let runner = Runner(options: RunOptions(), files: files, contracts: contracts, sender: { _ in sender })
        let result = await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1")])
        return try #require(result.suites.first)
    }

    @Test func anUndocumentedSuccessIsOneFinding() async throws {
        let suite = try await run(200, 400)
        let failed = suite.cases.filter { $0.verdict == .failed }
        #expect(failed.map(\.tags) == [["generated", "undocumented-status"]])
        #expect(failed.first?.steps.flatMap(\.findings).map(\.expectation) == ["contract.undocumented-status"])
        #expect(failed.first?.steps.first?.name == "POST /a")
        #expect(suite.cases.count == 3)
    }

    @Test func anUndocumentedRefusalIsOnlySaid() async throws {
        let suite = try await run(201, 422)
        #expect(suite.cases.allSatisfy { $0.verdict == .passed })
        #expect(suite.cases.last?.steps.flatMap(\.notes) == ["422 is given, and not declared, by POST /a"])
    }

    @Test func whatTheServerRefusesKeepsItsDependentsFromBeingRun() async throws {
        let suite = try await run(403, 400)
        // That nothing succeeded says nothing of what the contract promises then.
        #expect(suite.cases.map(\.verdict) == [.failed, .error, .error])
        #expect(suite.cases.last?.reason.hasPrefix("no request was answered with success") == true)
    }
}
