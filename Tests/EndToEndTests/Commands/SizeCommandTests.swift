import Foundation
import JSON
import Measurement
import Reports
import Results
import Testing

/// `muster size`, as a person uses it.
@Suite struct SizeCommandTests {
    /// The results of a run that measured p99 <= 200 ms between two rates, for each share of failures.
    private static func results(_ goals: [(failures: String, lower: Double, upper: Double)]) -> String {
        var step = StepResult(name: "")
        step.capacity = CapacityResult(
            model: "",
            goals: goals.map { failures, lower, upper in
                CapacityGoalResult(
                    name: "g",
                    objectives: ["p99 at most 200 ms", "failures at most \(failures)"],
                    outcome: .found,
                    lower: lower,
                    upper: upper,
                    width: 0.02,
                    trial: 1,
                    sum: 1,
                    exceed: 0
                )
            },
            brake: 50
        )
        let result = CaseResult(
            name: "c",
            scenario: "c",
            file: "f",
            line: 1,
            verdict: .passed,
            startedAt: 0,
            duration: 0,
            steps: [step]
        )
        let suite = SuiteResult(
            name: "s",
            file: "f",
            target: "t",
            startedAt: 0,
            duration: 0,
            cases: [result],
            responseTime: .empty
        )
        let run = RunResult(tool: "t", startedAt: 0, duration: 0, seed: 0, interrupted: false, suites: [suite])
        return String(decoding: ReportFormat.json.bytes(run), as: UTF8.self)
    }

    private func run(_ arguments: [String]) async throws -> Program.Outcome {
        let folder = try TemporaryFolder()
        _ = try folder.write("one.json", Self.results([("0.1%", 760, 775)]))
        _ = try folder.write("two.json", Self.results([("0.1%", 1400, 1450)]))
        _ = try folder.write("four.json", Self.results([("0.1%", 2500, 2550)]))
        _ = try folder.write("both.json", Self.results([("5%", 1500, 1550), ("0.1%", 760, 775)]))
        return try await Program.run(["size"] + arguments, in: folder.path)
    }

    @Test func theNumberHasItsArithmetic() async throws {
        let outcome = try await run(["--load", "12000/s", "--objective", "p99<200ms", "one.json"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        for words in [
            "holds at 760/s, not at 775/s", "16 take 12160/s, and 1 that may be gone: 17", "more than the 1",
            "17 instances",
        ] {
            #expect(outcome.output.contains(words), "\(outcome.output)")
        }
        let grown = try await run([
            "--load", "6000/s", "--growth", "50%", "--lost", "0", "--objective", "failures<0.1%", "one.json",
        ])
        #expect(grown.output.contains("12 instances"), "\(grown.output)")
    }

    @Test func severalObjectivesChooseTheGoal() async throws {
        let outcome = try await run([
            "--load", "3000/s", "--objective", "p99<200ms", "--objective", "failures<0.1%", "both.json",
        ])
        #expect(
            outcome.output.contains("for p99 at most 200 ms, failures at most 0.1%, of 3000/s"),
            "\(outcome.output)"
        )
        #expect(outcome.output.contains("5 instances"), "\(outcome.output)")
    }

    @Test func theLawTellsOfTheLimit() async throws {
        let arguments = ["--objective", "p99<200ms", "one.json=1", "two.json=2", "four.json=4"]
        let outcome = try await run(["--load", "2000/s"] + arguments)
        #expect(outcome.output.contains("Universal Scalability Law"), "\(outcome.output)\(outcome.errors)")
        let beyond = try await run(["--load", "1000000/s"] + arguments)
        #expect(beyond.code == 1)
        #expect(beyond.output.contains("no number of instances"))
    }

    @Test func theAnswerIsAPageAndJSONToo() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("one.json", Self.results([("0.1%", 760, 775)]))
        let outcome = try await Program.run(
            ["size", "--load", "3000/s", "--objective", "p99<200ms", "--json", "--page", "sizing.html", "one.json"],
            in: folder.path
        )
        #expect(outcome.code == 0, "\(outcome.errors)")
        let json = try JSONParser.parse(Array(outcome.output.utf8))
        #expect(json["worst"] == ["instances": 5, "capacityPerSecond": 3040])
        #expect(json["best"]?["instances"] == 5 && json["law"] == .null && json["lost"] == 1)
        #expect(json["measured"]?[0]?["source"] == "one.json")
        let page = try String(contentsOfFile: folder.path + "/sizing.html", encoding: .utf8)
        for words in [
            "5 instances", "What so many instances take", "needed: 3000/s", "4 take 3040/s, and 1 that may be gone: 5",
        ] {
            #expect(page.contains(words), "\(words)")
        }
    }

    @Test(arguments: [
        ["--load", "1", "--objective", "p99<200ms", "one.json"], ["--load", "1/s", "--objective", "p99", "one.json"],
        ["--load", "1/s", "--objective", "p99<20ms", "one.json"],
        ["--load", "1/s", "--objective", "p99<200ms", "none.json"],
        ["--load", "1/s", "--objective", "goodput>1/s", "one.json"], ["--load", "1/s", "--objective", "p99<200ms"],
        ["--load", "1/s", "--objective", "p99<200ms", "one.json=0"],
        ["--load", "1/s", "--objective", "p99<200ms", "both.json"],
        ["--load", "1/s", "--objective", "p99<200ms", "one.json", "one.json"],
    ])
    func mistakesAreTold(_ arguments: [String]) async throws {
        let outcome = try await run(arguments)
        #expect(outcome.code == 2, "\(outcome.output)\(outcome.errors)")
    }
}
