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
        { "mock": "m", "limits": { "all": { "rate": "6/s", "burst": 1 } },
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
            #"[{ "name": "needs 19", "failures": "5%", "atLeast": "19/s" }, { "name": "looks", "failures": "5%" }]"#
        // So far apart that a busy machine sends no two together, which the limit would refuse for that.
        let scenario = Self.scenario(goals, upTo: "20/s").replacing(#""from": "20/s""#, with: #""from": "5/s""#)
            .replacing("500ms", with: "2s")
        let trial = try await LoadTrial.run(scenario, mock: Self.limited)
        let capacity = try #require(trial.result.steps.first?.capacity)
        #expect(trial.result.verdict == .failed, "\(trial.result.reason) \(capacity)")
        let needed = capacity.goals[0]
        #expect((needed.upper ?? .infinity) <= 19)
        #expect(needed.finding != nil && !needed.isUnclear)
        #expect(capacity.goals[1].finding == nil)
        #expect(trial.result.steps[0].findings.count == 1)
    }

    /// Everything fails: a trial of a minute is over as soon as the brake is reached.
    @Test func theBrakeStopsATargetThatFails() async throws {
        let trial = try await LoadTrial.run(
            // At this rate a machine that stands still for a tenth of a second has no part in twenty failures.
            Self.scenario(#"[{ "failures": "0%" }]"#, upTo: "100/s")
                .replacing(#""500ms""#, with: #""60s""#),
            mock: #"{ "mock": "m", "rules": [], "otherwise": { "status": 500 } }"#
        )
        let capacity = try #require(trial.result.steps.first?.capacity)
        #expect(trial.result.verdict == .failed, "\(trial.result.reason)")
        #expect(capacity.goals.map(\.outcome) == [.below])
        let first = try #require(capacity.trials.first)
        #expect(first.note?.contains("the brake") ?? false, "\(first)")
        // 1,200 would have been sent; how many are in flight when the first are answered is the machine's affair.
        #expect(first.offered < 600 && first.failed < 600, "\(first)")
    }

    /// A queue of five that fails what it has no room for: it takes 200 a second, and is asked for 400. After its
    /// collapse no more comes than the brake and the connections of a load allow, however slow this machine is: 20
    /// failures, and what is in flight then; that of each trial, and of the load that looks whether anything is there.
    @Test func noMoreThanIsStatedFollowsACollapse() async throws {
        let scenario = #"""
            { "name": "c", "expect": { "status": 200 },
              "capacity": { "upTo": "400000/s", "from": "400/s", "goals": [{ "latency": { "p50": "50ms" }, "failures": "0%" }],
                "arrivals": "constant", "trial": "60s", "sum": "60s", "settle": "0ms", "brake": 20, "within": "5m" } }
            """#
        let trial = try await LoadTrial.run(
            scenario,
            mock: #"""
                { "mock": "m", "rules": [], "otherwise": { "status": 200 },
                  "service": { "servers": 1, "time": "5ms", "queue": 5, "full": { "status": 503 } } }
                """#
        )
        let capacity = try #require(trial.result.steps.first?.capacity)
        #expect(capacity.trials.first?.note != nil, "ended before its time: \(capacity)")
        let collapse = try #require(trial.requests.firstIndex { $0.status == 503 })
        let inFlight = 400 * 2 * 50 / 1000 + 64
        // Between two loads the queue empties: what it answers well again isn't counted.
        let after = trial.requests[collapse...].count { $0.status == 503 }
        let loads = capacity.trials.count + 1
        #expect(after <= loads * (20 + inFlight), "\(after) in \(loads) loads, of 24,000 requests in a minute")
    }

    /// Rates of which every answer comes: the points of the curve are theirs, and its reports hold.
    @Test(arguments: [
        #"{ "rates": ["20/s", "40/s", "80/s"], "for": "500ms" }"#,
        #"{ "users": [1, 2, 3], "for": "500ms", "think": "5ms" }"#,
    ])
    func aSweepGoesFromLightToHeavy(_ sweep: String) async throws {
        let trial = try await LoadTrial.run(
            #"{ "name": "c", "expect": { "status": 200 }, "capacity": { "sweep": \#(sweep), "settle": "0ms" } }"#,
            mock: #"{ "mock": "m", "rules": [], "otherwise": { "status": 200 } }"#
        )
        let capacity = try #require(trial.result.steps.first?.capacity)
        let curve = try #require(capacity.curve)
        #expect(curve.points.map(\.load) == (sweep.contains("users") ? [1, 2, 3] : [20, 40, 80]), "\(capacity)")
        #expect(curve.points.allSatisfy { $0.failed == 0 && $0.completed > 0 && !$0.isOverloaded })
        #expect(capacity.goals.isEmpty && capacity.trials.isEmpty && capacity.end == nil)
        // Whether the generator kept up is the machine's affair.
        let counts = curve.points.contains { !$0.isDoubtful }
        #expect(trial.result.verdict == (counts ? .passed : .error), "\(trial.result.reason)")
    }

    /// A target that fails its lightest load is broken, and the brake ends the sweep there.
    @Test func aSweepOfWhatFailsFails() async throws {
        let trial = try await LoadTrial.run(
            #"""
            { "name": "c", "expect": { "status": 200 },
              "capacity": { "sweep": { "rates": ["200/s", "400/s"], "for": "30s" }, "settle": "0ms", "brake": 5 } }
            """#,
            mock: #"{ "mock": "m", "rules": [], "otherwise": { "status": 500 } }"#
        )
        #expect(trial.result.verdict == .failed, "\(trial.result.reason)")
        #expect(trial.result.steps[0].findings.map(\.expectation) == ["sweep"])
        #expect(trial.result.steps[0].capacity?.curve?.points.count == 1)
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
