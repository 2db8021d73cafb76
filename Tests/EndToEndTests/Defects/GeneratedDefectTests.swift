import Foundation
import JSON
import Results
import Scenarios
import Testing

/// Nobody has written these cases: what the contract gives by itself finds each way to misbehave.
@Suite struct GeneratedDefectTests {
    static let mock = Project.path("scenarios/koodrive/thumbnail.mock.json")
    static let plan = Result { try Acceptance.plan(Project.path("scenarios/koodrive/generated.json")) }

    /// The plans of what is left when a question has been answered as the contract says, by its ID.
    private static let settled: [String: Result<Plan, any Error>] = {
        let ids = Set(MockDefect.generated.compactMap(\.settled))
        return Dictionary(
            uniqueKeysWithValues: ids.map { id in
                (
                    id,
                    Result {
                        let copy = try SuiteCopy(of: Project.path("scenarios/koodrive/generated.json"))
                        try copy.settle(id)
                        return try copy.plan()
                    }
                )
            }
        )
    }()

    private static func plan(for defect: MockDefect) throws -> Plan {
        guard let id = defect.settled else { return try plan.get() }
        return try #require(settled[id]).get()
    }

    /// Runs the cases of the kind that has to notice; all of them, for the whole table, with MUSTER_ALL_CASES=1.
    @Test(arguments: MockDefect.generated)
    func isCaught(_ defect: MockDefect) async throws {
        let isComplete = ProcessInfo.processInfo.environment["MUSTER_ALL_CASES"] == "1"
        let result = try await Acceptance.run(
            try Self.plan(for: defect),
            against: try defect.mock(of: Self.mock),
            timeout: 1_000_000_000
        ) { isComplete || $0.tags.contains(Self.sender(of: defect)) }
        let failed = result.suites.flatMap(\.cases).filter { $0.verdict == .failed }
        print("  \(defect.name)  <-  \(failed.map(\.name).joined(separator: " | "))")
        #expect(failed.contains { $0.tags.contains(defect.caught) }, "\(defect.name)")
        #expect(failed.flatMap(\.steps).flatMap(\.findings).allSatisfy { !$0.expected.isEmpty && !$0.found.isEmpty })
    }

    /// The kind whose cases send what shows the defect: a status that the contract lacks is told once, for all of them.
    private static func sender(of defect: MockDefect) -> String {
        defect.caught == "undocumented-status" ? "valid-request" : defect.caught
    }

    @Test func thereAreEnough() throws {
        #expect(MockDefect.generated.count >= 40)
        #expect(Set(MockDefect.generated.map(\.name)).count == MockDefect.generated.count)
        let cases = try Self.plan.get().suites.flatMap(\.cases)
        #expect(cases.count >= 250)
        #expect(Set(cases.map(\.name)).count == cases.count)
    }

    /// An innocent server is accused of nothing.
    @Test func theHonestMockPasses() async throws {
        let honest = MockDefect("honest", .patches([:]), caught: "")
        let result = try await Acceptance.run(try Self.plan.get(), against: try honest.mock(of: Self.mock)) { _ in true
        }
        #expect(Acceptance.failures(result) == [])
        #expect(result.count(.passed) >= 250)
    }
}
