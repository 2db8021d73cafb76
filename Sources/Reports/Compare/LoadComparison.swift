import Glibc
import Measurement
import Results

/// The loads and bursts of two sides, held against each other.
struct LoadComparison {
    /// A load of a run, and its log where there is one.
    private struct Found {
        var name: String
        var load: LoadResult
        var log: [HdrCounts]
        /// Whether another load of the run has a log of the same name, so that it isn't known whose is whose.
        var sharesLog: Bool
        /// When each interval of the log began, in seconds since 1970.
        var starts: [Double]
    }

    private let base: [[Found]]
    private let new: [[Found]]
    private let tolerance: Double
    private let order: RunComparison.Order
    private static let percents: [Double] = [50, 90, 99]

    init(_ base: [ComparedRun], _ new: [ComparedRun], _ tolerance: Double, _ order: RunComparison.Order) {
        self.order = order
        self.base = base.map(Self.loads)
        self.new = new.map(Self.loads)
        self.tolerance = tolerance
    }

    private static func loads(_ run: ComparedRun) -> [Found] {
        var names: [String: Int] = [:]
        for suite in run.run.suites {
            for result in suite.cases {
                for step in result.steps where step.load?.kind == .load {
                    names[LoadFiles.logName(of: result, step: step, in: suite.name), default: 0] += 1
                }
            }
        }
        return run.run.suites.flatMap { suite in
            suite.cases.flatMap { result in
                result.steps.compactMap { step in
                    guard let load = step.load else { return nil }
                    let name = RunComparison.name(of: step, result, suite)
                    let file = LoadFiles.logName(of: result, step: step, in: suite.name)
                    return Found(
                        name: name,
                        load: load,
                        log: run.logs[file] ?? [],
                        sharesLog: names[file, default: 0] > 1,
                        starts: run.starts[file] ?? []
                    )
                }
            }
        }
    }

    /// The loads that every run has, in the order of the first.
    var changes: [RunComparison.LoadChange] {
        (base.first ?? []).compactMap { first in
            let sides = [base, new].map { side in
                side.compactMap { loads in loads.first { $0.name == first.name } }
            }
            guard sides[0].count == base.count, sides[1].count == new.count else { return nil }
            return change(first.name, sides[0], sides[1])
        }
    }

    private func change(_ name: String, _ base: [Found], _ new: [Found]) -> RunComparison.LoadChange {
        var change = RunComparison.LoadChange(name: name)
        if let reason = Self.obstacle(base + new) {
            change.reason = reason
        } else if order == .inTurns {
            change.rows = PairedRuns(tolerance: tolerance).rows(Self.percents, base.map(\.load), new.map(\.load))
        } else if base.first?.load.kind == .burst {
            change.rows = ranks(base, new)
            if change.rows.allSatisfy({ $0.interval == nil }) {
                change.rows = []
                change.reason =
                    "the responses of a burst wait for each other, so that one burst is one value of each percentile: give \(Self.fewestRuns) "
                    + "runs a side"
            }
        } else if order == .atOnce {
            let sides = Self.pairs(base, new)
            let comparisons = QuantileComparison.paired(of: Self.percents, base: sides.base, new: sides.new)
            change.rows = zip(Self.percents, comparisons).compactMap { percent, found in found.map { row(percent, $0) }
            }
            if change.rows.isEmpty {
                change.reason =
                    "\(sides.base.count) intervals took place at the same time on both sides; at least "
                    + "\(QuantileComparison.fewestIntervals) are needed, and responses enough for a percentile"
            }
            change.rows += failures(base, new)
        } else if base.count == 1, new.count == 1, base[0].sharesLog || new[0].sharesLog {
            change.reason = "the logs of several loads have the name of this one's: call the scenarios otherwise"
        } else if base.count == 1, new.count == 1 {
            let comparisons = QuantileComparison.comparisons(of: Self.percents, base: base[0].log, new: new[0].log)
            change.rows = zip(Self.percents, comparisons).compactMap { percent, found in
                found.map { row(percent, $0) }
            }
            if change.rows.isEmpty {
                change.reason = "of the times nothing is said: \(Self.lack(base[0], new[0]))"
            }
            change.rows += failures(base, new)
        } else {
            change.rows = ranks(base, new)
            if change.rows.isEmpty { change.reason = "too few responses stand behind every percentile" }
            change.rows += rankedFailures(base.map(\.load), new.map(\.load))
        }
        change.isBeyondMeans = !change.reason.isEmpty && (base + new).allSatisfy { $0.load.kind == .burst }
        return change
    }

    /// What two loads lack for their times to be compared.
    private static func lack(_ base: Found, _ new: Found) -> String {
        let counts = [base.log.count, new.log.count]
        switch counts.map({ $0 == 0 }) {
        case [true, true]: return "neither load has its interval log (.hlog, beside results.json)"
        case [true, false]: return "the first load has no interval log (.hlog, beside results.json)"
        case [false, true]: return "the second load has no interval log (.hlog, beside results.json)"
        default: break
        }
        let fewest = QuantileComparison.fewestIntervals
        guard counts.contains(where: { $0 < fewest }) else { return "too few responses stand behind every percentile" }
        // Loads of so few intervals have those of a second.
        let lengths = counts[0] == counts[1] ? "\(counts[0]) s each" : "\(counts[0]) s and \(counts[1]) s"
        return "too short: \(lengths); \(fewest) s are needed"
    }

    /// With fewer runs a side the ranks leave no interval of 95%.
    private static let fewestRuns = 4

    private func ranks(_ base: [Found], _ new: [Found]) -> [RunComparison.Row] {
        Self.percents.compactMap { row($0, base.map(\.load), new.map(\.load)) }
    }

    /// The intervals that began at most half an interval apart, run by run.
    private static func pairs(_ base: [Found], _ new: [Found]) -> (base: [HdrCounts], new: [HdrCounts]) {
        var pairs: (base: [HdrCounts], new: [HdrCounts]) = ([], [])
        for (one, other) in zip(base, new) {
            guard one.starts.count == one.log.count, other.starts.count == other.log.count else { continue }
            let length = one.starts.count > 1 ? one.starts[1] - one.starts[0] : 1
            var place = 0
            for (start, counts) in zip(one.starts, one.log) {
                while place < other.starts.count, other.starts[place] < start - length / 2 { place += 1 }
                guard place < other.starts.count, other.starts[place] <= start + length / 2 else { continue }
                pairs.base.append(counts)
                pairs.new.append(other.log[place])
                place += 1
            }
        }
        return pairs
    }

    /// Why the loads can't be held against each other at all.
    private static func obstacle(_ loads: [Found]) -> String? {
        let models = Set(loads.map(\.load.model))
        guard models.count == 1 else {
            return "different loads were asked for: \(models.sorted().joined(separator: "; "))"
        }
        if loads.contains(where: { $0.load.stop != nil }) { return "a load was stopped before its end" }
        if let doubt = loads.compactMap({ $0.load.audit?.doubts.first }).first {
            return "the generator may have shaped the figures: \(doubt)"
        }
        return nil
    }

    private func row(_ percent: Double, _ found: QuantileComparison) -> RunComparison.Row {
        RunComparison.Row(
            name: "p\(PercentileText.text(percent))",
            base: .nanoseconds(found.base),
            new: .nanoseconds(found.new),
            verdict: ComparisonVerdict(found.interval, tolerance: tolerance),
            difference: expm1(found.difference),
            interval: expm1(found.interval.lowerBound)...expm1(found.interval.upperBound)
        )
    }

    /// Runs are independent, whatever depends on what within them: their percentiles are tested by ranks.
    private func row(_ percent: Double, _ base: [LoadResult], _ new: [LoadResult]) -> RunComparison.Row? {
        let sides = [base, new].map { $0.compactMap { $0.responseTime.value(at: percent) } }
        guard sides[0].count == base.count, sides[1].count == new.count,
            let test = RankSumTest(sides[0].map { log(Double(max(1, $0))) }, sides[1].map { log(Double(max(1, $0))) })
        else { return nil }
        let middle = sides.map { Quantile.median($0.map { Double($0) }) ?? 0 }
        return RunComparison.Row(
            name: "p\(PercentileText.text(percent))",
            base: .nanoseconds(UInt64(middle[0])),
            new: .nanoseconds(UInt64(middle[1])),
            verdict: test.interval.map { ComparisonVerdict($0, tolerance: tolerance) } ?? .unknown,
            difference: expm1(test.shift),
            interval: test.interval.map { expm1($0.lowerBound)...expm1($0.upperBound) }
        )
    }

    /// The same of the share of requests that failed.
    private func rankedFailures(_ base: [LoadResult], _ new: [LoadResult]) -> [RunComparison.Row] {
        let sides = [base, new].map { $0.map(\.failedShare) }
        guard let test = RankSumTest(sides[0], sides[1]) else { return [] }
        return [.failures(medians: sides, test.shift, test.interval)]
    }

    /// The share of requests that failed, interval by interval.
    private func failures(_ base: [Found], _ new: [Found]) -> [RunComparison.Row] {
        let rows = [base, new].map { side in
            side.flatMap(\.load.intervals).map { (failed: $0.failed, ended: $0.completed + $0.failed) }
        }
        guard let found = ShareComparison(base: rows[0], new: rows[1]) else { return [] }
        return [.failures(found.base, found.new, found.new - found.base, found.interval)]
    }
}
