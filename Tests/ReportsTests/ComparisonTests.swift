import HTTP
import Measurement
import Results
import Testing

@testable import Reports

@Suite struct RunComparisonTests {
    private func run(_ verdicts: [(String, Verdict)]) -> ComparedRun {
        ComparedRun(Sample.run(verdicts.map { Sample.result($0.0, $0.1) }))
    }

    private func comparison(_ base: [(String, Verdict)], _ new: [(String, Verdict)]) -> RunComparison {
        RunComparison(base: [run(base)], new: [run(new)], tolerance: 0.05)
    }

    @Test(arguments: [
        (Verdict.passed, Verdict.failed, RunComparison.Change.broken), (.failed, .passed, .mended),
        (.passed, .error, .unmeasured), (.answered, .failed, .broken), (.skipped, .failed, .broken),
        (.error, .failed, .broken),
    ])
    func aVerdictChanges(base: Verdict, new: Verdict, change: RunComparison.Change) {
        #expect(comparison([("a", base)], [("a", new)]).cases.map(\.change) == [change])
    }

    @Test func whatIsThereOnOneSideOnlyIsNewOrGone() {
        let found = comparison([("a", .passed), ("b", .failed)], [("a", .passed), ("c", .passed), ("d", .failed)])
        #expect(found.cases.map { "\($0.name) \($0.change.rawValue)" } == ["d broken", "c new", "b gone"])
        #expect(found.unchanged == 1)
        #expect(found.exitCode == 1)
    }

    @Test func ofSeveralRunsAVerdictMayWaver() {
        let found = RunComparison(
            base: [run([("a", .passed)]), run([("a", .failed)])],
            new: [run([("a", .passed)])],
            tolerance: 0.05
        )
        #expect(found.cases.map(\.change) == [.flaky])
    }

    @Test func theWorstIsTheExitCode() {
        #expect(comparison([("a", .passed)], [("a", .passed)]).exitCode == 0)
        #expect(comparison([("a", .failed)], [("a", .failed)]).exitCode == 0)
        #expect(comparison([("a", .passed)], [("a", .error)]).exitCode == 3)
        #expect(comparison([("a", .passed), ("b", .passed)], [("a", .error), ("b", .failed)]).exitCode == 1)
    }

    /// Runs of a load whose response times have a percentile each.
    private func loads(_ times: [UInt64], model: String = "200/s for 30 s, constant") -> [ComparedRun] {
        times.map { time in
            var result = Sample.loaded(.load)
            result.steps[0].load?.model = model
            result.steps[0].load?.responseTime.percentiles = [.init(50, time)]
            return ComparedRun(Sample.run([result]))
        }
    }

    /// With four runs a side that don't overlap the least possible probability is 0.02857, with three 0.1.
    @Test func severalRunsAreTestedByRanks() throws {
        let worse = RunComparison(
            base: loads([100, 101, 102, 103]),
            new: loads([150, 151, 152, 153]),
            tolerance: 0.05
        )
        let row = try #require(worse.loads.first?.rows.first)
        #expect(row.name == "p50" && row.verdict == .worse && worse.exitCode == 1)
        #expect(try #require(row.interval).contains(try #require(row.difference)))
        let few = RunComparison(base: loads([100, 101, 102]), new: loads([150, 151, 152]), tolerance: 0.05)
        #expect(few.loads.first?.rows.first?.verdict == .unknown && few.exitCode == 3)
    }

    @Test func differentLoadsAreNotCompared() {
        let found = RunComparison(base: loads([100]), new: loads([100], model: "300/s"), tolerance: 0.05)
        #expect(found.loads.first?.reason.hasPrefix("different loads were asked for") == true)
        #expect(found.exitCode == 3)
    }

    @Test func withoutALogTwoRunsTellNothing() {
        let found = RunComparison(base: loads([100]), new: loads([200]), tolerance: 0.05)
        #expect(found.loads.first?.reason.contains(".hlog") == true)
    }

    @Test func theLogsOfTwoRunsAreHeldAgainstEachOther() throws {
        func side(_ scale: UInt64) -> ComparedRun {
            var run = loads([1])[0]
            let result = run.run.suites[0].cases[0]
            let intervals = (0..<24).map { number in
                var counts = HdrCounts()
                for value in 1...100 { counts.record(UInt64(value + number % 3) * scale) }
                return counts
            }
            run.logs[LoadFiles.logName(of: result, step: result.steps[0], in: "Orders")] = intervals
            return run
        }
        let found = RunComparison(base: [side(1_000_000)], new: [side(1_300_000)], tolerance: 0.05)
        let rows = try #require(found.loads.first?.rows)
        #expect(rows.map(\.name) == ["p50", "p90", "p99"])
        #expect(rows.allSatisfy { $0.verdict == .worse })
        let text = ComparisonText.text(found)
        #expect(text.contains("p50") && text.contains("worse") && text.contains("said of these two runs"))
    }
}
