import JSON
import Results
import Testing

@testable import Reports

/// A search for capacity in every report.
@Suite struct CapacityReportTests {
    private static let capacity = CapacityResult(
        model: "up to 2000/s, poisson arrivals, trials of 10 s",
        goals: [
            CapacityGoalResult(
                name: "p99 ≤ 50 ms",
                objectives: ["p99 at most 50 ms", "failures at most 0.1%"],
                outcome: .found,
                lower: 760,
                upper: 775,
                width: 0.02,
                trial: 10_000_000_000,
                sum: 30_000_000_000,
                exceed: 0.5,
                required: 700
            ),
            CapacityGoalResult(
                name: "p99 ≤ 20 ms",
                objectives: ["p99 at most 20 ms"],
                outcome: .generator,
                lower: 400,
                width: 0.02,
                trial: 10_000_000_000,
                sum: 30_000_000_000,
                exceed: 0,
                finding: Finding("capacity", expected: "a rate", found: "no capacity"),
                isUnclear: true
            ),
            CapacityGoalResult(
                name: "failures ≤ 0%",
                objectives: ["failures at most 0%"],
                outcome: .below,
                upper: 2,
                width: 0.02,
                trial: 1,
                sum: 1,
                exceed: 0,
                finding: Finding("capacity", expected: "a rate", found: "doesn't at 2/s")
            ),
        ],
        trials: [
            CapacityTrialResult(
                rate: 760,
                duration: 10_000_000_000,
                warmUp: 1_500_000_000,
                offered: 7600,
                completed: 7590,
                failed: 10,
                responseTime: Sample.latency,
                verdicts: [.holds, .invalid, .broken],
                note: "the generator was late",
                bounds: [.init(lower: 760, upper: nil), .init(lower: nil, upper: nil), .init(lower: nil, upper: 2)]
            )
        ],
        brake: 50,
        end: "10 m were over"
    )

    private static var run: RunResult {
        var step = StepResult(name: "", findings: [Finding("capacity", expected: "a rate", found: "doesn't at 2/s")])
        step.capacity = capacity
        return Sample.run([Sample.result("takes it", .failed, steps: [step]), Sample.passed])
    }

    @Test func itIsReadBackAsItWasWritten() throws {
        #expect(try ResultsReader.run(ResultsDocument.json(Self.run)) == Self.run)
    }

    @Test func eachGoalIsATestCase() {
        let text = String(decoding: ReportFormat.junit.bytes(Self.run), as: UTF8.self)
        #expect(text.contains(#"tests="4" failures="1" errors="1""#), "\(text)")
        for goal in Self.capacity.goals {
            #expect(text.contains(#"<testcase name="takes it: \#(goal.name)""#), "\(text)")
        }
        #expect(text.contains(#"name="takes it: p99 ≤ 50 ms.upper.perSecond" value="775.0""#), "\(text)")
    }

    @Test func theTerminalShowsBoundsAndTrials() {
        let text = TerminalReport.text(Self.run)
        for words in [
            "p99 ≤ 50 ms    holds at 760/s, not at 775/s, width 1.94%  (required: 700/s)",
            "no capacity: the generator may have decided the trials; holds at 400/s",
            "doesn't hold at 2/s, the lowest that is tried", "✓?✗", "760/s–…  …–…  …–2/s  the generator was late",
            "ended          10 m were over",
        ] { #expect(text.contains(words), "\(text)") }
    }
}
