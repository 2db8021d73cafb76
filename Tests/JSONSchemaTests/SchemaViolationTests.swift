import JSON
import JSONSchema
import Testing

@Suite("JSON Schema: violations")
struct SchemaViolationTests {
    private func violations(_ schema: String, _ value: String) throws -> [JSONSchema.Violation] {
        try Schemas.compile(schema).validate(JSONParser.parse(value))
    }

    /// Places and messages, a line for each violation.
    private func lines(_ schema: String, _ value: String) throws -> [String] {
        try violations(schema, value).map(\.description)
    }

    @Test("Names everything that is wrong, not only the first")
    func all() throws {
        let schema = #"""
            {
              "properties": {"code": {"type": "string"}, "count": {"minimum": 1, "multipleOf": 2}},
              "required": ["code", "data"],
              "additionalProperties": false
            }
            """#
        #expect(
            try lines(schema, #"{"count": -3, "cod": "0"}"#) == [
                #"expected a property "code", found none (is "cod" meant to be it?)"#,
                #"expected a property "data", found none"#,
                "/count: expected a number at least 1, found -3",
                "/count: expected a number that is a multiple of 2, found -3",
                #"/cod: expected only the properties "code" and "count", found "cod" (did you mean "code"?)"#,
            ]
        )
    }

    @Test("Tells the ways to the value and to the keyword, through references and to its own place")
    func locations() throws {
        let schema = #"""
            {
              "$id": "https://example.org/list",
              "items": {"$ref": "#/$defs/a%25b"},
              "$defs": {"a%b": {"properties": {"x/y": {"type": "number"}}}}
            }
            """#
        let violation = try #require(try violations(schema, #"[{}, {"x/y": null}]"#).first)
        #expect(violation.instanceLocation.description == "/1/x~1y")
        #expect(violation.keywordLocation.description == "/items/$ref/properties/x~1y/type")
        #expect(
            violation.absoluteKeywordLocation == "https://example.org/list#/$defs/a%25b/properties/x~1y/type"
        )
        #expect(violation.keyword == "type")
        #expect(violation.expected == "a number")
        #expect(violation.found == "null")
    }

    @Test("Gives the causes where alternatives have failed")
    func causes() throws {
        let schema = #"{"anyOf": [{"required": ["a"]}, {"properties": {"b": {"const": 1}}, "required": ["c"]}]}"#
        let found = try violations(schema, #"{"b": 2}"#)
        #expect(found.count == 1)
        #expect(found.first?.message == "expected one of 2 alternatives, found an object with 1 property")
        #expect(
            found.first?.causes.map(\.keywordLocation.description) == [
                "/anyOf/0/required", "/anyOf/1/required", "/anyOf/1/properties/b/const",
            ]
        )
    }

    @Test("Says which type is wanted where no alternative has the right one")
    func types() throws {
        #expect(
            try lines(#"{"oneOf": [{"type": "string"}, {"type": "null"}]}"#, "[]")
                == ["expected a string or null, found an empty array"]
        )
    }

    @Test(
        "Guesses what was meant",
        arguments: [
            (#"{"type": "integer"}"#, #""12""#, "the value is in quotes"),
            (#"{"type": "string"}"#, "12", "the value lacks quotes"),
            (#"{"enum": ["red", "green"]}"#, #""gren""#, #"did you mean "green"?"#),
            (#"{"const": 0}"#, #""0""#, "the value is in quotes"),
            (#"{"const": "0"}"#, "0", "the value lacks quotes"),
            (
                #"{"allOf": [{"properties": {"message": true}}], "unevaluatedProperties": false}"#,
                #"{"mesage": 1}"#, #"did you mean "message"?"#
            ),
        ]
    )
    func hints(_ schema: String, _ value: String, _ hint: String) throws {
        #expect(try violations(schema, value).map(\.hint) == [hint])
    }

    /// What is expected already isn't suggested.
    @Test func theOnlyOneIsNoSuggestion() throws {
        for schema in [#"{"const": "paid"}"#, #"{"enum": ["paid"]}"#] {
            #expect(try violations(schema, #""paidd""#).map(\.hint) == [nil])
        }
    }

    @Test(
        "Speaks plainly",
        arguments: [
            (#"{"maxLength": 2}"#, #""äöü""#, #"expected at most 2 characters, found 3: "äöü""#),
            (#"{"pattern": "^a"}"#, #""b""#, #"expected a string that matches `^a`, found "b""#),
            (#"{"minItems": 2}"#, "[]", "expected at least 2 items, found none"),
            (
                #"{"uniqueItems": true}"#, "[1, 2, 1.0]",
                "expected items that are all different, found 1.0 at index 0 and again at index 2"
            ),
            (
                #"{"contains": {"type": "null"}}"#, "[1]",
                "expected at least 1 item as 'contains' describes, found none"
            ),
            (#"{"prefixItems": [true], "items": false}"#, "[1, 2]", "/1: expected no further items, found 2"),
            (#"{"not": {"type": "number"}}"#, "1", "expected a value that 'not' doesn't describe, found 1"),
            (
                #"{"oneOf": [{"minimum": 1}, {"maximum": 9}]}"#, "5",
                "expected exactly one of the alternatives, found a value that fits alternatives 0 and 1, counted from 0"
            ),
            (
                #"{"dependentRequired": {"a": ["b"]}}"#, #"{"a": 1}"#,
                #"expected a property "b" beside "a", found none"#
            ),
            (#"{"properties": {"a": false}}"#, #"{"a": 1}"#, #"/a: expected no property "a", found 1"#),
            (
                #"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#,
                #"/ab: expected at most 1 character, found 2: "ab""#
            ),
            ("false", "{}", "expected nothing, found an empty object"),
        ]
    )
    func words(_ schema: String, _ value: String, _ line: String) throws {
        #expect(try lines(schema, value) == [line])
    }

    @Test("Keeps silent about conditions, and about alternatives beside one that fits")
    func silence() throws {
        #expect(try lines(#"{"if": {"type": "string"}, "else": {"minimum": 3}}"#, "5") == [])
        #expect(try lines(#"{"anyOf": [{"type": "string"}, {"type": "number"}]}"#, "5") == [])
        #expect(try lines(#"{"not": {"type": "string"}}"#, "5") == [])
    }
}
