import Foundation
import Testing

/// `muster mock openapi.yaml`, as a person runs it: in one terminal the mock, in another what talks to it.
@Suite struct ContractMockCommandTests {
    private static let contract = """
        openapi: 3.1.0
        info: {title: Bakery, version: "1"}
        paths:
          /loaves:
            get:
              operationId: listLoaves
              responses:
                "200": {description: d, content: {application/json: {schema: {type: array}, example: [rye]}}}
                "404": {description: none}
            post:
              operationId: bakeLoaf
              requestBody:
                required: true
                content: {application/json: {schema: {type: object, required: [flour], properties: {flour: {type: string, maxLength: 20}}}}}
              responses: {"201": {description: d}, "400": {description: wrong, content: {application/problem+json: {}}}}
        """

    private static let suite = #"""
        { "suite": "Bakery", "contract": "bakery.openapi.yaml", "request": { "path": "/loaves" }, "scenarios": [
          { "name": "an example", "expect": { "status": 200, "json": { "$": { "equals": ["rye"] } } } },
          { "name": "a status", "request": { "headers": { "Prefer": "code=404" } }, "expect": { "status": 404 } },
          { "name": "a refusal", "request": { "method": "POST", "json": { "flour": 5 } },
            "expect": { "status": 400, "body": { "contentType": "application/problem+json" },
                        "json": { "$.errors[0].pointer": "#/flour" } } },
          { "name": "a success", "request": { "method": "POST", "json": { "flour": "rye" } }, "expect": { "status": 201 } },
          { "name": "no such method", "request": { "method": "PUT" }, "expect": { "status": 405, "headers": { "Allow": "GET, POST, HEAD" } } },
          { "name": "no such path", "request": { "path": "/rolls" }, "expect": { "status": 404 } } ] }
        """#

    /// Serves the contract in `folder` while `body` runs with its address.
    private func serving(_ folder: TemporaryFolder, _ body: (String) async throws -> Void) async throws
        -> Program.Outcome
    {
        let file = try folder.write("bakery.openapi.yaml", Self.contract)
        return try await Program.run(["mock", file, "--verbose"]) { process in
            defer { process.interrupt() }
            try await body(try #require(await Self.address(of: process)))
        }
    }

    /// The first line that it prints.
    private static func address(of process: Process) async -> String? {
        while process.isRunning {
            let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/fd/1", encoding: .utf8)
            if let text, text.contains("\n") { return text.split(separator: "\n").first.map(String.init) }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    @Test func servesADocumentUntilItIsStopped() async throws {
        let folder = try TemporaryFolder()
        let suite = try folder.write("bakery.json", Self.suite)
        let served = try await serving(folder) { address in
            let outcome = try await Program.run(
                ["run", suite, "--target", address, "--report-dir", folder.path + "/reports"]
            )
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("6 passed"))
        }
        #expect(served.code == 0)
        #expect(served.output.hasPrefix("http://127.0.0.1:"))
        #expect(served.errors.contains("Bakery is served; Ctrl-C ends it"))
        #expect(served.errors.contains("POST /loaves"), "--verbose prints a line a request: \(served.errors)")
    }

    /// What the contract generates, its mock passes.
    @Test func passesWhatItsContractGenerates() async throws {
        let folder = try TemporaryFolder()
        _ = try await serving(folder) { address in
            let suite = folder.path + "/made.json"
            let made = try await Program.run(["generate", folder.path + "/bakery.openapi.yaml", "-o", suite])
            #expect(made.code == 0, "\(made.errors)")
            let outcome = try await Program.run(
                ["run", suite, "--target", address, "--quiet", "--report-dir", folder.path + "/reports"]
            )
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func refusesADocumentWithMistakes() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "bakery.openapi.yaml",
            Self.contract.replacing("required: [flour]", with: "required: flour")
        )
        let outcome = try await Program.run(["mock", file, "--strict"])
        #expect(outcome.code == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("bakery.openapi.yaml:14:71: error: "), "\(outcome.errors)")
    }
}
