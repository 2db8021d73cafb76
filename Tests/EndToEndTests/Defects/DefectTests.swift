import Results
import Scenarios
import Testing

/// A suite that can't fail is worthless: each way to misbehave is caught, and by the case that should catch it.
@Suite struct DefectTests {
    private static let plan = Result {
        let path = Project.path("scenarios/koodrive/thumbnail.json")
        return try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([path])
    }

    @Test(arguments: MockDefect.all)
    func isCaught(_ defect: MockDefect) async throws {
        let mock = try defect.mock(of: Project.path("scenarios/koodrive/thumbnail.mock.json"))
        // A server that never answers is given up after a second.
        let result = try await Acceptance.run(
            try Self.plan.get(),
            against: mock,
            timeout: 1_000_000_000
        ) { $0.name == defect.caught }
        #expect(result.count(.failed) == 1, "\(defect.name): \(result.suites.flatMap(\.cases).map(\.verdict))")
        #expect(result.exitCode == 1)
        let findings = result.suites.flatMap(\.cases).flatMap(\.steps).flatMap(\.findings)
        #expect(!findings.isEmpty && findings.allSatisfy { !$0.expected.isEmpty && !$0.found.isEmpty })
    }

    @Test func thereAreEnough() {
        #expect(MockDefect.all.count >= 25)
        #expect(Set(MockDefect.all.map(\.name)).count == MockDefect.all.count)
    }
}
