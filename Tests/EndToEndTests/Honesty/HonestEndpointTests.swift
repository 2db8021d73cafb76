import Foundation
import JSON
import MockServer
import Results
import Scenarios
import Testing

/// No case of the KooDrive suites fails on what the vendor's reference leaves open, however an honest endpoint answers
/// it.
@Suite struct HonestEndpointTests {
    private static let mock = Project.path("scenarios/koodrive/thumbnail.mock.json")
    /// Questions can't fail.
    private static let suites = ["thumbnail", "generated"].map { "scenarios/koodrive/\($0).json" }

    /// An endpoint: an answer to each question, those that it has as the mock's own left out.
    struct Endpoint: Sendable, CustomTestStringConvertible {
        var answers: [OpenAnswer]
        var testDescription: String { answers.map(\.name).joined(separator: "; ") }
    }

    /// Endpoints in which every answer of every question occurs; with MUSTER_ALL_CASES=1 each by itself, to see which
    /// one it is.
    static let endpoints: [Endpoint] = {
        let questions = OpenAnswer.questions.map(\.answers)
        if isComplete {
            return questions.flatMap { $0.dropFirst().map { Endpoint(answers: [$0]) } }
        }
        let most = questions.map(\.count).max() ?? 0
        return (0..<most).map { row in Endpoint(answers: questions.map { $0[row % $0.count] }) }
    }()

    private static let isComplete = ProcessInfo.processInfo.environment["MUSTER_ALL_CASES"] == "1"

    /// Texts of these groups are judged alike: one of each stands for them.
    private static func isTelling(_ tags: [String]) -> Bool {
        let many = tags.filter { tag in ["unicode-", "injection-", "control-"].contains { tag.hasPrefix($0) } }
        return isComplete || many.isEmpty
            || many.contains { ["unicode-emoji", "injection-sql", "control-null"].contains($0) }
    }

    @Test(arguments: endpoints)
    func noCaseFails(_ endpoint: Endpoint) async throws {
        var options = PlanOptions()
        for answer in endpoint.answers { options.variables.merge(answer.variables) { $1 } }
        let mock = try MockDefect.mock(of: Self.mock, with: endpoint.answers.flatMap(\.changes))
        for suite in Self.suites {
            let plan = try Acceptance.plan(Project.path(suite), options: options)
            let result = try await Acceptance.run(plan, against: mock) {
                !$0.tags.contains("load") && Self.isTelling($0.tags)
            }
            #expect(Acceptance.failures(result) == [], "\(suite)")
        }
    }

    @Test func everyQuestionIsAnsweredInSeveralWays() {
        // OPEN-12 is about requests at the same time, below.
        #expect(Set(OpenAnswer.questions.map(\.id) + ["OPEN-12"]) == Set((1...15).map { "OPEN-\($0)" }))
        #expect(OpenAnswer.questions.allSatisfy { $0.answers.count > 1 })
    }

    /// OPEN-12: of identical requests at the same time all but one are refused.
    @Test func identicalRequestsMayBeRefused() async throws {
        let refusal = MockDefect.Change.begins([
            "name": "the same is being done",
            "when": ["method": "POST", "state": ["tasks created": [">=": 1]]],
            "respond": ["status": 409, "json": ["code": "1", "msg": "The task exists."]],
        ])
        for name in [
            "serves 16 identical requests at once", "serves 16 signed requests at once",
            "serves 16 requests at once, each with its own trace ID",
            "the same request twice gets the same answer, or is refused the second time",
            "a token is good for several calls",
        ] {
            let path = Project.path("scenarios/koodrive/thumbnail.json")
            let mock = try MockDefect.mock(of: Self.mock, with: [refusal])
            let result = try await Acceptance.run(path, against: mock) { $0.name == name }
            #expect(Acceptance.failures(result) == [])
        }
    }

    /// OPEN-15: a limit puts requests off, and they are sent again when it says so.
    @Test func aLimitPutsRequestsOff() async throws {
        let mock = try MockDefect.mock(
            of: Self.mock,
            with: [.patches(["limits": ["perUser": ["rate": "20/s", "burst": 20]]])]
        )
        for suite in ["thumbnail", "generated"] {
            let path = Project.path("scenarios/koodrive/\(suite).json")
            let result = try await Acceptance.run(path, against: mock) {
                $0.name.contains("accepts ") && $0.name.count < 60 && !$0.tags.contains("load")
            }
            #expect(Acceptance.failures(result) == [])
            let sent = result.suites.flatMap(\.cases)
            #expect(sent.count > 20)
        }
    }
}
