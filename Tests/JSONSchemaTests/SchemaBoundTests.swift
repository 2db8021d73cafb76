import JSON
import JSONSchema
import Testing

@Suite("JSON Schema: bounds")
struct SchemaBoundTests {
    /// Arrays in each other, the innermost empty.
    private func nested(_ depth: Int) -> JSONValue {
        (0..<depth).reduce([]) { value, _ in [value] }
    }

    @Test("Follows a value as deep as the parser accepts by default")
    func deep() throws {
        let schema = try Schemas.compile(##"{"type": "array", "items": {"$ref": "#"}}"##)
        #expect(schema.isValid(nested(511)) && schema.validate(nested(511)).isEmpty)
    }

    @Test(
        "Has no verdict on a value that leads too deep, and says so",
        arguments: [
            ##"{"type": "array", "items": {"$ref": "#"}}"##,
            ##"{"not": {"type": "array", "items": {"$ref": "#"}}}"##,
            ##"{"anyOf": [{"items": {"$ref": "#"}}, true]}"##,
        ]
    )
    func tooDeep(_ schema: String) throws {
        let schema = try Schemas.compile(schema)
        #expect(!schema.isValid(nested(2000)))
        let violations = schema.validate(nested(2000))
        #expect(violations.map(\.expected) == ["at most 1280 schemas applied within each other"])
        #expect(schema.detailed(nested(2000))["valid"] == false)
    }

    @Test("Ends a loop that only shows while validating")
    func dynamicLoop() throws {
        let schema = try Schemas.compile(
            ##"{"$dynamicAnchor": "a", "anyOf": [{"$dynamicRef": "#a"}, {"$dynamicRef": "#a"}, true]}"##
        )
        #expect(!schema.isValid(1))
        #expect(schema.validate(1).count == 1)
    }

    @Test("Has no verdict where a pattern gives none")
    func pattern() throws {
        let schema = try Schemas.compile(#"{"not": {"pattern": "^(a+)+\\1$"}}"#)
        let text = JSONValue.string(String(repeating: "a", count: 40) + "b")
        #expect(!schema.isValid(text))
        #expect(schema.validate(text).map(\.keyword) == ["pattern"])
    }

    @Test("Reports no more violations than anybody reads")
    func manyViolations() throws {
        let schema = try Schemas.compile(#"{"items": {"type": "string"}}"#)
        let value = JSONValue.array(Array(repeating: 1, count: 20_000))
        #expect(schema.validate(value).count == 10_000)
        #expect(schema.detailed(value)["errors"]?.array?.count == 1)
    }

    @Test("Refuses schemas that lie too deep in each other")
    func deepSchema() throws {
        let deep = (0..<2000).reduce(true as JSONValue) { schema, _ in ["not": schema] }
        #expect(throws: JSONSchemaError.self) { try JSONSchema(deep) }
        let fine = (0..<200).reduce(true as JSONValue) { schema, _ in ["not": schema] }
        #expect(try JSONSchema(fine).isValid(1))
    }
}
