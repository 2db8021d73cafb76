import Decoding
import Diagnostics
import Engine
import Foundation
import HTTP
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

/// What a server sends of its own accord, held against a webhook of its contract.
@Suite struct WebhookTests {
    private static let document = #"""
        { "openapi": "3.1.0", "info": { "title": "t", "version": "1" },
          "paths": { "/orders": { "post": { "responses": { "202": { "description": "ok" } } } } },
          "webhooks": {
            "orderPaid": { "post": {
              "parameters": [{ "name": "X-Signature", "in": "header", "required": true, "schema": { "type": "string" } }],
              "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Event" } } } },
              "responses": { "202": { "description": "taken" } } } },
            "orderLost": { "$ref": "#/components/pathItems/Lost" }, "x-internal": {} },
          "components": {
            "schemas": { "Event": { "type": "object", "required": ["event"], "properties": { "event": { "enum": ["paid"] } } } },
            "pathItems": { "Lost": { "put": { "responses": { "default": { "description": "taken" } } } } } } }
        """#

    private static let contract = #""contract": "a.openapi.json","#

    private func withPlan<Value>(
        _ receive: String,
        _ contract: String,
        _ body: (Plan, FileStore) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.document.utf8).write(to: folder.appending(path: "a.openapi.json"))
        let file = folder.appending(path: "suite.json")
        let suite = #"""
            { "suite": "s", \#(contract) "scenarios": [{ "name": "n", "request": { "method": "POST", "path": "/orders" },
              "expect": { "status": 202 }, "receive": \#(receive) }] }
            """#
        try Data(suite.utf8).write(to: file)
        let files = FileStore()
        return try await body(try PlanBuilder(options: PlanOptions(), files: files).plan([file.path]), files)
    }

    private func run(
        _ receive: String,
        _ received: ReceivedRequest,
        contract: String = Self.contract
    ) async throws -> (StepResult, ContractResult?, answer: Int?) {
        try await withPlan(receive, contract) { plan, files in
            let post = Post()
            let sender = TableSender { _, _ in
                post.requests.withLock { $0.append(received) }
                return Trial.response(202)
            }
            var options = RunOptions()
            options.receiver = post
            let contracts = try SuiteContracts(of: plan, files: files)
            let runner = Runner(options: options, files: files, contracts: contracts, sender: { _ in sender })
            let result = await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1")])
            let suite = try #require(result.suites.first)
            let step = try #require(suite.cases.first?.steps.first)
            return (step, suite.contract, post.answers.withLock { $0.first?.status })
        }
    }

    private static func request(
        _ method: String = "POST",
        _ fields: [String: String] = ["Content-Type": "application/json", "X-Signature": "abc"],
        _ body: String = #"{ "event": "paid" }"#
    ) -> ReceivedRequest {
        ReceivedRequest(
            method: method,
            target: "/paid",
            headers: HeaderFields(fields.sorted { $0.key < $1.key }.map { HeaderField($0.key, $0.value) }),
            body: Array(body.utf8),
            at: 0
        )
    }

    @Test func whatComesAsDeclaredPasses() async throws {
        let (step, contract, answer) = try await run(#"{ "webhook": "orderPaid" }"#, Self.request())
        let rows = contract?.coverage.filter { $0.area == "webhooks" } ?? []
        #expect(rows.map { "\($0.name) \($0.count)" } == ["POST orderPaid 1", "PUT orderLost 0"])
        #expect(step.findings.isEmpty && step.error == nil, "\(step.findings) \(step.error ?? "")")
        #expect(step.expectations > 2 && answer == 202)
        // What the suite says goes before.
        let (own, _, status) = try await run(
            #"{ "webhook": "orderPaid", "respond": { "status": 200 }, "expect": { "json": { "$.event": "paid" } } }"#,
            Self.request()
        )
        #expect(own.findings.isEmpty && status == 200)
        let (lost, _, plain) = try await run(#"{ "webhook": "orderLost" }"#, Self.request("PUT", [:], ""))
        #expect(lost.findings.isEmpty && plain == 204)
    }

    @Test(arguments: [
        (request("PUT"), "one of the webhook's methods: POST"),
        (request("POST", ["Content-Type": "application/json"]), "the header parameter 'X-Signature'"),
        (
            request("POST", ["X-Signature": "a", "Content-Type": "text/plain"]),
            "a Content-Type out of application/json"
        ),
        (request("POST", ["X-Signature": "a", "Content-Type": "application/json"], "{}"), "content: "),
        (request("POST", ["X-Signature": "a"], ""), "content"),
    ])
    func whatComesOtherwiseFails(_ received: ReceivedRequest, _ words: String) async throws {
        let (step, _, _) = try await run(#"{ "webhook": "orderPaid" }"#, received)
        #expect(step.findings.map(\.expectation) == ["contract.webhook-breaks-contract"], "\(step.findings)")
        #expect(step.findings.first?.expected.contains(words) == true, "\(step.findings)")
    }

    @Test func whatIsAllowedPasses() async throws {
        let contract = #"""
            "contract": { "file": "a.openapi.json",
              "allow": { "webhook-breaks-contract": { "at": ["X-Signature"], "reason": "unsigned until release 2" } } },
            """#
        let (step, result, _) = try await run(
            #"{ "webhook": "orderPaid" }"#,
            Self.request("POST", ["Content-Type": "application/json"]),
            contract: contract
        )
        #expect(step.findings.isEmpty, "\(step.findings)")
        #expect(result?.allowed.map(\.count) == [1])
    }

    @Test(arguments: [
        (
            #"{ "webhook": "orderPayed" }"#, #""contract": "a.openapi.json","#,
            "the contract has no webhook 'orderPayed'"
        ),
        (
            #"{ "webhook": "x-internal" }"#, #""contract": "a.openapi.json","#,
            "the contract has no webhook 'x-internal'"
        ),
        (#"{ "webhook": "orderPaid" }"#, "", "'webhook' is one of the suite's contract, and the suite names none"),
    ])
    func aNameThatTheContractHasNotIsAMistake(_ receive: String, _ contract: String, _ message: String) async throws {
        let error = try await withPlan(receive, contract) { plan, files in
            #expect(throws: Problems.Found.self) { _ = try SuiteContracts(of: plan, files: files) }
        }
        #expect(error?.diagnostics.map(\.message) == [message])
        #expect(error?.diagnostics.first?.location != nil)
    }
}
