import ContractCases
import Decoding
import Diagnostics
import Foundation
import JSON
import JSONSchema
import MockServer
import Scenarios
import Substitution
import Testing

/// The published schemas and the decoders say the same of every file.
@Suite struct AgreementTests {
    /// A row of the tables beside this file.
    struct Example: Sendable, CustomTestStringConvertible {
        var why: String
        var document: JSONValue

        var testDescription: String { why }

        static func table(_ name: String) -> [Example] {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Agreement/\(name).json")
            guard let data = try? Data(contentsOf: file), let rows = try? JSONParser.parse(Array(data)).array else {
                return []
            }
            return rows.compactMap { row in
                guard let why = row["why"]?.string, let document = row["document"] else { return nil }
                return Example(why: why, document: document)
            }
        }
    }

    private static let suiteSchema = schema("muster.schema.json")
    private static let mockSchema = schema("muster-mock.schema.json")

    private static func schema(_ name: String) -> Result<JSONSchema, any Error> {
        Result {
            var resources = SchemaResources()
            for file in ["muster.schema.json", "muster-mock.schema.json", "muster-include.schema.json"] {
                resources.add(try json(Project.path("scenarios/\(file)")), at: "file:///scenarios/\(file)")
            }
            let document = try json(Project.path("scenarios/\(name)"))
            return try JSONSchema(document, baseURI: "file:///scenarios/\(name)", resources: resources)
        }
    }

    private static func json(_ path: String) throws -> JSONValue {
        try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: path))))
    }

    private func suiteProblems(_ document: JSONValue) throws -> [String] {
        let folder = try TemporaryFolder()
        try Self.writeFilesThatExamplesName(folder)
        let path = try folder.write("suite.json", JSONSerializer.serialize(document))
        do throws(Problems.Found) {
            let options = PlanOptions(toleratesUnsetEnvironment: true)
            _ = try PlanBuilder(options: options, files: FileStore(), generator: ContractScenarios()).plan([path])
            return []
        } catch {
            return error.diagnostics.map(\.message)
        }
    }

    private func mockProblems(_ document: JSONValue) throws -> [String] {
        let folder = try TemporaryFolder()
        try Self.writeFilesThatExamplesName(folder)
        let path = try folder.write("mock.json", JSONSerializer.serialize(document))
        do throws(Problems.Found) {
            _ = try Mock.load(path)
            return []
        } catch {
            return error.diagnostics.map(\.message)
        }
    }

    private static let contract = #"""
        { "openapi": "3.1.0", "info": { "title": "t", "version": "1" },
          "paths": { "/things": { "post": { "operationId": "make",
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
              "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } } } } },
            "responses": { "201": { "description": "made" }, "400": { "description": "wrong" } } } } } }
        """#

    private static func writeFilesThatExamplesName(_ folder: TemporaryFolder) throws {
        _ = try folder.write("rows.csv", "a,b\n1,2\n")
        _ = try folder.write("rows.json", #"[{"a": 1}]"#)
        _ = try folder.write("schema.json", #"{"type": "object"}"#)
        _ = try folder.write("body.bin", "body")
        for name in ["a.pem", "b.pem", "c.pem", "client.p12"] { _ = try folder.write(name, "-----BEGIN") }
        _ = try folder.write(
            "x.openapi.json",
            #"{ "openapi": "3.1.0", "info": { "title": "x", "version": "1" }, "paths": {} }"#
        )
        _ = try folder.write("contract.json", contract)
        _ = try folder.write(
            "shared.include.json",
            #"{ "requests": { "one": { "path": "/1" } }, "steps": { "log in": [{ "expect": { "status": 200 } }] } }"#
        )
    }

    @Test func everyShippedFileIsAcceptedByBoth() throws {
        let suites = try Project.scenarioFiles { $0.hasSuffix(".json") }.filter { try Self.json($0)["suite"] != nil }
        let mocks = try Project.scenarioFiles { $0.hasSuffix(".mock.json") }
        #expect(suites.count >= 3 && mocks.count >= 2)
        for path in suites {
            #expect(try Self.suiteSchema.get().validate(try Self.json(path)) == [], "\(path)")
            _ = try Acceptance.plan(path, options: PlanOptions(toleratesUnsetEnvironment: true))
        }
        for path in mocks {
            #expect(try Self.mockSchema.get().validate(try Self.json(path)) == [], "\(path)")
            _ = try Mock.load(path)
        }
    }

    @Test(arguments: Example.table("valid-suites"))
    func aValidSuiteIsAcceptedByBoth(_ example: Example) throws {
        #expect(try suiteProblems(example.document) == [])
        #expect(try Self.suiteSchema.get().validate(example.document).map(\.description) == [])
    }

    @Test(arguments: Example.table("broken-suites"))
    func aBrokenSuiteIsRefusedByBoth(_ example: Example) throws {
        #expect(try !suiteProblems(example.document).isEmpty)
        #expect(try !Self.suiteSchema.get().isValid(example.document))
    }

    @Test(arguments: Example.table("valid-mocks"))
    func aValidMockIsAcceptedByBoth(_ example: Example) throws {
        #expect(try mockProblems(example.document) == [])
        #expect(try Self.mockSchema.get().validate(example.document).map(\.description) == [])
    }

    @Test(arguments: Example.table("broken-mocks"))
    func aBrokenMockIsRefusedByBoth(_ example: Example) throws {
        #expect(try !mockProblems(example.document).isEmpty)
        #expect(try !Self.mockSchema.get().isValid(example.document))
    }

    @Test(arguments: [
        (#"{}"#, true), (#"{ "//": 1, "description": "d", "include": ["b.json"], "variables": { "a": 1 } }"#, true),
        (
            #"{ "requests": { "a": { "path": "/" } }, "steps": { "a": { "use": "b" }, "b": [{ "expect": { "status": 200 } }] } }"#,
            true
        ),
        (#"{ "step": {} }"#, false), (#"{ "steps": [] }"#, false), (#"{ "requests": { "a": { "pth": "/" } } }"#, false),
    ])
    func theSchemaOfIncludedFilesHoldsWhatTheyAre(_ text: String, _ isValid: Bool) throws {
        let schema = try Self.schema("muster-include.schema.json").get()
        #expect(schema.isValid(try JSONParser.parse(Array(text.utf8))) == isValid)
        let folder = try TemporaryFolder()
        _ = try folder.write("b.json", "{}")
        _ = try folder.write("a.json", text)
        let suite =
            #"{ "suite": "s", "include": "a.json", "scenarios": [{ "name": "a", "request": \#(text.contains("requests") ? #"{ "use": "a" }"# : "{}"), "expect": { "status": 200 } }] }"#
        let path = try folder.write("suite.json", suite)
        let builder = PlanBuilder(options: PlanOptions(), files: FileStore(), generator: nil)
        do throws(Problems.Found) {
            _ = try builder.plan([path])
            #expect(isValid)
        } catch {
            #expect(!isValid, "\(error.diagnostics.map(\.message))")
        }
    }

    @Test func theTablesAreThere() {
        #expect(Example.table("broken-suites").count >= 60)
        #expect(Example.table("broken-mocks").count >= 40)
        #expect(Example.table("valid-suites").count >= 30)
        #expect(Example.table("valid-mocks").count >= 15)
    }
}
