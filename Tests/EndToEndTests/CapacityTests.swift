import Engine
import Foundation
import JSON
import MockServer
import Reports
import Results
import Testing

@testable import Scenarios

/// Searches for capacity against a mock, from the file to the reports.
@Suite struct CapacityTests {
    /// A search with one short trial a rate, whose goal no lateness of this machine can break.
    private static func scenario(_ goals: String, upTo: String = "80/s", brake: Int = 20) -> String {
        #"""
        { "name": "c", "expect": { "status": 200 },
          "capacity": { "upTo": "\#(upTo)", "from": "20/s", "goals": \#(goals), "arrivals": "constant", "trial": "500ms",
            "sum": "500ms", "width": "60%", "settle": "0ms", "brake": \#(brake), "within": "5m" } }
        """#
    }

    /// So much lateness has no machine.
    private static let wide = #"{ "name": "wide", "latency": { "p50": "30s" }, "failures": "5%" }"#

    private static let limited = #"""
        { "mock": "m", "limits": { "all": { "rate": "30/s", "burst": 1 } },
          "rules": [{ "name": "over", "when": { "over": "all" }, "respond": { "status": 503 } }], "otherwise": { "status": 200 } }
        """#

    @Test func whatAlwaysHoldsHoldsAtTheHighestRate() async throws {
        let trial = try await LoadTrial.run(
            Self.scenario("[\(Self.wide)]"),
            mock: #"{ "mock": "m", "rules": [], "otherwise": { "status": 200 } }"#
        )
        let capacity = try #require(trial.result.steps.first?.capacity)
        #expect(trial.result.verdict == .passed, "\(trial.result.reason) \(capacity)")
        #expect(capacity.goals.map(\.outcome) == [.above])
        #expect(capacity.goals[0].lower == 80)
        #expect(capacity.trials.map(\.rate) == [20, 40, 80])
        #expect(capacity.trials.allSatisfy { $0.verdicts == [.holds] })
    }

    @Test func aGoalThatNeedsMoreFails() async throws {
        let goals =
            #"[{ "name": "needs 70", "failures": "5%", "atLeast": "70/s" }, { "name": "looks", "failures": "5%" }]"#
        let trial = try await LoadTrial.run(Self.scenario(goals), mock: Self.limited)
        let capacity = try #require(trial.result.steps.first?.capacity)
        #expect(trial.result.verdict == .failed, "\(trial.result.reason) \(capacity)")
        let needed = capacity.goals[0]
        #expect((needed.upper ?? .infinity) <= 70)
        #expect(needed.finding != nil && !needed.isUnclear)
        #expect(capacity.goals[1].finding == nil)
        #expect(trial.result.steps[0].findings.count == 1)
    }

    /// Everything fails: a trial of a minute is over as soon as the brake is reached.
    @Test func theBrakeStopsATargetThatFails() async throws {
        let trial = try await LoadTrial.run(
            Self.scenario(#"[{ "failures": "0%" }]"#, upTo: "2000/s")
                .replacing(#""from": "20/s""#, with: #""from": "1000/s""#)
                .replacing(#""500ms""#, with: #""60s""#),
            mock: #"{ "mock": "m", "rules": [], "otherwise": { "status": 500 } }"#
        )
        let capacity = try #require(trial.result.steps.first?.capacity)
        #expect(trial.result.verdict == .failed, "\(trial.result.reason)")
        #expect(capacity.goals.map(\.outcome) == [.below])
        let first = try #require(capacity.trials.first)
        #expect(first.note?.contains("the brake") ?? false, "\(first)")
        // 60,000 would have been sent; how many are in flight when the first are answered is the machine's affair.
        #expect(first.offered < 30_000 && first.failed < 30_000, "\(first)")
    }

    @Test func whatIsNotThereHasNoCapacity() async throws {
        let folder = try TemporaryFolder()
        let cases = try await LoadTrial.cases(
            [try folder.write("s.json", #"{ "suite": "s", "scenarios": [\#(Self.scenario("[\(Self.wide)]"))] }"#)],
            target: "http://127.0.0.1:1"
        )
        #expect(cases.map(\.verdict) == [.error])
        #expect(cases[0].reason.hasPrefix("refused"))
        #expect(cases[0].steps[0].capacity == nil)
    }
}
