import JSON
import JSONSchema
import Testing

@Suite("JSON Schema: the output format \"detailed\"")
struct SchemaDetailedTests {
    @Test("Nests errors as Core, section 12.4.3, does")
    func errors() throws {
        let schema = try Schemas.compile(
            #"""
            {
              "$id": "https://example.org/polygon",
              "$defs": {
                "point": {
                  "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
                  "additionalProperties": false,
                  "required": ["x", "y"]
                }
              },
              "items": {"$ref": "#/$defs/point"},
              "minItems": 3
            }
            """#
        )
        let output = try schema.detailed(JSONParser.parse(#"[{"x": 2.5, "y": 1.3}, {"x": 1, "z": 6.7}]"#))
        #expect(output["valid"] == false)
        #expect(output["keywordLocation"] == "" && output["instanceLocation"] == "")
        let errors = try #require(output["errors"]?.array)
        #expect(errors.map { $0["keywordLocation"] } == ["/minItems", "/items/$ref"])
        #expect(errors.map { $0["instanceLocation"] } == ["", "/1"])
        #expect(errors[0]["error"] == "expected at least 3 items, found 2")
        #expect(errors[1]["absoluteKeywordLocation"] == "https://example.org/polygon#/$defs/point")
        let parts = try #require(errors[1]["errors"]?.array)
        #expect(
            parts.map { $0["keywordLocation"] } == ["/items/$ref/required", "/items/$ref/additionalProperties"]
        )
        #expect(parts.map { $0["instanceLocation"] } == ["/1", "/1/z"])
        #expect(parts.allSatisfy { $0["error"]?.string != nil && $0["errors"] == nil && $0["valid"] == false })
    }

    @Test("Gives what describes a value that is accepted")
    func annotations() throws {
        let schema = try Schemas.compile(
            #"""
            {
              "title": "Message",
              "properties": {
                "body": {"contentEncoding": "base64", "contentMediaType": "image/png", "x-own": [1]},
                "size": {"contentMediaType": "text/plain", "deprecated": true}
              },
              "anyOf": [{"type": "array", "description": "never"}, {"description": "always"}]
            }
            """#
        )
        let output = try schema.detailed(JSONParser.parse(#"{"body": "!", "size": 1}"#))
        #expect(output["valid"] == true)
        let units = flat(output)
        #expect(units["/properties/body/contentEncoding"] == "base64")
        #expect(units["/properties/body/contentMediaType"] == "image/png")
        #expect(units["/properties/body/x-own"] == [1])
        #expect(units["/properties/size/deprecated"] == true)
        #expect(units["/properties/size/contentMediaType"] == nil)
        #expect(units["/anyOf/1/description"] == "always")
        #expect(units["/anyOf/0/description"] == nil)
        #expect(units["/title"] == "Message")
    }

    /// All annotations by their keyword's place.
    private func flat(_ unit: JSONValue) -> [String: JSONValue] {
        var found: [String: JSONValue] = [:]
        if let annotation = unit["annotation"], let place = unit["keywordLocation"]?.string {
            found[place] = annotation
        }
        for part in unit["annotations"]?.array ?? [] { found.merge(flat(part)) { first, _ in first } }
        return found
    }

    @Test("Says no more than that all is well when nothing describes")
    func valid() throws {
        #expect(
            try Schemas.compile(#"{"type": "number"}"#).detailed(1) == [
                "valid": true, "keywordLocation": "", "absoluteKeywordLocation": "#", "instanceLocation": "",
            ]
        )
    }
}
