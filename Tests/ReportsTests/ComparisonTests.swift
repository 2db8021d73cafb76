import Foundation
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

    /// That a case was left out by choice says nothing of what is tested.
    @Test func whatAPartLeavesOutIsNeitherNewNorGone() {
        func part(_ verdicts: [(String, Verdict)], of suite: String = "Orders") -> ComparedRun {
            var run = run(verdicts)
            run.run.part = RunPart(choice: "--only 'a'", suites: [RunPart.Suite(suite, chosen: 1, of: 3)])
            return run
        }
        let whole = [("a", Verdict.passed), ("b", .passed), ("c", .failed)]
        let found = RunComparison(base: [run(whole)], new: [part([("a", .passed)])], tolerance: 0.05)
        #expect(found.cases.isEmpty && found.unchanged == 1 && found.leftOut == 2)
        let text = ComparisonText.text(found)
        #expect(text.contains("1 as before, 2 left out by choice"), "\(text)")
        #expect(text.contains("! new is of a part: 1 of 3 cases of 'Orders', by --only 'a'"), "\(text)")
        let later = RunComparison(base: [part([("a", .passed)])], new: [run(whole)], tolerance: 0.05)
        #expect(later.cases.isEmpty && later.leftOut == 2 && later.exitCode == 0)
        // What is missing of a suite that is there whole is gone.
        let other = RunComparison(base: [run(whole)], new: [part([("a", .passed)], of: "Others")], tolerance: 0.05)
        #expect(other.cases.map(\.change) == [.gone, .gone] && other.leftOut == 0)
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

    /// A run of a load of 60 seconds that began at `start`, on a machine that is twice as slow in every second block of
    /// five seconds.
    private func disturbed(_ factor: Double, start: Double, seed: UInt64) -> ComparedRun {
        var random = SplitMix64(seed: seed)
        var run = ComparedRun(Sample.run([Sample.loaded(.load)]))
        let result = run.run.suites[0].cases[0]
        let name = LoadFiles.logName(of: result, step: result.steps[0], in: "Orders")
        run.logs[name] = (0..<60).map { second in
            var times = LatencyRecorder()
            let level = (second / 5) % 2 == 0 ? 2e6 : 4e6
            for _ in 0..<200 { times.record(UInt64(level * factor * (0.9 + 0.2 * random.unit()))) }
            return times.counts
        }
        run.starts[name] = (0..<60).map { start + Double($0) }
        return run
    }

    /// What disturbs both at once hides 10% between two runs, and nothing of it between a pair.
    @Test func whatDisturbsBothCancelsOutOfAPair() throws {
        let (base, new) = (disturbed(1, start: 100, seed: 1), disturbed(1.1, start: 100.2, seed: 2))
        let pair = RunComparison(base: [base], new: [new], tolerance: 0.05, order: .atOnce)
        let row = try #require(pair.loads.first?.rows.first { $0.name == "p90" })
        #expect(row.verdict == .worse && row.interval?.contains(0.1) == true, "\(row)")
        let same = RunComparison(
            base: [base],
            new: [disturbed(1, start: 100.2, seed: 3)],
            tolerance: 0.05,
            order: .atOnce
        )
        #expect(same.loads.first?.rows.allSatisfy { $0.verdict == .same } == true)
    }

    /// Seconds that only one side has say nothing.
    @Test func onlySecondsOfBothCount() {
        let late = disturbed(1, start: 145, seed: 2)
        let pair = RunComparison(
            base: [disturbed(1, start: 100, seed: 1)],
            new: [late],
            tolerance: 0.05,
            order: .atOnce
        )
        #expect(pair.loads.first?.reason.hasPrefix("15 intervals took place at the same time") == true)
    }

    /// Logs of one name may be each other's.
    @Test func loadsThatShareALogAreNotCompared() {
        var run = disturbed(1, start: 100, seed: 1)
        var other = Sample.loaded(.load)
        other.name = "holds: the rate"
        run.run.suites[0].cases.append(other)
        let found = RunComparison(base: [run], new: [run], tolerance: 0.05)
        #expect(found.loads.allSatisfy { $0.reason.contains("the logs of several loads") && $0.rows.isEmpty })
        // One reason of several loads is told once.
        let text = ComparisonText.text(found)
        #expect(text.contains("\n2 loads\n  can't tell  the logs of several loads"), "\(text)")
        #expect(text.contains("\n  Orders: holds: the rate\n"), "\(text)")
        #expect(text.components(separatedBy: "the logs of several loads").count == 2, "\(text)")
    }

    /// A load of a second says how long it has to be.
    @Test func aShortLoadSaysWhatIsMissing() throws {
        var (base, new) = (disturbed(1, start: 100, seed: 1), disturbed(1, start: 200, seed: 2))
        let name = try #require(base.logs.keys.first)
        base.logs[name] = base.logs[name].map { Array($0.prefix(1)) }
        new.logs[name] = new.logs[name].map { Array($0.prefix(1)) }
        let short = RunComparison(base: [base], new: [new], tolerance: 0.05)
        #expect(short.loads.first?.reason == "of the times nothing is said: too short: 1 s each; 20 s are needed")
        new.logs[name] = []
        #expect(
            RunComparison(base: [new], new: [new], tolerance: 0.05).loads.first?.reason.contains("neither load") == true
        )
        new.logs[name] = base.logs[name].map { $0 + $0 }
        #expect(
            RunComparison(base: [base], new: [new], tolerance: 0.05).loads.first?.reason.contains("1 s and 2 s") == true
        )
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

    /// Figures are shown as they are, and failures are held against each other as times are.
    @Test func severalRunsShowTimesAndFailures() throws {
        var failing = loads([100, 101, 102, 103])
        for index in failing.indices {
            failing[index].run.suites[0].cases[0].steps[0].load?.sent = 300
            failing[index].run.suites[0].cases[0].steps[0].load?.failures = [:]
            failing[index].run.suites[0].cases[0].steps[0].load?.broken = 25 + index
        }
        var sound = failing
        for index in sound.indices { sound[index].run.suites[0].cases[0].steps[0].load?.broken = 0 }
        let found = RunComparison(base: sound, new: failing, tolerance: 0.05)
        let rows = try #require(found.loads.first?.rows)
        #expect(rows.map(\.name) == ["p50", "failures"] && rows.map(\.verdict) == [.same, .worse])
        let isShown = if case .nanoseconds(101) = rows[0].base { true } else { false }
        #expect(isShown, "\(rows[0].base)")
        #expect(found.exitCode == 1)
    }

    /// Where the times of a load aren't known, failures alone don't make it the same.
    @Test func aLoadWithoutALogIsNotTold() {
        var (base, new) = (disturbed(1, start: 100, seed: 1), disturbed(1.2, start: 200, seed: 2))
        new.logs = [:]
        let intervals = (0..<60).map { second in
            IntervalSummary(
                start: second * 1_000_000_000,
                length: 1_000_000_000,
                completed: 200,
                responseTime: .empty,
                serviceTime: .empty
            )
        }
        base.run.suites[0].cases[0].steps[0].load?.intervals = intervals
        new.run.suites[0].cases[0].steps[0].load?.intervals = intervals
        let found = RunComparison(base: [base], new: [new], tolerance: 0.05)
        #expect(found.loads.first?.rows.map(\.name) == ["failures"])
        #expect(
            found.loads.first?.reason.hasSuffix("the second load has no interval log (.hlog, beside results.json)")
                == true && found.exitCode == 3
        )
    }

    /// Runs of a burst whose response times have a percentile each, and of other cases.
    private func bursts(_ times: [UInt64], beside others: [CaseResult] = []) -> [ComparedRun] {
        times.map { time in
            var result = Sample.loaded(.burst)
            result.steps[0].load?.responseTime.percentiles = [.init(50, time)]
            return ComparedRun(Sample.run([result] + others))
        }
    }

    /// One burst is one value: two say nothing, and it is said. Beside other cases that leaves the verdict on these
    /// alone.
    @Test func aBurstIsNotComparedWithOneAndSaysSo() {
        let alone = RunComparison(base: bursts([100]), new: bursts([900]), tolerance: 0.05)
        #expect(alone.loads.map(\.name) == ["Orders: 64 at once"] && alone.exitCode == 3)
        let text = ComparisonText.text(alone)
        #expect(text.contains("not compared: the responses of a burst wait for each other"), "\(text)")
        #expect(text.contains("CAN'T TELL  nothing of one side") && text.contains("1 not compared"), "\(text)")
        let both = RunComparison(
            base: bursts([100], beside: [Sample.passed]),
            new: bursts([900], beside: [Sample.passed]),
            tolerance: 0.05
        )
        #expect(both.exitCode == 0 && ComparisonText.text(both).contains("not compared: "))
    }

    @Test(arguments: [RunComparison.Order.apart, .atOnce])
    func burstsOfFourRunsAreComparedByRanks(order: RunComparison.Order) throws {
        let found = RunComparison(
            base: bursts([100, 101, 102, 103]),
            new: bursts([150, 151, 152, 153]),
            tolerance: 0.05,
            order: order
        )
        let row = try #require(found.loads.first?.rows.first)
        #expect(row.name == "p50" && row.verdict == .worse && found.exitCode == 1)
        #expect(RunComparison(base: bursts([1, 2, 3]), new: bursts([7, 8, 9]), tolerance: 0.05).exitCode == 3)
    }

    /// Three blocks A B B A on a machine that grows slower all the time, by more from run to run than the sides differ:
    /// the neighbours tell.
    @Test(
        arguments: [(1.0, ComparisonVerdict.same, 0), (1.3, .worse, 1), (0.7, .better, 0)]
            as [(Double, ComparisonVerdict, Int32)]
    )
    func inTurnsDriftCancelsOut(_ factor: Double, _ verdict: ComparisonVerdict, _ code: Int32) throws {
        func times(_ places: [Int], _ factor: Double) -> [UInt64] {
            places.map { UInt64(1e6 * factor * (1 + 0.02 * Double($0))) }
        }
        let found = RunComparison(
            base: bursts(times([0, 3, 4, 7, 8, 11], 1)),
            new: bursts(times([1, 2, 5, 6, 9, 10], factor)),
            tolerance: 0.05,
            order: .inTurns
        )
        let rows = try #require(found.loads.first?.rows)
        #expect(rows.map(\.name) == ["p50", "max", "failures"])
        #expect(rows.map(\.verdict) == [verdict, .same, .same] && found.exitCode == code, "\(rows)")
        #expect(ComparisonText.text(found).contains("in turns, in 3 blocks A B B A"))
    }

    @Test func ofTwoBlocksNothingCanBeTold() {
        let found = RunComparison(
            base: bursts([1, 1, 1, 1]),
            new: bursts([9, 9, 9, 9]),
            tolerance: 0.05,
            order: .inTurns
        )
        #expect(found.exitCode == 3 && found.loads.first?.rows.allSatisfy { $0.verdict == .unknown } == true)
        #expect(ComparisonText.text(found).contains("fewer than 3 blocks: no interval"))
    }

    /// Of several searches in turns the rates are held against each other; a higher one is better, and nothing finer
    /// than their bounds is told.
    @Test(
        arguments: [(760.0, ComparisonVerdict.unknown), (380, .worse), (1500, .better)]
            as [(Double, ComparisonVerdict)]
    )
    func capacitiesInTurnsAreJudged(_ rate: Double, _ verdict: ComparisonVerdict) throws {
        let found = RunComparison(
            base: (0..<6).map { _ in search(760, 775) },
            new: (0..<6).map { _ in search(rate, rate * 1.02) },
            tolerance: 0.05,
            order: .inTurns
        )
        let rows = try #require(found.loads.first?.rows)
        #expect(rows.map(\.name) == ["p99"] && rows.map(\.verdict) == [verdict], "\(rows)")
        #expect(ComparisonText.text(found).contains("760/s"), "\(ComparisonText.text(found))")
        let half = RunComparison(
            base: [search(760, 775), search(nil, 775)],
            new: [search(rate, 1), search(rate, 1)],
            tolerance: 0.05,
            order: .inTurns
        )
        #expect(half.loads.first?.reason.hasPrefix("not every run found the capacity") == true && half.exitCode == 3)
    }

    /// A run that looked for a capacity and found it between bounds; without the lower one it found none.
    private func search(_ lower: Double?, _ upper: Double) -> ComparedRun {
        let goal = CapacityGoalResult(
            name: "p99",
            objectives: ["p99 at most 250 ms"],
            outcome: lower == nil ? .below : .found,
            lower: lower,
            upper: upper,
            width: 0.05,
            trial: 1,
            sum: 1,
            exceed: 0
        )
        var step = Sample.step()
        step.capacity = CapacityResult(model: "from 10/s to 1000/s", goals: [goal], brake: 10)
        return ComparedRun(Sample.run([Sample.result("finds the capacity", .passed, steps: [step])]))
    }

    /// Where all trials together tell the rate, two runs are held against each other by it.
    @Test(arguments: [
        (1000.0, ComparisonVerdict.same, Int32(0)), (900, .worse, 1), (1100, .better, 0), (975, .unknown, 3),
    ])
    func estimatesOfTwoRunsAreJudged(_ rate: Double, _ verdict: ComparisonVerdict, _ code: Int32) throws {
        func side(_ rate: Double) -> ComparedRun {
            var side = search(rate * 0.98, rate * 1.02)
            side.run.suites[0].cases[0].steps[0].capacity?.goals[0].estimate = CapacityEstimate(
                rate: rate,
                lower: rate * 0.98,
                upper: rate * 1.02,
                trials: 10
            )
            return side
        }
        let found = RunComparison(base: [side(1000)], new: [side(rate)], tolerance: 0.05)
        let row = try #require(found.loads.first?.rows.first)
        #expect(row.verdict == verdict && found.exitCode == code, "\(row)")
        #expect(found.loads.first?.reason.isEmpty == true)
    }

    /// A search for capacity whose trials tell no interval shows what both found, and none of it is judged.
    @Test func capacitiesAreShownAndNotJudged() {
        let found = RunComparison(base: [search(760, 775)], new: [search(380, 390)], tolerance: 0.05)
        let text = ComparisonText.text(found)
        #expect(found.exitCode == 3 && text.contains("Orders: finds the capacity"), "\(text)")
        #expect(text.contains("not compared: single trials decide"), "\(text)")
        #expect(
            text.contains("; p99 holds at 760/s, not at 775/s, width 1.94% → holds at 380/s, not at 390/s"),
            "\(text)"
        )
    }

    /// Runs of different suites have nothing in common.
    @Test func whereNothingIsSharedNothingIsTold() {
        let found = comparison([("a", .passed)], [("b", .passed)])
        #expect(found.exitCode == 3 && ComparisonText.text(found).contains("CAN'T TELL  nothing of one side"))
    }

    /// Two runs before a target that is down have nothing to hold against each other.
    @Test func whereNothingWasMeasuredNothingIsTold() {
        let down = [("a", Verdict.error), ("b", .skipped)]
        #expect(comparison(down, down).exitCode == 3)
        #expect(comparison(down, [("a", .passed), ("b", .skipped)]).exitCode == 3)
        #expect(comparison(down + [("c", .passed)], down + [("c", .passed)]).exitCode == 0)
    }

    /// What benchstat prints of its own example (Encode/format=json-48): 1.718 us, 1.423 us, -17.20%. The medians of
    /// its ten runs are 1718 and 1422.5 ns; of the rounded figures it would be -17.17%.
    @Test func aDifferenceIsThatOfBenchstatsExample() throws {
        let found = RunComparison(
            base: loads([Int](repeating: 0, count: 10).map { _ in 1_718_0 }),
            new: loads([Int](repeating: 0, count: 10).map { _ in 1_422_5 }),
            tolerance: 0.05
        )
        let row = try #require(found.loads.first?.rows.first)
        let difference = try #require(row.difference)
        #expect((difference * 10_000).rounded() == -1720 && row.verdict == .better)
        #expect(ComparisonText.text(found).contains("-17.2%"), "\(ComparisonText.text(found))")
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
