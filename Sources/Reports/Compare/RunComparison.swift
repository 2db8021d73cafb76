package import Measurement
package import Results

/// A run to be held against another: its results, and what was logged of its loads.
package struct ComparedRun {
    /// The results.
    package var run: RunResult
    /// The response times of each interval of a load, by the name of its file (``LoadFiles/logName(of:step:in:)``).
    package var logs: [String: [HdrCounts]] = [:]
    /// When each of those intervals began, in seconds since 1970.
    package var starts: [String: [Double]] = [:]

    /// A run without logs.
    package init(_ run: RunResult) {
        self.run = run
    }
}

/// Runs held against each other: cases by their verdicts, loads by their figures.
package struct RunComparison {
    /// How the runs of both sides lay in time.
    package enum Order {
        /// Each when it was.
        case apart
        /// Each at the same time as its counterpart.
        case atOnce
        /// Each beside its counterpart, in blocks A B B A: a run of one side, two of the other, and again one.
        case inTurns
    }

    /// What became of a case.
    package enum Change: String, CaseIterable {
        case broken
        case unmeasured = "not measured"
        case mended
        case flaky
        case new
        case gone
    }

    /// A case that isn't as it was.
    package struct CaseChange {
        package var change: Change
        package var suite: String
        package var name: String
        /// The verdicts of both sides, each once; none where it is missing.
        package var base: [Verdict]
        package var new: [Verdict]
    }

    /// A load, burst or search for capacity of both sides.
    package struct LoadChange {
        package var name: String
        /// Whether nothing is said where the comparison has no means to say it, whatever was measured: that leaves the
        /// verdict on the rest as it is.
        package var isBeyondMeans = false
        /// Why nothing is said; empty where something is.
        package var reason = ""
        package var rows: [Row] = []
    }

    /// A figure of a load.
    package struct Row {
        /// `p99`, `failures`.
        package var name: String
        package var base: Figure
        package var new: Figure
        package var verdict: ComparisonVerdict
        /// How much more the new one is, as a share: of the other for times, of all requests for failures.
        package var difference: Double?
        /// Where it truly lies.
        package var interval: ClosedRange<Double>?
    }

    /// A value as it is shown.
    package enum Figure {
        case nanoseconds(UInt64)
        /// A second.
        case rate(Double)
        case share(Double)
    }

    /// The cases that aren't as they were, the worst first.
    package let cases: [CaseChange]
    /// How many cases are as they were.
    package let unchanged: Int
    /// How many cases one side alone has, as the other was of a part that leaves cases of their suite out.
    package let leftOut: Int
    /// What of the suites the runs of each side leave out, in words.
    package let parts: [(side: String, text: String)]
    /// The loads that both have.
    package let loads: [LoadChange]
    /// Whether anything of one side was held against the same of the other: a case without figures of its own, or a
    /// figure.
    package let isAnythingCompared: Bool
    /// How many runs there are of each side.
    package let runs: (base: Int, new: Int)
    /// Within which times are the same, as a share.
    package let tolerance: Double
    /// How the runs of both sides lay in time.
    package let order: Order

    /// The comparison of one or several runs a side; where `order` says that each has a counterpart, it is at the same
    /// place among those of the other side.
    package init(base: [ComparedRun], new: [ComparedRun], tolerance: Double, order: Order = .apart) {
        self.order = order
        runs = (base.count, new.count)
        self.tolerance = tolerance
        let sides = (CaseTable(base.map(\.run)), CaseTable(new.map(\.run)))
        let changes = CaseTable.changes(sides.0, sides.1)
        cases = changes.changes
        unchanged = changes.unchanged
        leftOut = changes.leftOut
        parts = [("base", base), ("new", new)].flatMap { side, runs in
            runs.flatMap { $0.run.part?.texts ?? [] }.once.map { (side, $0) }
        }
        loads =
            LoadComparison(base, new, tolerance, order).changes
            + CapacityComparison.changes(base, new, tolerance, order)
        isAnythingCompared = sides.0.isPlainCaseShared(with: sides.1) || loads.contains { !$0.rows.isEmpty }
    }

    /// With fewer blocks A B B A there is no interval of 95%: each has two pairs, and six are the fewest.
    package static let fewestBlocks = 3

    /// By what the same figures of two runs are found.
    static func name(of step: StepResult, _ result: CaseResult, _ suite: SuiteResult) -> String {
        "\(suite.name): \(result.name)\(step.name.isEmpty ? "" : " / \(step.name)")"
    }

    /// 1 where something is worse, 3 where nothing is but of something it can't be told, 0 otherwise.
    package var exitCode: Int32 {
        let verdicts = loads.flatMap(\.rows).map(\.verdict)
        if verdicts.contains(.worse) || cases.contains(where: { $0.change == .broken }) { return 1 }
        let isOpen = verdicts.contains(.unknown) || loads.contains { !$0.reason.isEmpty && !$0.isBeyondMeans }
        return isOpen || !isAnythingCompared || cases.contains { $0.change == .unmeasured } ? 3 : 0
    }
}

/// The verdicts of the cases of one side.
struct CaseTable {
    private struct Key: Hashable {
        var suite: String
        var name: String
    }

    private var order: [Key] = []
    private var verdicts: [Key: [Verdict]] = [:]
    /// The cases that are about figures: that they passed twice says nothing of these.
    private var measured: Set<Key> = []
    /// What the runs leave out, as far as they leave something out.
    private let parts: [RunPart?]

    init(_ runs: [RunResult]) {
        parts = runs.map(\.part)
        for suite in runs.flatMap(\.suites) {
            for result in suite.cases {
                let key = Key(suite: suite.name, name: result.name)
                if verdicts[key] == nil { order.append(key) }
                verdicts[key, default: []].append(result.verdict)
                if result.steps.contains(where: { $0.load != nil || $0.capacity != nil }) { measured.insert(key) }
            }
        }
    }

    /// Whether each run left cases of `suite` out: that one isn't there says nothing of what is tested.
    private func leavesOut(_ suite: String) -> Bool { parts.allSatisfy { $0?.isOf(suite) ?? false } }

    /// Whether both have a verdict on the same case without figures: one that wasn't run or not measured says nothing.
    func isPlainCaseShared(with other: CaseTable) -> Bool {
        order.contains { key in
            !measured.contains(key) && !other.measured.contains(key) && isJudged(key) && other.isJudged(key)
        }
    }

    private func isJudged(_ key: Key) -> Bool {
        verdicts[key]?.contains { verdict in
            switch verdict {
            case .passed, .failed, .waived, .answered: true
            case .error, .skipped: false
            }
        } ?? false
    }

    static func changes(
        _ base: CaseTable,
        _ new: CaseTable
    ) -> (changes: [RunComparison.CaseChange], unchanged: Int, leftOut: Int) {
        var changes: [RunComparison.CaseChange] = []
        var (unchanged, leftOut) = (0, 0)
        for key in base.order + new.order.filter({ base.verdicts[$0] == nil }) {
            let (one, other) = (unique(base.verdicts[key] ?? []), unique(new.verdicts[key] ?? []))
            // That it fails now doesn't say that it didn't before.
            if one.isEmpty && base.leavesOut(key.suite) || other.isEmpty && new.leavesOut(key.suite) {
                leftOut += 1
                continue
            }
            guard let change = change(one, other) else {
                unchanged += 1
                continue
            }
            changes.append(
                RunComparison.CaseChange(change: change, suite: key.suite, name: key.name, base: one, new: other)
            )
        }
        let sorted = RunComparison.Change.allCases.flatMap { kind in changes.filter { $0.change == kind } }
        return (sorted, unchanged, leftOut)
    }

    /// What is waived is broken all the same: whether it is accepted is said of one run, not of what changed.
    private static func unique(_ verdicts: [Verdict]) -> [Verdict] {
        let plain = verdicts.map { $0 == .waived ? Verdict.failed : $0 }
        return Verdict.allCases.filter(plain.contains)
    }

    private static func change(_ base: [Verdict], _ new: [Verdict]) -> RunComparison.Change? {
        if new.isEmpty { return .gone }
        // A case that comes and fails is worse than none.
        if base.isEmpty { return new.contains(.failed) ? .broken : .new }
        if base.count > 1 || new.count > 1 { return .flaky }
        guard base != new else { return nil }
        if new == [.failed] { return .broken }
        if new == [.error] { return .unmeasured }
        return base == [.failed] ? .mended : nil
    }
}
