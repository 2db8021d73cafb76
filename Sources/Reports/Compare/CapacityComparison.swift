import Results

/// The searches for capacity and sweeps of two sides: what each found. They aren't judged, and say why.
///
/// The bounds of a search are what single trials decided, one after the other: nothing in them tells how far the next search would be from
/// them. A shift of the bounds may be one of the endpoint or one of a single trial.
enum CapacityComparison {
    /// Those that the first run of either side has, in the order of the first.
    static func changes(_ base: [ComparedRun], _ new: [ComparedRun]) -> [RunComparison.LoadChange] {
        guard let first = base.first, let second = new.first else { return [] }
        let others = capacities(second.run)
        return capacities(first.run).compactMap { name, capacity in
            guard let other = others.first(where: { $0.name == name })?.capacity else { return nil }
            var change = RunComparison.LoadChange(name: name)
            change.isBeyondMeans = true
            change.reason =
                "single trials decide the bounds of a capacity, which have no interval" + found(capacity, other)
            return change
        }
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
