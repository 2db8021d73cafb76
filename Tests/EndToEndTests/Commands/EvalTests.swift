import Foundation
import JSON
import Testing

/// `muster eval`, from the program itself.
@Suite struct EvalTests {
    private static let document = #"{ "items": [ { "id": 7, "name": "seven" }, { "id": "eight" } ] }"#

    @Test func printsTheNodesThatAPathSelects() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("document.json", Self.document)
        let outcome = try await Program.run(["eval", "$.items[*].id", path])
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output == "$['items'][0]['id']\t7\n$['items'][1]['id']\t\"eight\"\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test func readsStandardInput() async throws {
        let outcome = try await Program.run(["eval", "$.items.length()", "-"], input: Self.document)
        #expect(outcome.code == 2)
        let right = try await Program.run(["eval", "$..name", "-"], input: Self.document)
        #expect(right.code == 0 && right.output == "$['items'][0]['name']\t\"seven\"\n")
    }

    @Test func oneWhenNothingIsSelected() async throws {
        let outcome = try await Program.run(["eval", "$.nothing", "-"], input: Self.document)
        #expect(outcome.code == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("selects nothing in stdin"))
    }

    @Test func pointsAtTheColumnOfAWrongPath() async throws {
        let outcome = try await Program.run(["eval", "$.items[?@.id = 7]", "-"], input: Self.document)
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("JSONPATH:1:15: error: expected"), "\(outcome.errors)")
        #expect(outcome.errors.contains("1 | $.items[?@.id = 7]\n  |               ^"), "\(outcome.errors)")
    }

    @Test func showsWhereASchemaRefuses() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("document.json", Self.document)
        let schema = try folder.write(
            "schema.json",
            #"{ "properties": { "items": { "items": { "properties": { "id": { "type": "integer" } } } } } }"#
        )
        let outcome = try await Program.run(["eval", "--schema", schema, path])
        #expect(outcome.code == 1, "\(outcome.errors)")
        #expect(outcome.output.contains("\(path):1:52: error: /items/1/id: expected"), "\(outcome.output)")
        #expect(outcome.output.contains("#/properties/items/items/properties/id/type"), "\(outcome.output)")
        #expect(outcome.output.contains("^~~~~~~"), "\(outcome.output)")
        #expect(outcome.errors == "1 violation\n")
        let detailed = try await Program.run(["eval", "--schema", schema, "--detailed", path])
        #expect(detailed.code == 1)
        let output = try JSONParser.parse(detailed.output)
        #expect(output["valid"] == false)
        #expect(detailed.output.contains(#""instanceLocation": "/items/1/id""#), "\(detailed.output)")
    }

    @Test func zeroWhenASchemaAccepts() async throws {
        let folder = try TemporaryFolder()
        let schema = try folder.write("schema.json", #"{ "required": ["items"] }"#)
        let outcome = try await Program.run(["eval", "--schema", schema, "-"], input: Self.document)
        #expect(outcome.code == 0 && outcome.output == "stdin is valid\n")
        let detailed = try await Program.run(["eval", "--schema", schema, "--detailed", "-"], input: Self.document)
        #expect(detailed.code == 0)
        #expect(try JSONParser.parse(detailed.output)["valid"] == true)
    }

    @Test func twoWithPositionsWhenAFileIsWrong() async throws {
        let folder = try TemporaryFolder()
        let schema = try folder.write("schema.json", #"{ "type": "strin" }"#)
        let outcome = try await Program.run(["eval", "--schema", schema, "-"], input: "{ \"a\": 1, }")
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("\(schema):1:11: error: JSON Schema:"), "\(outcome.errors)")
        #expect(outcome.errors.contains("stdin:1:9: error: expected no comma"), "\(outcome.errors)")
    }

    @Test(arguments: [
        ["eval"], ["eval", "$.a"], ["eval", "--detailed", "$.a", "x.json"], ["eval", "--schema", "x.json"],
        ["eval", "$.a", "no-such-file.json"], ["eval", "--formats", "$.a", "x.json"],
        ["eval", "--schema", "x.json", "--repeat", "0", "y.json"],
    ])
    func twoWhenTheCommandIsWrong(_ arguments: [String]) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome.code == 2, "\(outcome.errors)")
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
    }

    @Test func referencesLeadToFilesOfTheSchemasFolder() async throws {
        let folder = try TemporaryFolder()
        let main = try folder.write(
            "order.json",
            ##"{ "properties": { "customer": { "$ref": "customer.json" }, "tag": { "$ref": "https://x.example/tag" } } }"##
        )
        try folder.write(
            "customer.json",
            ##"{ "properties": { "name": { "$ref": "#/$defs/n" } }, "$defs": { "n": { "type": "string" } } }"##
        )
        try folder.write("any-name.json", #"{ "$id": "https://x.example/tag", "maxLength": 3 }"#)
        let right = try await Program.run(
            ["eval", "--schema", main, "-"],
            input: #"{ "customer": { "name": "n" }, "tag": "abc" }"#
        )
        #expect(right.code == 0, "\(right.errors)")
        let wrong = try await Program.run(
            ["eval", "--schema", main, "-"],
            input: #"{ "customer": { "name": 1 }, "tag": "abcd" }"#
        )
        #expect(wrong.code == 1)
        #expect(
            wrong.output.contains("/customer/name: expected") && wrong.output.contains("customer.json#/$defs/n/type")
        )
        #expect(wrong.output.contains("/tag: expected"), "\(wrong.output)")
    }

    @Test(arguments: ["missing.json", "../outside.json", "https://x.example/none"])
    func aReferenceToNoFileOfTheFolderIsAMistake(_ reference: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("outside.json", "true")
        try FileManager.default.createDirectory(atPath: folder.path + "/inner", withIntermediateDirectories: true)
        let main = try folder.write("inner/main.json", #"{ "$ref": "\#(reference)" }"#)
        let outcome = try await Program.run(["eval", "--schema", main, "-"], input: "1")
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("\(main):1:11: error: JSON Schema:"), "\(outcome.errors)")
    }

    @Test func formatsAreCheckedWhenAsked() async throws {
        let folder = try TemporaryFolder()
        let schema = try folder.write("schema.json", #"{ "format": "date" }"#)
        let plain = try await Program.run(["eval", "--schema", schema, "-"], input: #""2024-02-30""#)
        #expect(plain.code == 0)
        let asserted = try await Program.run(["eval", "--schema", schema, "--formats", "-"], input: #""2024-02-30""#)
        #expect(asserted.code == 1 && asserted.output.contains("date"), "\(asserted.output)")
    }

    @Test func tellsHowLongAJudgementTakes() async throws {
        let folder = try TemporaryFolder()
        let schema = try folder.write("schema.json", "true")
        let outcome = try await Program.run(["eval", "--schema", schema, "--repeat", "3", "-"], input: Self.document)
        #expect(outcome.code == 0 && outcome.errors.contains(" ns for each judgement"), "\(outcome.errors)")
    }
}
