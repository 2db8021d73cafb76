import Foundation
import JSON
import Testing

/// `--coverage`, as a person sees it.
@Suite struct CoverageTextTests {
    private static let suite = "scenarios/orders/generated.json"

    private func run(_ arguments: [String]) async throws -> (text: [Substring], results: JSONValue) {
        let reports = try TemporaryFolder()
        let outcome = try await Program.run(
            ["run", Self.suite, "--mock", "--report-dir", reports.path] + arguments
        )
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        let file = URL(filePath: reports.path + "/results.json")
        let results = try JSONParser.parse(Array(try Data(contentsOf: file)))
        return (outcome.output.split(separator: "\n"), results)
    }

    @Test func showsWhatWasExercisedAndWhatWasNot() async throws {
        let (text, results) = try await run(["--coverage", "--only", "reads what"])
        #expect(text.contains("coverage of scenarios/orders/orders.openapi.json by 2 exchanges"))
        #expect(text.contains("  operations        2/5"))
        #expect(text.contains("    not: DELETE /v1/orders/{id}"))
        #expect(text.contains("    not: GET /v1/orders/{id}  404"))
        // Kinds: one of all that the contract gives; what is left out by name, and what doesn't apply.
        let kinds = try #require(text.first { $0.hasPrefix("  kinds") })
        #expect(kinds.firstMatch(of: /^  kinds +1\/[0-9]{3}$/) != nil, "\(kinds)")
        let left = try #require(text.first { $0.hasPrefix("    not: DELETE /v1/orders/{id}  ") && $0.contains("0/") })
        #expect(left.contains("valid-request 0/1, "))
        #expect(left.hasSuffix(" more, which results.json lists"))
        #expect(text.contains { $0.hasPrefix("    not of this contract: ") && $0.contains("query-missing") })
        // The other places say the same.
        let suite = results["suites"]?.array?.first
        let rows = suite?["coverage"]?.array ?? []
        let row = rows.first { $0["name"] == "link-delete" }
        #expect(row?["owner"] == "DELETE /v1/orders/{id}" && row?["count"] == 0 && row?["cases"] == 1)
        #expect(suite?["contract"]?["notApplicable"]?.array?.contains("query-missing") == true)
    }

    @Test func isSilentUnlessItIsAskedFor() async throws {
        let (text, results) = try await run(["--only", "reads what"])
        #expect(!text.contains { $0.hasPrefix("coverage of") })
        #expect(results["suites"]?.array?.first?["coverage"]?.array?.isEmpty == false)
    }
}
