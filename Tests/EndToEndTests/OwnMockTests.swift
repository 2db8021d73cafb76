import MockServer
import Results
import Testing

/// What is generated from a contract holds on the contract's own mock.
@Suite struct OwnMockTests {
    private static let document = #"""
        { "openapi": "3.1.0", "info": { "title": "things", "version": "1" }, "paths": { "/thing": {
          "get": { "operationId": "read", "responses": { "200": { "description": "ok",
            "headers": { "ETag": { "required": true, "schema": { "type": "string" } } },
            "content": { "application/json": { "schema": { "type": "object", "required": ["count"],
              "properties": { "count": { "type": "integer", "format": "int32" } } } } } } } },
          "put": { "operationId": "write",
            "requestBody": { "required": true, "content": {
              "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } },
              "application/xml": { "schema": { "$ref": "#/components/schemas/Thing" } },
              "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": { "a": { "type": "integer" } } } } } },
            "responses": { "204": { "description": "done" }, "400": { "description": "no" }, "415": { "description": "what?" } } } } },
          "components": { "schemas": { "Thing": { "oneOf": [
            { "type": "object", "required": ["a"], "additionalProperties": false, "properties": { "a": { "type": "integer" } } },
            { "type": "object", "required": ["b"], "additionalProperties": false,
              "properties": { "b": { "type": "string", "maxLength": 3 }, "at": { "anyOf": [{ "type": "null" }, { "type": "string" }] } } } ] } } } }
        """#

    /// The cases of all kinds, and what comes of them.
    private func run() async throws -> RunResult {
        let folder = try TemporaryFolder()
        try folder.write("things.openapi.json", Self.document)
        let suite = try folder.write(
            "suite.json",
            #"{ "suite": "s", "contract": "things.openapi.json", "generate": { "from": "contract", "budget": "all" } }"#
        )
        let mock = try folder.write("mock.json", #"{ "mock": "m", "contract": "things.openapi.json", "rules": [] }"#)
        return try await Acceptance.run(suite, against: try Mock.load(mock))
    }

    @Test func everyKindHolds() async throws {
        let result = try await run()
        #expect(Acceptance.failures(result) == [])
        let cases = result.suites.flatMap(\.cases)
        let sent = { (kind: String) in cases.filter { $0.tags.contains(kind) }.flatMap(\.steps) }
        #expect(sent("validator-repeat").contains { $0.response?.status == 304 })
        #expect(sent("valid-media-type").count == 2 && sent("valid-alternative").count >= 2)
    }
}
