import Results
import Scenarios
import Testing

/// A suite that can't fail is worthless: each way to misbehave is caught, and by the case that should catch it.
@Suite struct DefectTests {
    private static let plan = Result { try Acceptance.plan(Project.path("scenarios/koodrive/thumbnail.json")) }

    /// The plan that has to notice: the questions with the answer that was agreed, where the defect needs one.
    private static func plan(for defect: MockDefect) throws -> Plan {
        guard let answer = defect.settled else { return try plan.get() }
        let copy = try SuiteCopy(of: Project.path("scenarios/koodrive/questions.json"))
        try copy.pin(answer)
        return try copy.plan()
    }

    @Test(arguments: MockDefect.all)
    func isCaught(_ defect: MockDefect) async throws {
        let mock = try defect.mock(of: Project.path("scenarios/koodrive/thumbnail.mock.json"))
        // A server that never answers is given up after a second.
        let result = try await Acceptance.run(
            try Self.plan(for: defect),
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
