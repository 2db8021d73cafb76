import HTTP
import MockServer
import Results
import Testing

/// Cases of an operation that needs a tag hold on the contract's own mock, which honours tags.
@Suite struct IfMatchTests {
    private func run(tag: String) async throws -> [CaseResult] {
        let folder = try TemporaryFolder()
        try folder.write(
            "things.openapi.json",
            #"""
            { "openapi": "3.1.0", "info": { "title": "things", "version": "1" }, "paths": { "/thing": {
              "get": { "operationId": "read", "responses": { "200": { "description": "ok", \#(tag)
                "content": { "application/json": { "schema": { "type": "object", "required": ["name"],
                  "properties": { "name": { "type": "string" } } } } } } } },
              "put": { "operationId": "write",
                "parameters": [{ "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" } }],
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "object",
                  "required": ["name"], "properties": { "name": { "type": "string", "maxLength": 10 } } } } } },
                "responses": { "204": { "description": "done" }, "400": { "description": "no" },
                  "412": { "description": "changed" }, "428": { "description": "which?" } } } } } }
            """#
        )
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "contract": "things.openapi.json",
              "generate": { "from": "contract", "operations": ["write"], "kinds": ["valid", "fields", "strings", "parameters"] } }
            """#
        )
        let mock = try folder.write("mock.json", #"{ "mock": "m", "contract": "things.openapi.json", "rules": [] }"#)
        let result = try await Acceptance.run(suite, against: try Mock.load(mock))
        #expect(Acceptance.failures(result) == [])
        return result.suites.flatMap(\.cases)
    }

    @Test func theTagThatWasReadIsTaken() async throws {
        let cases = try await run(tag: #""headers": { "ETag": { "schema": { "type": "string" } } },"#)
        let valid = try #require(cases.first { $0.tags.contains("valid-request") })
        #expect(valid.verdict == .passed && valid.steps.last?.response?.status == 204, "\(valid.reason)")
        #expect(valid.steps.last?.request?.headers["If-Match"]?.hasPrefix("\"") == true)
        #expect(!cases.contains { $0.verdict == .error })
    }

    @Test func oneThatWasMadeUpMayBeRefused() async throws {
        let cases = try await run(tag: "")
        let valid = try #require(cases.first { $0.tags.contains("valid-request") })
        #expect(valid.verdict == .passed, "\(valid.reason)")
    }
}
