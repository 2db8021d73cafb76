import JSON
import JSONSchema
import Testing

@Suite("JSON Schema: schemas that are refused")
struct SchemaErrorTests {
    @Test(
        "Says what is wrong, where, and what may be meant",
        arguments: [
            ("5", "the schema: a schema must be an object, true or false, found 5"),
            (#"{"type": "strng"}"#, "/type: unknown type 'strng' (did you mean 'string'?)"),
            (
                #"{"properties": {"a": {"minLength": -1}}}"#,
                "/properties/a/minLength: 'minLength' must be a whole number that isn't negative, found -1"
            ),
            (#"{"multipleOf": 0}"#, "/multipleOf: 'multipleOf' must be above 0, found 0"),
            (#"{"allOf": []}"#, "/allOf: 'allOf' must have at least one schema"),
            (#"{"required": "a"}"#, #"/required: 'required' must be an array of strings, found "a""#),
            (
                #"{"items": [{}]}"#,
                "/items: a schema must be an object, true or false, found an array of 1 item "
                    + "(a list of schemas stands under 'prefixItems')"
            ),
            (
                ##"{"$ref": "#/$defs/itme", "$defs": {"item": {}}}"##,
                "/$ref: '#/$defs/itme' leads nowhere (did you mean '#/$defs/item'?)"
            ),
            (
                ##"{"$ref": "#nane", "$defs": {"a": {"$anchor": "name"}}}"##,
                "/$ref: '#nane' names an anchor that isn't there (did you mean '#name'?)"
            ),
            (
                #"{"$ref": "https://example.org/x"}"#,
                "/$ref: 'https://example.org/x' leads to 'https://example.org/x', which isn't among the known documents "
                    + "(register the document with the resources; none is fetched)"
            ),
            (
                #"{"$defs": {"a": {"$id": "x:y"}, "b": {"$id": "x:y", "type": "null"}}}"#,
                "x:y#: two different schemas have the identifier 'x:y'"
            ),
            (
                #"{"$defs": {"a": {"$anchor": "x"}, "b": {"$dynamicAnchor": "x"}}}"#,
                "/$defs/b/$dynamicAnchor: the schema at '#/$defs/a' has the anchor 'x', too"
            ),
        ]
    )
    func messages(_ schema: String, _ message: String) throws {
        #expect(try Schemas.error(schema)?.description == message)
    }

    @Test(
        "Refuses a schema that applies to a value only by applying to it again",
        arguments: [
            ##"{"$ref": "#"}"##,
            ##"{"properties": {"a": {"anyOf": [true, {"$ref": "#/$defs/b"}]}}, "$defs": {"b": {"$ref": "#/properties/a"}}}"##,
            ##"{"if": true, "then": {"not": {"$ref": "#"}}}"##,
            ##"{"dependentSchemas": {"a": {"$ref": "#"}}}"##,
        ]
    )
    func loops(_ schema: String) throws {
        let error = try #require(try Schemas.error(schema))
        #expect(error.message == "the schema refers to itself without end")
    }

    @Test("Accepts a reference back that lies below a step into the value")
    func recursion() throws {
        #expect(try Schemas.error(##"{"properties": {"a": {"$ref": "#"}}, "items": {"$ref": "#"}}"##) == nil)
    }

    @Test("Refuses a dialect that isn't known")
    func dialects() throws {
        let error = try #require(try Schemas.error(#"{"$schema": "https://json-schema.org/draft/2020-21/schema"}"#))
        #expect(error.hint == "did you mean 'https://json-schema.org/draft/2020-12/schema'?")
    }
}
