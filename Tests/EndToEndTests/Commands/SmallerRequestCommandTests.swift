import Foundation
import JSON
import MockServer
import Testing

/// A contract's cases against a mock that refuses something that may be left out, as commands.
@Suite struct SmallerRequestCommandTests {
    private static let document = #"""
        { "openapi": "3.0.3", "info": { "title": "Pets", "version": "1" }, "paths": { "/pets": { "post": { "operationId": "makePet",
          "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object", "required": ["kind"], "properties": { "kind": { "enum": ["cat", "dog"] }, "size": { "type": "integer" },
              "keeper": { "type": "string", "maxLength": 30 } } } } } },
          "responses": { "201": { "description": "made" }, "400": { "description": "wrong" } } } } } }
        """#

    @Test func casesAreMadeFromTheSmallerRequestAndAgainInARerun() async throws {
        let folder = try TemporaryFolder()
        let contract = try folder.write("pets.openapi.json", Self.document)
        let mock = try folder.write(
            "pets.mock.json",
            #"""
            { "mock": "pets", "contract": "pets.openapi.json", "rules": [
              { "name": "no keepers here", "when": { "method": "POST", "path": "/pets", "json": { "$.keeper": { "exists": true } } },
                "respond": { "status": 422, "json": { "errors": { "keeper": ["is nobody"] } } } } ] }
            """#
        )
        let suite = folder.path + "/pets.json"
        let kinds = ["--kinds", "valid,fields,enums"]
        let generated = try await Program.run(["generate", contract, "-o", suite] + kinds)
        #expect(generated.code == 0, "\(generated.errors)")
        let server = MockServer(try Mock.load(mock), threads: 1)
        let url = try await server.start().url
        let reports = folder.path + "/reports"
        let run = ["run", suite, "--target", url, "--format", "json"]
        let first = try await Program.run(run + ["--report-dir", reports])
        let again = try await Program.run(run + ["--report-dir", folder.path + "/again", "--rerun", reports])
        await server.stop()
        #expect(first.code == 1 && again.code == 1, "\(first.errors)\(again.errors)")
        for part in ["reports", "again"] {
            let text = try String(contentsOfFile: "\(folder.path)/\(part)/results.json", encoding: .utf8)
            let cases = try #require(try JSONParser.parse(text)["suites"]?[0]?["cases"]?.array)
            func names(_ verdict: String) -> [String] {
                cases.filter { $0["verdict"]?.string == verdict }.compactMap { $0["name"]?.string }
            }
            #expect(names("failed") == ["accepts the valid request"], "\(part): \(names("failed"))")
            // One member has no other order.
            let lost = names("error").filter { !$0.contains("in the reverse order") }
            #expect(
                !lost.isEmpty && lost.allSatisfy { $0.contains("keeper") || $0.contains("size") },
                "\(part): \(lost)"
            )
            #expect(names("passed").contains("refuses a body without kind"))
            let valid = cases.first { $0["name"]?.string == "accepts the valid request" }
            let note = valid?["steps"]?[0]?["notes"]?[0]?.string ?? ""
            #expect(
                note.hasPrefix("the refusal names keeper; without size, keeper the request is accepted (201)"),
                "\(note)"
            )
        }
    }
}
