import JSON
import Scenarios
import Testing

@testable import Contracts

/// Bounds of 64 bits, and sizes that no memory holds.
@Suite("Values at the limits of numbers and memory") struct ValueLimitTests {
    private static func made(_ schema: String, seed: UInt64 = 0) throws -> GeneratedValue {
        let schema = try ContractSchema(try JSONParser.parse(schema))
        return ValueMaker(seed: seed).value(for: schema)
    }

    @Test(arguments: [
        #"{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}"#,
        #"{"type":"integer","minimum":-9223372036854775808}"#,
        #"{"type":"integer","maximum":9223372036854775807}"#,
        #"{"type":"integer","maximum":-9223372036854775000}"#,
        #"{"type":"integer","maximum":-9223372036854775808}"#,
        #"{"type":"integer","minimum":9223372036854775807}"#,
        #"{"type":"integer","exclusiveMinimum":9223372036854775806}"#,
        #"{"type":"integer","exclusiveMaximum":-9223372036854775807}"#,
        #"{"type":"integer","multipleOf":7,"minimum":-9223372036854775808}"#,
        #"{"type":"integer","multipleOf":7,"minimum":-9223372036854775808,"maximum":-9223372036854775800}"#,
        #"{"type":"number","minimum":-9223372036854775808,"maximum":9223372036854775807}"#,
        #"{"type":"number","multipleOf":1e-15,"minimum":-9223.372036854775808}"#,
    ])
    func `bounds of 64 bits have values`(schema: String) throws {
        for seed in UInt64(0)..<40 {
            let made = try Self.made(schema, seed: seed)
            #expect(made.isValid, "\(schema): \(String(describing: made.value))")
        }
    }

    @Test(arguments: [
        #"{"type":"string","minLength":9223372036854775807}"#,
        #"{"type":"string","minLength":100000000000000000000}"#,
        #"{"type":"string","minLength":1000000}"#,
        #"{"type":"string","pattern":"^a{1000000}$"}"#,
        #"{"type":"string","pattern":"^(?:a{30000}){30000}$"}"#,
        #"{"type":"string","format":"uri","minLength":1000000000}"#,
        #"{"type":"string","contentEncoding":"base64","minLength":9223372036854775807}"#,
        #"{"type":"array","minItems":1000000000,"items":{}}"#,
        #"{"type":"array","minItems":9223372036854775807,"uniqueItems":true}"#,
        #"{"type":"array","minItems":2000,"items":{"type":"array","minItems":2000,"items":{"type":"null"}}}"#,
        #"{"type":"array","contains":{},"minContains":9223372036854775807}"#,
        #"{"type":"object","minProperties":9223372036854775807}"#,
        #"{"type":"object","minProperties":1000000000}"#,
        #"{"type":"object","patternProperties":{"^(?=z)a":{}},"minProperties":3,"additionalProperties":false}"#,
    ])
    func `what no request should be made of is refused at once`(schema: String) throws {
        let made = try Self.made(schema)
        #expect(!made.isValid)
        #expect(made.problem != nil)
    }

    @Test func `a pattern that can't be met ends`() throws {
        let made = try Self.made(#"{"type":"string","pattern":"(?=.*\\d)(?!.*\\d)\\p{L}{8,}"}"#)
        #expect(!made.isValid)
    }

    @Test func `a schema below an identifier resolves its references against that`() throws {
        let text = #"""
            { "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": { "/r": { "post": {
                "operationId": "make", "requestBody": { "content": { "application/json": { "schema": {
                    "$ref": "#/components/schemas/outer" } } } }, "responses": { "201": { "description": "made" } } } } },
              "components": { "schemas": {
                "inner": { "$id": "https://example.org/s/inner.json", "type": "string", "maxLength": 3 },
                "outer": { "$id": "https://example.org/s/outer.json", "type": "object", "required": ["hash"],
                  "properties": { "hash": { "$ref": "inner.json" } } } } } }
            """#
        let contract = try Contract.load("c.json") { _ in Array(text.utf8) }
        let schema = try #require(contract.operations.first?.requestBody?.content.first?.schema)
        let outer = try #require(schema.referenced)
        let hash = try #require(outer.part("properties", "hash"))
        #expect(hash.isValid("abc"))
        #expect(!hash.isValid("abcd"))
        #expect(ValueMaker(direction: .request).value(for: schema).isValid)
    }
}
