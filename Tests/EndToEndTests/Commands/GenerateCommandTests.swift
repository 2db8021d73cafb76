import Foundation
import JSON
import Testing

/// `muster generate`, as a person runs it.
@Suite struct GenerateCommandTests {
    private static let contract = "scenarios/koodrive/thumbnail.openapi.json"

    @Test func writesASuiteThatCheckAccepts() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/made.json"
        let arguments = [
            "generate", Self.contract, "--kinds", "fields,method", "--kinds", "!field-extra", "--combine", "2", "-o",
            path,
        ]
        let made = try await Program.run(arguments)
        #expect(made.code == 0 && made.output.isEmpty)
        #expect(made.errors.firstMatch(of: /[0-9]+ cases and [0-9]+ combinations/) != nil, "\(made.errors)")
        let suite = try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: path))))
        let names = suite["scenarios"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(names.contains("refuses fileId as a number") && names.contains("refuses the method PUT"))
        let checked = try await Program.run(["check", path])
        #expect(checked.code == 0, "\(checked.errors)")
        #expect(checked.output.contains("\(names.count) cases"))
    }

    /// However its document and its own place are written, a suite names the contract that it was made of.
    @Test(arguments: [
        ("./c.json", "out.json", "c.json"), ("c.json", "./out.json", "c.json"), ("c.json", "sub/out.json", "../c.json"),
        ("sub/../c.json", "sub/out.json", "../c.json"), ("c.json", "<folder>/out.json", "c.json"),
        ("<folder>/c.json", "out.json", "c.json"),
    ])
    func theSuiteNamesItsContract(_ contract: String, _ output: String, _ named: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "c.json",
            #"""
            { "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
              "paths": { "/a": { "get": { "responses": { "200": { "description": "" } } } } } }
            """#
        )
        try FileManager.default.createDirectory(atPath: folder.path + "/sub", withIntermediateDirectories: true)
        let whole = { (path: String) in path.replacingOccurrences(of: "<folder>", with: folder.path) }
        let made = try await Program.run(["generate", whole(contract), "-o", whole(output)], in: folder.path)
        #expect(made.code == 0, "\(made.errors)")
        let path = output.hasPrefix("<") ? whole(output) : folder.path + "/" + output
        let suite = try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: path))))
        let found = suite["contract"]
        #expect((found?.string ?? found?["file"]?.string) == named, "\(String(describing: found))")
    }

    @Test func writesToStandardOutputWithoutAFile() async throws {
        let made = try await Program.run([
            "generate", Self.contract, "--operation", "createThumbnailTask", "--kinds", "valid-request",
        ])
        #expect(made.code == 0)
        #expect(made.errors == "1 case\n")
        #expect(try JSONParser.parse(made.output)["scenarios"]?.array?.count == 1)
    }

    @Test func aBudgetLeavesTheLeastTellingOut() async throws {
        let made = try await Program.run(["generate", Self.contract, "--cases", "40"])
        #expect(made.code == 0)
        #expect(try JSONParser.parse(made.output)["scenarios"]?.array?.count == 40)
        #expect(made.errors.contains("40 cases\n") && made.errors.contains("more are left out"))
    }

    @Test func lintTellsHowFarEachOperationCanBeTested() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "one.json",
            #"{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{"/a":{"get":[]},"/b":{"get":{"responses":{"200":{"description":"ok"}}}}}}"#
        )
        let told = try await Program.run(["lint", file])
        #expect(told.code == 0, "\(told.errors)")
        #expect(told.output.contains("tested    GET /b") && told.output.contains("left out  GET /a"))
        #expect(told.errors.contains("; left out"))
        let strict = try await Program.run(["lint", file, "--strict"])
        #expect(strict.code == 2 && strict.output.isEmpty)
    }

    @Test(arguments: [
        (["generate", contract, "--kinds", "feilds"], "did you mean 'fields'?"),
        (["generate", contract, "--operation", "createThumbnail"], "did you mean 'createThumbnailTask'?"),
        (["generate", contract, "--combine", "7"], "--combine must be 2 or 3"),
        (["generate", contract, "--kinds", "query-missing"], "this makes no case"),
        (["generate", "scenarios/koodrive/nothing.yaml"], "does not exist"),
        (["generate"], "the contract is missing"),
    ])
    func aMistakeEndsWithTwo(_ arguments: [String], _ words: String) async throws {
        let made = try await Program.run(arguments)
        #expect(made.code == 2 && made.output.isEmpty)
        #expect(made.errors.contains(words), "\(made.errors)")
    }
}
