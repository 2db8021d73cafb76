import ContractCases
import Contracts
import Decoding
import Engine
import Foundation
import HTTP
import JSON
import Measurement
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

/// What a server sends of its own accord, held against its contract.
@Suite struct CallbackTests {
    private static let document = #"""
        { "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {
          "/orders": { "post": {
            "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "object",
              "required": ["hook"], "properties": { "hook": { "type": "object", "required": ["url"],
                "properties": { "url": { "type": "string", "format": "uri" } } } } } } } },
            "responses": { "202": { "description": "ok" } },
            "callbacks": { "paid": { "{$request.body#/hook/url}/paid": { "put": {
              "requestBody": { "content": { "application/json": { "schema": { "type": "object",
                "required": ["event"], "properties": { "event": { "enum": ["paid"] } } } } } },
              "responses": { "202": { "description": "ok" } } } },
              "{$response.body#/id}": { "post": { "responses": { "200": { "description": "ok" } } } } } } } } } }
        """#

    private func run(_ method: String?, _ body: String, document: String = Self.document) async throws -> (
        CaseResult, Post, JSONValue
    ) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(document.utf8).write(to: folder.appending(path: "a.openapi.json"))
        let file = folder.appending(path: "suite.json")
        let suite =
            #"{ "suite": "s", "contract": "a.openapi.json", "generate": { "from": "contract", "kinds": ["callback-content"] } }"#
        try Data(suite.utf8).write(to: file)
        let files = FileStore()
        let plan = try PlanBuilder(options: PlanOptions(), files: files, generator: ContractScenarios()).plan([
            file.path
        ])
        let post = Post()
        let sent = Mutex(JSONValue.null)
        let sender = TableSender { request, _ in
            sent.withLock { $0 = (try? JSONParser.parse(request.body ?? [])) ?? .null }
            if let method {
                let received = ReceivedRequest(
                    method: method,
                    target: "/paid?x=1",
                    headers: HeaderFields([HeaderField("Content-Type", "application/json")]),
                    body: Array(body.utf8),
                    at: 0
                )
                post.requests.withLock { $0.append(received) }
            }
            return Trial.response(202)
        }
        var options = RunOptions()
        options.receiver = post
        let runner = Runner(options: options, files: files, sender: { _ in sender })
        let result = await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1")])
        let suiteResult = try #require(result.suites.first)
        let only = try #require(suiteResult.cases.first { $0.tags.contains("callback-content") })
        return (only, post, sent.withLock { $0 })
    }

    @Test func whatComesAsTheContractSaysPasses() async throws {
        let (result, post, sent) = try await run("PUT", #"{ "event": "paid" }"#)
        #expect(result.verdict == .passed, "\(result.steps.last?.findings ?? [])")
        #expect(sent["hook"]?["url"] == "http://127.0.0.1:1/i")
        #expect(post.answers.withLock { $0.map(\.status) } == [202])
        #expect(result.steps.last?.received.map(\.method) == ["PUT"])
    }

    @Test(arguments: [
        ("POST", #"{ "event": "paid" }"#, "receive.method"), ("PUT", #"{ "event": "lost" }"#, "receive.schema"),
        ("PUT", "no JSON", "receive.body"),
    ])
    func whatComesOtherwiseFails(_ method: String, _ body: String, _ expectation: String) async throws {
        let (result, _, _) = try await run(method, body)
        #expect(result.verdict == .failed && result.steps.last?.findings.map(\.expectation) == [expectation])
    }

    /// Only `--receiver` gives an address for `https`.
    @Test func noAddressIsSentThatTheContractRefuses() async throws {
        let document = Self.document.replacing(#""format": "uri""#, with: ##""pattern": "^https://.+$""##)
        let (result, _, sent) = try await run(nil, "", document: document)
        #expect(result.verdict == .skipped && sent == .null)
        #expect(result.steps.first?.notes.first?.hasPrefix("not sent, as this doesn't hold") == true)
    }

    /// The contract's content isn't required.
    @Test func noContentPasses() async throws {
        let (result, _, _) = try await run("PUT", "")
        #expect(result.verdict == .passed, "\(result.steps.last?.findings ?? [])")
    }

    @Test(arguments: ["{$request.body#/a}", "{$request.query.url}/x", "{$request.header.Callback-URL}"])
    func isAnAddress(_ text: String) { #expect(ContractCallback.Address(text) != nil) }

    @Test(arguments: [
        "http://example.com", "{$response.body#/a}", "{$request.body#/a}/{$request.body#/b}", "{$request.body}",
        "{$request.body#/a", "{$request.query.}", "{$request.body#/a}?x={$request.path.id}", "x{$request.body#/a}",
    ])
    func isNone(_ text: String) { #expect(ContractCallback.Address(text) == nil) }
}
