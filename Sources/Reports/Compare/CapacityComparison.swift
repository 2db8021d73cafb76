import Glibc
import Measurement
import Results

/// The searches for capacity and sweeps of two sides: what each found. Of two single runs the rates by all trials
/// together are held against each other, by their intervals; of runs in turns the bounds, pair by pair.
///
/// The bounds of one search are what single trials decided, one after the other: nothing in them tells how far the next
/// search would be from them. A shift of the bounds may be one of the endpoint or one of a single trial.
enum CapacityComparison {
    /// Those that the first run of either side has, in the order of the first.
    static func changes(
        _ base: [ComparedRun],
        _ new: [ComparedRun],
        _ tolerance: Double,
        _ order: RunComparison.Order
    ) -> [RunComparison.LoadChange] {
        guard let first = base.first, let second = new.first else { return [] }
        let others = capacities(second.run)
        return capacities(first.run).compactMap { name, capacity in
            guard let other = others.first(where: { $0.name == name })?.capacity else { return nil }
            var change = RunComparison.LoadChange(name: name)
            if order == .inTurns, let rows = rows(name, base, new, PairedRuns(tolerance: tolerance)) {
                change.rows = rows
                return change
            }
            change.isBeyondMeans = true
            if order == .apart, base.count == 1, new.count == 1 {
                change.rows = rows(capacity, other, tolerance)
                guard change.rows.count < capacity.goals.count || capacity.curve != nil else { return change }
            }
            change.reason =
                (order == .inTurns
                    ? "not every run found the capacity between two bounds"
                    : "single trials decide the bounds of a capacity, which have no interval") + found(capacity, other)
            return change
        }
    }

    /// A row for each goal of which both runs' trials together tell the rate.
    private static func rows(_ base: CapacityResult, _ new: CapacityResult, _ tolerance: Double) -> [RunComparison.Row]
    {
        base.goals.compactMap { goal in
            let other = new.goals.first { $0.name == goal.name && $0.objectives == goal.objectives }
            guard let first = goal.estimate, let second = other?.estimate else { return nil }
            let (shift, interval) = second.change(from: first)
            // Of rates the higher one is the better.
            let slower = -interval.upperBound ... -interval.lowerBound
            return RunComparison.Row(
                name: goal.name,
                base: .rate(first.rate),
                new: .rate(second.rate),
                verdict: ComparisonVerdict(slower, tolerance: tolerance),
                difference: expm1(shift),
                interval: expm1(interval.lowerBound)...expm1(interval.upperBound)
            )
        }
    }

    /// A row for each goal of which every run found the bounds; `nil` where there is none.
    private static func rows(
        _ name: String,
        _ base: [ComparedRun],
        _ new: [ComparedRun],
        _ pairs: PairedRuns
    ) -> [RunComparison.Row]? {
        let sides = [base, new].map { runs in
            runs.compactMap { run in capacities(run.run).first { $0.name == name }?.capacity }
        }
        guard sides[0].count == base.count, sides[1].count == new.count, let first = sides[0].first else { return nil }
        let rows = first.goals.compactMap { goal -> RunComparison.Row? in
            let rates = sides.map { side in
                side.compactMap { capacity in
                    capacity.goals.first { $0.name == goal.name && $0.outcome == .found }?.lower
                }
            }
            guard rates[0].count == base.count, rates[1].count == new.count else { return nil }
            return pairs.rates(goal.name, rates[0], rates[1], coarseness: goal.width)
        }
        return rows.isEmpty ? nil : rows
    }

    private static func capacities(_ run: RunResult) -> [(name: String, capacity: CapacityResult)] {
        run.suites.flatMap { suite in
            suite.cases.flatMap { result in
                result.steps.compactMap { step in
                    step.capacity.map { (name: RunComparison.name(of: step, result, suite), capacity: $0) }
                }
            }
        }
    }

    /// What both found, so that a person can look: of each goal, and of each finding of a sweep.
    private static func found(_ base: CapacityResult, _ new: CapacityResult) -> String {
        let goals = base.goals.compactMap { goal in
            new.goals.first { $0.name == goal.name }.map {
                "\(goal.name) \(CapacityText.outcome(goal)) → \(CapacityText.outcome($0))"
            }
        }
        let others = new.curve.map(CurveText.findings) ?? []
        let curve = (base.curve.map(CurveText.findings) ?? []).compactMap { finding in
            others.first { $0.name == finding.name }.map { "\(finding.name) \(finding.text) → \($0.text)" }
        }
        return (goals + curve).map { "; \($0)" }.joined()
    }
}
