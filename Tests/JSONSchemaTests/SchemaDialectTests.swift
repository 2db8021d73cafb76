import JSON
import JSONSchema
import Testing

@Suite("JSON Schema: other dialects")
struct SchemaDialectTests {
    /// A schema, a value that it accepts, and one that it doesn't.
    struct Example: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let schema: String
        let good: String
        let bad: String

        init(_ name: String, _ schema: String, good: String, bad: String) {
            testDescription = name
            self.schema = schema
            self.good = good
            self.bad = bad
        }
    }

    static let draft7Examples = [
        Example("a list of schemas under items", #"{"items": [{"type": "null"}]}"#, good: "[null, 1]", bad: "[1]"),
        Example(
            "additionalItems",
            #"{"items": [true], "additionalItems": {"type": "null"}}"#,
            good: "[1, null]",
            bad: "[1, 2]"
        ),
        Example(
            "additionalItems without a list",
            #"{"items": {"type": "null"}, "additionalItems": false}"#,
            good: "[null, null]",
            bad: "[1]"
        ),
        Example("dependencies on names", #"{"dependencies": {"a": ["b"]}}"#, good: #"{"b": 1}"#, bad: #"{"a": 1}"#),
        Example(
            "dependencies on schemas",
            #"{"dependencies": {"a": {"required": ["b"]}}}"#,
            good: #"{"a": 1, "b": 1}"#,
            bad: #"{"a": 1}"#
        ),
        Example(
            "whatever is beside $ref is ignored",
            ##"{"$ref": "#/definitions/a", "maximum": 1, "dependencies": {"a": ["b"]}, "definitions": {"a": {"minimum": 0}}}"##,
            good: "5",
            bad: "-1"
        ),
        Example(
            "an anchor in $id",
            ##"{"allOf": [{"$ref": "#a"}], "definitions": {"x": {"$id": "#a", "type": "null"}}}"##,
            good: "null",
            bad: "1"
        ),
        Example(
            "keywords of later drafts mean nothing",
            #"{"prefixItems": [false], "unevaluatedItems": false, "minContains": 9, "dependentRequired": {"a": ["b"]}, "type": "array"}"#,
            good: "[1]",
            bad: "1"
        ),
        Example("if, then and else", #"{"if": {"minimum": 5}, "then": {"multipleOf": 5}}"#, good: "10", bad: "11"),
        Example("exclusive bounds", #"{"exclusiveMinimum": 1}"#, good: "1.1", bad: "1.0"),
        Example("contains", #"{"contains": {"const": 1}}"#, good: "[0, 1]", bad: "[]"),
    ]

    @Test("Draft 7", arguments: draft7Examples)
    func draft7(_ example: Example) throws {
        try check(example, .draft7)
        guard case .object(var members) = try JSONParser.parse(example.schema) else { return }
        members["$schema"] = "http://json-schema.org/draft-07/schema#"
        #expect(try !JSONSchema(.object(members)).isValid(JSONParser.parse(example.bad)), "by $schema")
    }

    static let openAPIExamples = [
        Example("nullable", #"{"type": "string", "nullable": true}"#, good: "null", bad: "1"),
        Example("not nullable", #"{"type": "string", "nullable": false}"#, good: #""""#, bad: "null"),
        Example("minimum, exclusive", #"{"minimum": 1, "exclusiveMinimum": true}"#, good: "1.5", bad: "1"),
        Example("minimum, inclusive", #"{"minimum": 1, "exclusiveMinimum": false}"#, good: "1", bad: "0"),
        Example("maximum, exclusive", #"{"maximum": 1, "exclusiveMaximum": true}"#, good: "0", bad: "1.0"),
        Example(
            "whatever is beside $ref is ignored",
            ##"{"allOf": [{"$ref": "#/components/a", "nullable": true}], "components": {"a": {"type": "string"}}}"##,
            good: #""a""#,
            bad: "null"
        ),
        Example("items", #"{"type": "array", "items": {"type": "integer"}}"#, good: "[1]", bad: #"["a"]"#),
        Example(
            "additionalProperties",
            #"{"properties": {"a": {}}, "additionalProperties": false}"#,
            good: #"{"a": 1}"#,
            bad: #"{"b": 1}"#
        ),
        Example(
            "keywords that it lacks mean nothing",
            #"{"const": 1, "if": {}, "then": {"not": {}}, "patternProperties": {"a": {"not": {}}}, "type": "object"}"#,
            good: #"{"a": 1}"#,
            bad: "1"
        ),
        Example("format byte", #"{"format": "byte"}"#, good: #""aGVsbG8=""#, bad: #""aGVsbG8""#),
        Example("format int32", #"{"type": "integer", "format": "int32"}"#, good: "2147483647", bad: "2147483648"),
        Example("format int64", #"{"format": "int64"}"#, good: "-9223372036854775808", bad: "9223372036854775808"),
    ]

    @Test("OpenAPI 3.0", arguments: openAPIExamples)
    func openAPI(_ example: Example) throws {
        try check(example, .openAPI30)
    }

    private func check(_ example: Example, _ dialect: JSONSchema.Dialect) throws {
        let schema = try Schemas.compile(example.schema, dialect: dialect, assertFormats: true)
        let good = try JSONParser.parse(example.good)
        let bad = try JSONParser.parse(example.bad)
        #expect(schema.isValid(good) && schema.validate(good).isEmpty)
        #expect(!schema.isValid(bad) && !schema.validate(bad).isEmpty)
    }

    @Test("A flag of OpenAPI 3.0 is told by the bound that it goes with")
    func flag() throws {
        let schema = try Schemas.compile(#"{"maximum": 5, "exclusiveMaximum": true}"#, dialect: .openAPI30)
        let violation = try #require(schema.validate(5).first)
        #expect(violation.keyword == "maximum")
        #expect(violation.message == "expected a number below 5, found 5")
    }

    @Test("A document is read in the dialect of the schema that refers to it")
    func inherited() throws {
        var resources = SchemaResources()
        resources.add(["items": [["type": "null"]]], at: "https://example.org/a")
        let schema = try Schemas.compile(
            #"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "https://example.org/a"}"#,
            resources: resources
        )
        #expect(schema.isValid([.null, 1]) && !schema.isValid([1]))
    }
}
