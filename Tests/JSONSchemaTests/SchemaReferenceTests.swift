import JSON
import JSONSchema
import Testing

@Suite("JSON Schema: references")
struct SchemaReferenceTests {
    @Test("Follow to documents that were registered, relative to where they are")
    func documents() throws {
        var resources = SchemaResources()
        resources.add(["properties": ["owner": ["$ref": "people/person.json#/$defs/p"]]], at: "file:///s/item.json")
        resources.add(
            ["$defs": ["p": ["$ref": "#name"], "n": ["$anchor": "name", "type": "string"]]],
            at: "file:///s/people/person.json"
        )
        let schema = try JSONSchema(["$ref": "item.json"], baseURI: "file:///s/root.json", resources: resources)
        #expect(schema.isValid(["owner": "Ada"]))
        let violation = try #require(schema.validate(["owner": 1]).first)
        #expect(violation.absoluteKeywordLocation == "file:///s/people/person.json#/$defs/n/type")
        #expect(violation.keywordLocation.description == "/$ref/properties/owner/$ref/$ref/type")
        #expect(resources.uris == ["file:///s/item.json", "file:///s/people/person.json"])
    }

    @Test("Follow to the identifier that a document gives itself")
    func identifiers() throws {
        var resources = SchemaResources()
        resources.add(["$id": "https://example.org/old", "type": "array"], at: "file:///s/a.json")
        resources.add(["$id": "https://example.org/name", "type": "null"], at: "file:///s/a.json")
        #expect(try JSONSchema(["$ref": "https://example.org/name"], resources: resources).isValid(.null))
        #expect(try JSONSchema(["$ref": "file:///s/a.json"], resources: resources).isValid(.null))
        #expect(throws: JSONSchemaError.self) {
            try JSONSchema(["$ref": "https://example.org/old"], resources: resources)
        }
    }

    @Test("Begin at a part of a document")
    func part() throws {
        let document = try JSONParser.parse(##"{"a": {"b": {"$ref": "#/c"}}, "c": {"type": "null"}}"##)
        let schema = try JSONSchema(document, at: JSONPointer(tokens: ["a", "b"]))
        #expect(schema.isValid(.null) && !schema.isValid(1))
        #expect(throws: JSONSchemaError.self) { try JSONSchema(document, at: JSONPointer(tokens: ["a", "x"])) }
    }

    @Test(
        "Lead to the metaschemas, which accept themselves",
        arguments: [
            "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2020-12/meta/core",
            "https://json-schema.org/draft/2020-12/meta/applicator",
            "https://json-schema.org/draft/2020-12/meta/unevaluated",
            "https://json-schema.org/draft/2020-12/meta/validation",
            "https://json-schema.org/draft/2020-12/meta/meta-data",
            "https://json-schema.org/draft/2020-12/meta/format-annotation",
            "https://json-schema.org/draft/2020-12/meta/format-assertion",
            "https://json-schema.org/draft/2020-12/meta/content", "http://json-schema.org/draft-07/schema#",
        ]
    )
    func metaschemas(_ uri: String) throws {
        let schema = try JSONSchema(["$ref": .string(uri)], assertFormats: true)
        #expect(schema.isValid(true))
        #expect(schema.isValid(["$comment": "a", "title": "b", "if": true, "type": ["null", "string"]]))
        #expect(!schema.isValid(5))
    }

    @Test("The metaschema finds what is wrong with a schema, however deep it lies")
    func metaschema() throws {
        let schema = try JSONSchema(["$ref": "https://json-schema.org/draft/2020-12/schema"], assertFormats: true)
        #expect(schema.validate(["properties": ["a": ["items": ["minimum": "1"]]]]).count == 1)
        #expect(!schema.isValid(["allOf": []]))
        #expect(!schema.isValid(["patternProperties": ["(": true]]))
        #expect(!schema.isValid(["$defs": ["a": ["type": "text"]]]))
    }

    @Test("Extend a recursive schema by a dynamic reference")
    func dynamic() throws {
        let schema = try Schemas.compile(
            #"""
            {
              "$id": "strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": false,
              "$defs": {
                "tree": {
                  "$id": "tree", "$dynamicAnchor": "node",
                  "properties": {"data": true, "children": {"items": {"$dynamicRef": "#node"}}}
                }
              }
            }
            """#
        )
        #expect(try schema.isValid(JSONParser.parse(#"{"children": [{"data": 1, "children": []}]}"#)))
        let violations = try schema.validate(JSONParser.parse(#"{"children": [{"daat": 1}]}"#))
        #expect(violations.map(\.hint) == [#"did you mean "data"?"#])
    }
}
