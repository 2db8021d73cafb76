import JSON
import MockServer
import Results
import Scenarios
import Testing

/// Which kinds of generated cases a run exercised, and which it left out.
@Suite struct KindCoverageTests {
    private static let orders = Project.path("scenarios/orders/generated.json")
    private static let thumbnail = Project.path("scenarios/koodrive/generated.json")
    private static let thumbnailMock = Project.path("scenarios/koodrive/thumbnail.mock.json")

    private func contract(_ result: RunResult) throws -> ContractResult {
        try #require(result.suites.first?.contract)
    }

    private func row(_ contract: ContractResult, _ kind: String, _ owner: String) -> ContractResult.Coverage? {
        contract.coverage.first { $0.area == "kinds" && $0.name == kind && $0.owner == owner }
    }

    @Test func aFlowCountsForTheOperationThatItEndsWith() async throws {
        let mock = try Mock.load(Project.path("scenarios/orders/orders.mock.json"))
        let result = try await Acceptance.run(Self.orders, against: mock) { $0.tags.contains("link-read-after-delete") }
        let contract = try contract(result)
        #expect(row(contract, "link-read-after-delete", "GET /v1/orders/{id}")?.count == 1)
        #expect(row(contract, "link-read-after-delete", "DELETE /v1/orders/{id}") == nil)
        // The suite has no such case: by its filter here, by its kinds there.
        #expect(
            row(contract, "link-delete", "DELETE /v1/orders/{id}")
                == .init(area: "kinds", owner: "DELETE /v1/orders/{id}", name: "link-delete", count: 0, cases: 1)
        )
        #expect(row(contract, "header-missing", "PUT /v1/orders/{id}")?.cases == 1)
        #expect(row(contract, "header-missing", "PUT /v1/orders/{id}")?.count == 0)
        #expect(contract.notApplicable.contains("query-missing"))
        #expect(!contract.notApplicable.contains("header-missing"))
    }

    @Test func aRequestForNoPathOfTheContractCountsForItsCase() async throws {
        let mock = try Mock.load(Self.thumbnailMock)
        let result = try await Acceptance.run(Self.thumbnail, against: mock) { $0.tags.contains("path-unknown") }
        let contract = try contract(result)
        #expect(contract.unmatched == 1)
        let rows = contract.coverage.filter { $0.name == "path-unknown" }
        #expect(rows.map(\.count) == [1])
        #expect(rows.map(\.cases) == [2])
    }

    @Test func theSearchForTheSmallestFailureCountsForNothing() async throws {
        let broken = MockDefect(
            "breaks on an emoji",
            .begins(["name": "emoji", "when": ["json": ["$.fileId": ["contains": "😀"]]], "respond": ["status": 500]]),
            caught: "unicode-emoji"
        )
        let result = try await Acceptance.run(Self.thumbnail, against: try broken.mock(of: Self.thumbnailMock)) {
            $0.tags.contains("unicode-emoji")
        }
        let cases = result.suites.flatMap(\.cases)
        #expect(cases.contains { $0.smallest != nil }, "\(Acceptance.failures(result))")
        #expect(try contract(result).exchanges == cases.flatMap(\.steps).count)
    }
}
