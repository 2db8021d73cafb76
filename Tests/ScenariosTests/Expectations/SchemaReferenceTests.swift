import Diagnostics
import JSON
import Scenarios
import Testing

@testable import Decoding

/// References of schemas that lead to other files.
@Suite struct SchemaReferenceTests {
    private static let files = [
        "types.json": ##"{ "$defs": { "id": { "type": "integer" }, "name": { "$ref": "more/names.json" } } }"##,
        "more/names.json": ##"{ "type": "string", "$ref": "length.json#/$defs/most" }"##,
        "more/length.json": ##"{ "$defs": { "most": { "maxLength": 3 } } }"##,
        "identified.json": #"{ "$id": "https://shop.example/schemas/flag", "type": "boolean" }"#,
        "main.json": #"""
        { "$id": "https://shop.example/schemas/main", "properties": { "flag": { "$ref": "flag" }, "self": { "$ref": "#/$defs/x" } },
          "$defs": { "x": { "const": 1 } } }
        """#,
    ]

    private static func suite(_ schema: String) -> String {
        #"{ "suite": "S", "scenarios": [{ "name": "n", "expect": { "status": 200, "schema": \#(schema) } }] }"#
    }

    private static func holds(_ schema: String, _ body: String) throws -> Bool {
        let plan = try Fixtures.plan(suite(schema), files: files)
        var scope = Fixtures.scope()
        let expectation = try plan.suites[0].cases[0].steps[0].expect.expectation(&scope)
        return expectation.judge(expectation.subject(Fixtures.response(200, [], body)), now: Fixtures.noon).passes
    }

    @Test(arguments: [
        ##"{ "properties": { "id": { "$ref": "types.json#/$defs/id" }, "name": { "$ref": "types.json#/$defs/name" } } }"##,
        ##"{ "properties": { "id": { "$ref": "./more/../types.json#/$defs/id" }, "name": { "$ref": "more/names.json" } } }"##,
    ])
    func anInlineSchemaSeesTheSuitesFolder(_ schema: String) throws {
        #expect(try Self.holds(schema, #"{ "id": 1, "name": "abc" }"#))
        #expect(try !Self.holds(schema, #"{ "id": "1", "name": "abc" }"#))
        #expect(try !Self.holds(schema, #"{ "id": 1, "name": "abcd" }"#))
    }

    @Test func aReferenceMayNameAnIdentifier() throws {
        #expect(try Self.holds(#""main.json""#, #"{ "flag": true, "self": 1 }"#))
        #expect(try !Self.holds(#""main.json""#, #"{ "flag": 1, "self": 1 }"#))
        #expect(try !Self.holds(#""main.json""#, #"{ "flag": true, "self": 2 }"#))
        #expect(try !Self.holds(#"{ "$ref": "https://shop.example/schemas/flag" }"#, "1"))
    }

    @Test(arguments: ["none.json", "../suite.json", "https://shop.example/none", "types.json#/$defs/none"])
    func whatIsNotThereIsAMistakeWithAPlace(_ reference: String) throws {
        let problems = try Fixtures.problems(Self.suite(##"{ "$ref": "\##(reference)" }"##), files: Self.files)
        #expect(problems.count == 1 && problems[0].hasPrefix("JSON Schema: "), "\(problems)")
    }

    @Test func aMistakeInAnotherFileIsShownThere() throws {
        let files = ["broken.json": #"{ "type": "strin" }"#]
        do {
            _ = try Fixtures.plan(Self.suite(#"{ "$ref": "broken.json" }"#), files: files)
            Issue.record("it was accepted")
        } catch let found as Problems.Found {
            let location = found.diagnostics.first?.location
            #expect(location?.file.path.hasSuffix("/broken.json") == true && location?.column == 11)
        }
    }
}
