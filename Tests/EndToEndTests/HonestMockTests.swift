import HTTP
import MockServer
import Results
import Scenarios
import Testing
import Transport

/// The shipped suites hold on their honest mocks: a case that fails there would accuse an innocent server.
@Suite struct HonestMockTests {
    @Test(arguments: [
        ("scenarios/koodrive/thumbnail.json", "scenarios/koodrive/thumbnail.mock.json"),
        ("scenarios/koodrive/questions.json", "scenarios/koodrive/thumbnail.mock.json"),
        ("scenarios/orders/orders.json", "scenarios/orders/orders.mock.json"),
    ])
    func everyCaseHolds(_ suite: String, _ mock: String) async throws {
        // Rates, and what has to happen within a time, are not for a test: a busy machine would break them.
        let result = try await Acceptance.run(Project.path(suite), against: try Mock.load(Project.path(mock))) {
            !$0.tags.contains("load") && !$0.tags.contains("timing")
        }
        #expect(Acceptance.failures(result) == [])
        #expect(result.exitCode == 0)
        #expect(result.count(.passed) + result.count(.answered) > 0)
    }

    /// Single requests by our own HTTP and by libcurl's have the same verdicts, statuses and answers.
    @Test(arguments: [
        ("scenarios/koodrive/thumbnail.json", "scenarios/koodrive/thumbnail.mock.json"),
        ("scenarios/koodrive/questions.json", "scenarios/koodrive/thumbnail.mock.json"),
        ("scenarios/orders/orders.json", "scenarios/orders/orders.mock.json"),
    ])
    func bothWaysJudgeAlike(_ suite: String, _ mock: String) async throws {
        var judged: [[String: String]] = []
        for way in Way.allCases {
            let result = try await Acceptance.run(
                Project.path(suite),
                against: try Mock.load(Project.path(mock)),
                by: way
            ) {
                !["load", "burst", "timing"].contains(where: $0.tags.contains)
            }
            let cases = result.suites.flatMap(\.cases).map { done in
                let statuses = done.steps.map { step in
                    step.response.map { "\($0.status)" } ?? step.failure?.category.rawValue ?? ""
                }
                return (done.name, "\(done.verdict) \(statuses) \(done.question?.answer ?? "")")
            }
            judged.append(Dictionary(cases) { $0 + $1 })
        }
        #expect(judged[0] == judged[1])
        #expect(!judged[0].isEmpty)
    }

    @Test func theKooDriveSuiteCoversEveryRequirement() async throws {
        let path = Project.path("scenarios/koodrive/thumbnail.json")
        let mock = try Mock.load(Project.path("scenarios/koodrive/thumbnail.mock.json"))
        let result = try await Acceptance.run(path, against: mock) {
            !$0.tags.contains("load") && !$0.tags.contains("burst")
        }
        let suite = try #require(result.suites.first)
        let covered = Set(suite.cases.flatMap(\.covers))
        let uncovered = suite.requirements.map(\.id).filter { !covered.contains($0) && $0 != "OWN-CAPACITY" }
        #expect(uncovered == [])
        #expect(suite.cases.count >= 60)
    }

    @Test func everyOpenPointIsAsked() async throws {
        let path = Project.path("scenarios/koodrive/questions.json")
        let mock = try Mock.load(Project.path("scenarios/koodrive/thumbnail.mock.json"))
        let result = try await Acceptance.run(path, against: mock) {
            $0.covers.contains { $0.hasPrefix("OPEN-") } && !$0.tags.contains("load")
        }
        let asked = Set(result.suites.flatMap(\.cases).filter { $0.question != nil }.flatMap(\.covers))
        #expect(asked.isSuperset(of: (1...15).map { "OPEN-\($0)" }))
        #expect(result.suites.flatMap(\.cases).allSatisfy { $0.question?.answer != nil })
    }
}
