import Contracts
import Decoding
import Diagnostics
import JSON
import Scenarios
import Substitution
import Testing

@testable import ContractCases

@Suite struct GeneratedSuiteTests {
    /// The plan of a suite in memory.
    private func plan(_ text: String) throws -> Plan {
        let folder = try TemporaryFile(text)
        return try PlanBuilder(options: PlanOptions(), files: FileStore(), generator: ContractScenarios()).plan([
            folder.path
        ])
    }

    @Test func aWrittenSuiteIsAnOrdinarySuite() throws {
        for contract in [try CaseFixtures.contract.get(), try Petstore.contract.get()] {
            var options = GeneratedSuite.Options()
            options.combine = 2
            let problems = Problems()
            let suite = GeneratedSuite(contract, options, problems)
            #expect(!problems.hasErrors)
            #expect(suite.single > 100 && suite.combined > 0)
            let cases = try plan(suite.text).suites[0].cases
            #expect(cases.count == suite.single + suite.combined)
            #expect(Set(cases.map(\.name)).count == cases.count)
            #expect(cases.allSatisfy { $0.tags.first == "generated" && $0.tags.count > 1 })
        }
    }

    @Test func credentialsOfAServerStayInTheDocument() throws {
        let contract = try Library.load(
            json: #"""
                {"openapi":"3.0.3","info":{"title":"a","version":"1"},"servers":[{"url":"https://me:pa55word@api.example/v1"}],
                 "paths":{"/a":{"get":{"responses":{"200":{"description":"ok"}}}}}}
                """#
        )
        let text = GeneratedSuite(contract, .init(), Problems()).text
        #expect(try JSONParser.parse(text)["target"] == "https://api.example/v1")
        #expect(!text.contains("pa55word"))
    }

    /// Patches against the suite's request say the same as whole requests.
    @Test func patchesGiveTheSameRequests() throws {
        let contract = try CaseFixtures.contract.get()
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        var options = GeneratedSuite.Options()
        options.kinds = ["!auth-expired", "!auth-truncated"]
        let planned = try plan(GeneratedSuite(contract, options, Problems()).text).suites[0].cases
        let made = try CaseFixtures.cases().filter { !["auth-expired", "auth-truncated"].contains($0.kind.name) }
        try #require(planned.count == made.count)
        for (plan, made) in zip(planned, made) {
            var draft = base.draft
            made.edit(&draft)
            let sent = plan.steps[0].request.value
            #expect(fields(GeneratedRequest(sent)) == fields(draft), "\(made.name)")
            #expect(GeneratedRequest(sent).body == draft.body, "\(made.name)")
            #expect(GeneratedRequest(sent).query == draft.query, "\(made.name)")
            #expect(sent["path"]?.string == draft.path && sent["method"]?.string == draft.method, "\(made.name)")
        }
    }

    /// The header fields that are sent, in order.
    private func fields(_ draft: GeneratedRequest) -> [String] {
        draft.headers.filter { $0.value != .null }.map { "\($0.name): \($0.value)" }
    }

    @Test func unknownWordsAreErrorsWithSuggestions() throws {
        var options = GeneratedSuite.Options()
        options.kinds = ["header-mising"]
        options.operations = ["createOrders"]
        let problems = Problems()
        _ = GeneratedSuite(try CaseFixtures.contract.get(), options, problems)
        #expect(problems.diagnostics.map(\.help) == ["did you mean 'header-missing'?", "did you mean 'createOrder'?"])
    }

    @Test func kindsAndGroupsAreChosen() throws {
        var options = GeneratedSuite.Options()
        options.kinds = ["method", "!method-override", "path-unknown"]
        let suite = GeneratedSuite(try CaseFixtures.contract.get(), options, Problems())
        let tags = Set(
            try JSONParser.parse(suite.text)["scenarios"]?.array?.compactMap { $0["tags"]?.array?.last?.string } ?? []
        )
        #expect(
            tags == [
                "method-not-allowed", "method-options", "method-trace", "method-connect", "method-unknown",
                "method-lower-case", "path-unknown",
            ]
        )
    }
}
