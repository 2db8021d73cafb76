import ContractCases
import Contracts
import Foundation
import HTTP
import JSON
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

@testable import Engine

/// A smaller valid request where the full one is refused.
@Suite struct SmallerRequestTests {
    private static let scenarios = #"""
        { "name": "valid", "request": { "json": { "n": 1, "note": "x" } }, "smaller": { "json": { "note": null } }, "expect": { "status": EXPECTED } },
        { "name": "a text", "needs": "valid", "request": { "json": { "n": "1", "note": "x" } }, "smaller": true, "expect": { "status": 400 } },
        { "name": "no n", "needs": "valid", "request": { "json": { "note": "x" } }, "smaller": { "json": { "note": null, "m": 1 } }, "expect": { "status": 400 } },
        { "name": "note as a number", "needs": "valid", "request": { "json": { "n": 1, "note": 5 } }, "expect": { "status": [400, "4xx"] } }
        """#

    /// What came of the scenarios by name, and the bodies that were sent, where a body with a note gets `refusal`, one
    /// with a text as `n` 400, and any other `success`.
    private func run(
        expecting expected: String = "201",
        refusal: Int = 422,
        success: Int = 201,
        jobs: Int = 4
    ) async throws -> (results: [String: CaseResult], bodies: [String]) {
        let bodies = Mutex<[String]>([])
        let sender = TableSender { request, _ in
            let text = String(decoding: request.body ?? [], as: UTF8.self)
            bodies.withLock { $0.append(text) }
            let body = try? JSONParser.parse(text)
            if body?["note"] != nil {
                return Trial.response(
                    refusal,
                    [:],
                    #"{"title":"no","errors":[{"pointer":"/note","detail":"strange"}]}"#
                )
            }
            return Trial.response(body?["n"]?.number == nil ? 400 : success)
        }
        var options = RunOptions()
        options.jobs = jobs
        let scenarios = Self.scenarios.replacing("EXPECTED", with: expected)
            .replacing(#""request": {"#, with: #""request": { "method": "POST","#)
        let result = try await Trial.run(scenarios, sender, options)
        return (Dictionary(result.cases.map { ($0.name, $0) }) { first, _ in first }, bodies.withLock { $0 })
    }

    @Test(arguments: [(400, 1), (404, 4), (409, 4), (422, 1), (422, 4)])
    func whatNeedsItIsMadeSmallerToo(refusal: Int, jobs: Int) async throws {
        let (results, bodies) = try await run(refusal: refusal, jobs: jobs)
        let valid = try #require(results["valid"])
        #expect(valid.verdict == .failed)
        #expect(valid.steps.map(\.name) == ["", "the smaller request"])
        #expect(valid.steps[0].findings.map(\.expectation) == ["status"] && valid.steps[1].findings.isEmpty)
        #expect(
            valid.steps[0].notes == [
                "the refusal names note; without note the request is accepted (201), and cases that need it are made "
                    + "from that smaller one"
            ]
        )
        #expect(results["a text"]?.verdict == .passed && results["no n"]?.verdict == .passed)
        #expect(results["a text"]?.steps[0].notes == ["sent smaller, as 'valid' was accepted only so"])
        let lost = try #require(results["note as a number"])
        #expect(lost.verdict == .error && lost.steps.isEmpty)
        #expect(lost.reason.contains("'valid' was accepted only without"))
        #expect(bodies == [#"{"n":1,"note":"x"}"#, #"{"n":1}"#, #"{"n":"1"}"#, #"{"m":1}"#] || jobs > 1)
        #expect(bodies.count == 4)
    }

    @Test func whatIsRefusedEvenSoIsTriedOnce() async throws {
        let (results, bodies) = try await run(success: 409)
        #expect(results["valid"]?.steps.count == 1)
        #expect(
            results["valid"]?.steps[0].notes == ["the refusal names note; without note it is refused too: 409"]
        )
        #expect(["a text", "no n", "note as a number"].allSatisfy { results[$0]?.verdict == .error })
        #expect(results["a text"]?.reason.contains("which wasn't accepted: expected 201, found 422") == true)
        #expect(bodies.count == 2)
    }

    /// A server that breaks on the smaller one shows so.
    @Test func whatBreaksTheServerIsAFindingOfItsOwn() async throws {
        let (results, _) = try await run(success: 500)
        #expect(results["valid"]?.steps.map { $0.findings.isEmpty } == [false, false])
        #expect(results["a text"]?.verdict == .error)
    }

    /// An ID that was made up may name nothing: what can only be sent in full is sent in full.
    @Test func aRightRefusalLosesNothing() async throws {
        let (results, bodies) = try await run(expecting: "[201, 404]", refusal: 404)
        #expect(results.values.allSatisfy { $0.verdict == .passed })
        #expect(results["valid"]?.steps.count == 2)
        #expect(bodies.contains(#"{"n":1,"note":5}"#) && bodies.contains(#"{"n":"1"}"#))
    }

    @Test(arguments: [401, 403, 429, 500]) func otherRefusalsAreNotForWhatItHolds(status: Int) async throws {
        let (results, bodies) = try await run(refusal: status)
        #expect(results["a text"]?.verdict == .error)
        #expect(bodies.count == 1)
    }

    @Test(arguments: [
        (
            #"{"json": {"a": {"b": null, "c": {"d": null}}, "e": null}, "query": {"q": null, "r": "1"}, "headers": {"H": null}}"#,
            ["a.b", "a.c.d", "e", "q", "H"]
        ),
        (#"{"multipart": [{"name": "a", "text": "x"}]}"#, []),
    ]) func whatIsLeftOutHasNames(_ patch: String, _ names: [String]) throws {
        #expect(OmittedParts(try Self.node(patch)).names == names)
    }

    /// Only what points to a part names it: words are in every answer.
    @Test(arguments: [
        (#"{"detail": [{"loc": ["body", "start_time"], "input": {"note": "x"}}]}"#, ["start_time"]),
        (#"{"errors": {"note": ["is too long"]}}"#, ["note"]), (#"{"title": "note: the value is wrong"}"#, []),
        (#"{"title": "'value' is wrong"}"#, ["value"]), ("start_time is required", ["start_time"]),
        ("the value is wrong", []), ("restart_time is wrong", []), (##"{"pointer": "#/inner/deep"}"##, ["inner.deep"]),
        (#"{"value": 1, "note": {}}"#, []), ("", []),
    ]) func anAnswerNamesParts(_ body: String, _ names: [String]) throws {
        let patch = #"{"json": {"start_time": null, "note": null, "value": null, "inner": {"deep": null}}}"#
        let content = RecordedContent(text: body, size: body.utf8.count)
        let response = RecordedResponse(
            status: 422,
            reason: "",
            version: "1.1",
            headers: HeaderFields(),
            content: content
        )
        #expect(OmittedParts(try Self.node(patch)).named(in: response) == names)
    }

    private static func node(_ patch: String) throws -> JSONNode {
        let scenario = #"{ "name": "a", "smaller": \#(patch), "expect": { "status": 200 } }"#
        guard case .patch(let node)? = try Trial.plan(scenario).suites[0].cases[0].smaller else {
            throw CocoaError(.coderInvalidValue)
        }
        return node
    }
}

/// Cases of a contract whose service can't take something that may be left out.
@Suite struct SmallerContractTests {
    private static let document = #"""
        { "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": { "/a": { "post": {
          "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object", "required": ["n", "inner"], "properties": { "n": { "type": "integer", "maximum": 9 }, "owner": { "type": "string" },
              "inner": { "type": "object", "required": ["m"], "properties": { "m": { "type": "boolean" }, "deep": { "type": "string" } } } } } } } },
          "responses": { "201": { "description": "made" }, "400": { "description": "wrong" } } } } } }
        """#

    @Test func onlyWhatIsAboutTheOptionalPartIsLost() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.document.utf8).write(to: folder.appending(path: "a.openapi.json"))
        let suite =
            #"{ "suite": "s", "contract": "a.openapi.json", "generate": { "from": "contract", "kinds": ["valid", "fields", "numbers"] } }"#
        let file = folder.appending(path: "suite.json")
        try Data(suite.utf8).write(to: file)
        let files = FileStore()
        let plan = try PlanBuilder(options: PlanOptions(), files: files, generator: ContractScenarios()).plan([
            file.path
        ])
        let contract = try Contract.load(folder.appending(path: "a.openapi.json").path, files: files)
        let schema = try #require(contract.operations[0].requestBody?.content[0].schema)
        let sender = TableSender { request, _ in
            guard let body = request.body.flatMap({ try? JSONParser.parse($0) }), schema.isValid(body, .request) else {
                return Trial.response(400)
            }
            return Trial.response(body["owner"] == nil ? 201 : 400)
        }
        let runner = Runner(options: RunOptions(), files: files, sender: { _ in sender })
        let result = await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1")])
        let cases = result.cases
        let failed = cases.filter { $0.verdict == .failed }
        #expect(failed.map(\.name) == ["accepts the valid request"])
        #expect(failed[0].steps[0].notes.first?.hasPrefix("without owner, inner.deep the request is accepted") == true)
        let lost = cases.filter { $0.verdict == .error }
        #expect(!lost.isEmpty)
        #expect(lost.allSatisfy { $0.name.contains("owner") || $0.name.contains("inner.deep") }, "\(lost.map(\.name))")
        let measured = cases.filter { $0.verdict == .passed && $0.steps.contains { !$0.notes.isEmpty } }.map(\.name)
        #expect(
            measured.contains("refuses a body without n")
                && measured.contains("accepts a request without anything optional")
        )
        #expect(measured.contains("accepts a body whose texts are written in escapes"), "\(measured)")
        for made in cases where made.steps.first?.notes.first?.hasPrefix("sent smaller") == true {
            #expect(made.steps[0].request?.content?.text.contains("owner") == false, "\(made.name)")
        }
    }
}
