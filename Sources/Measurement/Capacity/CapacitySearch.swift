/// Which trials a search for capacity needs: MLRsearch's bounds for several goals, found by trials that all goals
/// share.
///
/// First the load is doubled (or halved) with short trials until one holds and one doesn't; then the bracket is halved
/// on a logarithmic scale; then both ends are looked at again with trials twice as long, down to the goal's width with
/// its full-length trials. What comes next follows from the trials so far and nothing else.
///
/// A load whose trials the generator may have decided again and again stays in doubt: the bounds are brought as near to
/// it from both sides as the width asks. A generator that is late by little blurs the loads about the capacity alone;
/// one that is too slow blurs all from somewhere on.
package struct CapacitySearch: Sendable {
    /// A goal and how near its bounds have to come to each other.
    package struct Goal: Sendable, Hashable {
        package var bounds: CapacityGoal
        /// (upper - lower) / upper, at most.
        package var width: Double

        package init(bounds: CapacityGoal, width: Double) {
            self.bounds = bounds
            self.width = width
        }
    }

    /// What a trial says to a goal.
    package enum Verdict: Sendable, Hashable {
        case good
        case bad
        /// Nothing: the generator may have decided it.
        case invalid
    }

    /// What was found for a goal.
    package enum Outcome: Sendable, Hashable {
        /// The search goes on.
        case open
        /// The bounds are as near to each other as the goal asks.
        case found
        /// The highest load of the search holds.
        case aboveAll
        /// The lowest load of the search doesn't hold.
        case belowAll
        /// Trials at this load, the lowest in doubt, and beside it were invalid again and again: the generator is the
        /// limit.
        case invalid(load: Double)
    }

    private struct Trial {
        var load: Double
        var duration: Double
        var verdicts: [Verdict]
        /// The share of its requests that failed.
        var lossRatio: Double
        /// Whether it was ended as it could only fail: it counts in full, however short it was.
        var isConclusive: Bool
    }

    package let goals: [Goal]
    /// The first load, the lowest and the highest.
    private let start: Double
    private let least: Double
    private let most: Double
    /// How long the first trials are, in seconds.
    private let shortest: Double
    private var trials: [Trial] = []

    /// After so many invalid trials in a row a load is in doubt.
    package static let mostInvalid = 3
    /// With so many loads in doubt between the bounds there is nothing to be found.
    private static let mostDoubted = 3

    /// A search between `least` and `most` that begins at `start` with trials of `shortest` seconds.
    package init(goals: [Goal], start: Double, least: Double, most: Double, shortest: Double) {
        self.goals = goals
        self.most = most
        self.least = min(least, most)
        self.start = min(max(start, least), most)
        self.shortest = shortest
    }

    /// Adds a trial, with a verdict for each goal.
    ///
    /// - Parameters:
    ///   - lossRatio: The share of its requests that failed, 0...1.
    ///   - isConclusive: Whether it was ended early as nothing to come could have made it good: it counts as long as
    ///     the goal asks.
    package mutating func add(
        load: Double,
        duration: Double,
        _ verdicts: [Verdict],
        lossRatio: Double = 0,
        isConclusive: Bool = false
    ) {
        trials.append(
            Trial(
                load: load,
                duration: duration,
                verdicts: verdicts,
                lossRatio: lossRatio,
                isConclusive: isConclusive
            )
        )
    }

    /// The next trial; `nil` when every goal has its outcome.
    package func next() -> (load: Double, duration: Double)? {
        for goal in goals.indices where outcome(of: goal) == .open {
            if case .trial(let load, let duration)? = step(of: goal) { return (load, duration) }
        }
        return nil
    }

    /// The relevant bounds of a goal by its own rules.
    package func bounds(of goal: Int) -> (lower: Double?, upper: Double?) {
        goals[goal].bounds.relevantBounds(of: loads(goal))
    }

    /// What is known of a goal so far: its bounds by the longest trials that have shown any.
    package func bracket(of goal: Int) -> (lower: Double?, upper: Double?) {
        let loads = loads(goal)
        let all = phases(of: goal).map { $0.bounds.relevantBounds(of: loads) }
        return all.last { $0.lower != nil || $0.upper != nil } ?? (nil, nil)
    }

    /// About where a goal's capacity is, as far as is known: the middle of its bracket, or the one end that there is.
    package func middle(of goal: Int) -> Double? {
        let (lower, upper) = bracket(of: goal)
        return if let lower, let upper { (lower * upper).squareRoot() } else { lower ?? upper }
    }

    /// The throughput that is proven at the relevant lower bound: MLRsearch's conditional throughput, where a trial
    /// that broke an objective of another kind than failures has lost everything.
    package func conditionalThroughput(of goal: Int) -> Double? {
        guard let lower = bounds(of: goal).lower else { return nil }
        return goals[goal].bounds.conditionalThroughput(of: lower, loads(goal)[lower] ?? [])
    }

    /// What was found for a goal.
    package func outcome(of goal: Int) -> Outcome {
        let (lower, upper) = bounds(of: goal)
        if let lower, lower >= most { return .aboveAll }
        if let upper, upper <= least { return .belowAll }
        if let lower, let upper, Self.isNear(lower, upper, goals[goal].width) { return .found }
        guard case .generator(let load)? = step(of: goal) else { return .open }
        return .invalid(load: load)
    }

    private static func isNear(_ lower: Double, _ upper: Double, _ width: Double) -> Bool {
        (upper - lower) / upper <= width * (1 + 1e-9)
    }

    /// The trials that say something to a goal, by load.
    private func loads(_ goal: Int) -> [Double: [CapacityTrial]] {
        var loads: [Double: [CapacityTrial]] = [:]
        for trial in trials where trial.verdicts[goal] != .invalid {
            let bounds = goals[goal].bounds
            let full = bounds.finalTrialDuration
            // The verdict was judged with all that is known of the trial; its losses only say how much a good one
            // brought.
            let loss = trial.verdicts[goal] == .bad ? 1 : min(trial.lossRatio, bounds.lossRatio)
            loads[trial.load, default: []].append(
                CapacityTrial(
                    duration: trial.isConclusive ? max(trial.duration, full) : trial.duration,
                    lossRatio: loss
                )
            )
        }
        return loads
    }
}

extension CapacitySearch {
    /// What is looked for with trials of one length.
    private struct Phase {
        var bounds: CapacityGoal
        var width: Double
        /// Of the phase before.
        var hints: (lower: Double?, upper: Double?)
        var isFirst: Bool
    }

    private enum Step {
        /// A trial at a load for so many seconds.
        case trial(Double, Double)
        /// Nothing can be found, from this load on.
        case generator(Double)
    }

    /// Trials twice as long from phase to phase, and the last as the goal has them; the width is halved with each.
    private func phases(of goal: Int) -> [Phase] {
        let own = goals[goal]
        let full = own.bounds.finalTrialDuration
        var durations: [Double] = []
        var duration = shortest
        while duration < full * 0.75, durations.count < 8 {
            durations.append(duration)
            duration *= 2
        }
        let loads = loads(goal)
        var phases: [Phase] = []
        var width = min(0.5, own.width * Double(1 << durations.count))
        var hints: (lower: Double?, upper: Double?) = (nil, nil)
        for duration in durations {
            let bounds = CapacityGoal(
                finalTrialDuration: duration,
                durationSum: duration,
                lossRatio: own.bounds.lossRatio,
                exceedRatio: 0.5
            )
            phases.append(Phase(bounds: bounds, width: width, hints: hints, isFirst: phases.isEmpty))
            hints = bounds.relevantBounds(of: loads)
            width = max(own.width, width / 2)
        }
        phases.append(Phase(bounds: own.bounds, width: own.width, hints: hints, isFirst: phases.isEmpty))
        return phases
    }

    /// What comes next for a goal. Where the trials of one phase say nothing, the longer ones of the next may say more;
    /// where those don't either, it is the generator.
    private func step(of goal: Int) -> Step? {
        let steps = phases(of: goal).lazy.compactMap { step(goal, $0) }
        var doubt: Step?
        for step in steps {
            switch step {
            case .trial: return step
            case .generator:
                guard doubt == nil else { return step }
                doubt = step
            }
        }
        return doubt
    }

    /// What comes next in a phase; `nil` when it has what it looks for.
    private func step(_ goal: Int, _ phase: Phase) -> Step? {
        let loads = loads(goal)
        let (lower, upper) = phase.bounds.relevantBounds(of: loads)
        if let lower, let upper, Self.isNear(lower, upper, phase.width) { return nil }
        let doubted = doubted(goal, phase).filter { $0 > lower ?? 0 && $0 < upper ?? .infinity }
        let open = openLoads(goal, phase, loads, above: lower ?? 0, below: upper ?? .infinity).filter {
            !doubted.contains($0)
        }
        if let first = doubted.first, let last = doubted.last {
            guard doubted.count < Self.mostDoubted else { return .generator(first) }
            return open.first.map { .trial($0, phase.bounds.finalTrialDuration) }
                ?? beside(first...last, lower, upper, phase)
        }
        return next(phase, loads, open, lower, upper).map { .trial($0, phase.bounds.finalTrialDuration) }
    }

    /// The next load where none is in doubt.
    private func next(
        _ phase: Phase,
        _ loads: [Double: [CapacityTrial]],
        _ open: [Double],
        _ lower: Double?,
        _ upper: Double?
    ) -> Double? {
        switch (lower, upper) {
        case (let lower?, let upper?):
            let inside = [phase.hints.lower, phase.hints.upper].compactMap { $0 }.first { $0 > lower && $0 < upper }
            return open.first ?? inside ?? (lower * upper).squareRoot()
        case (let lower?, nil):
            if lower >= most { return nil }
            // A slow rate may be proven already, as its short trials had to be long ones: the search goes on where it
            // had come to.
            if let hint = [phase.hints.lower, phase.hints.upper].compactMap(\.self).first(where: { $0 > lower }) {
                return open.first ?? hint
            }
            return open.first ?? min(most, lower * growth(phase, steps(loads, phase, .lowerBound)))
        case (nil, let upper?):
            if upper <= least { return nil }
            if let hint = [phase.hints.upper, phase.hints.lower].compactMap(\.self).first(where: { $0 < upper }) {
                return open.last ?? hint
            }
            return open.last ?? max(least, upper / growth(phase, steps(loads, phase, .upperBound)))
        case (nil, nil): return open.first ?? phase.hints.lower ?? phase.hints.upper ?? start
        }
    }

    /// What comes next about loads in doubt: first a load below them, then one above, so near that the bounds are
    /// within the width when both say what is expected of them.
    private func beside(
        _ doubted: ClosedRange<Double>,
        _ lower: Double?,
        _ upper: Double?,
        _ phase: Phase
    ) -> Step {
        let room = phase.width - (1 - doubted.lowerBound / doubted.upperBound)
        let (below, above) = (
            doubted.lowerBound * (1 - room * Self.nearness), doubted.upperBound * (1 + room * Self.nearness)
        )
        guard below < doubted.lowerBound, above > doubted.upperBound else { return .generator(doubted.lowerBound) }
        let trial = { (load: Double) in Step.trial(load, phase.bounds.finalTrialDuration) }
        guard let lower else {
            guard doubted.lowerBound > least else { return .generator(doubted.lowerBound) }
            let hint = phase.hints.lower.flatMap { $0 < doubted.lowerBound ? $0 : nil }
            return trial(hint ?? max(least, doubted.lowerBound / growth(phase, 1)))
        }
        if lower < below { return trial(below) }
        guard above < upper ?? .infinity, doubted.upperBound < most else { return .generator(doubted.lowerBound) }
        return trial(min(most, above))
    }

    /// How much of the room that loads in doubt leave of the width is gone to each side of them: less than a half.
    private static let nearness = 0.45

    /// Loads whose last trials, of this phase's length at least, were invalid one after the other, in order.
    private func doubted(_ goal: Int, _ phase: Phase) -> [Double] {
        let long = trials.filter { $0.duration >= phase.bounds.finalTrialDuration }
        return Set(long.map(\.load)).filter { load in
            let last = long.filter { $0.load == load }.suffix(Self.mostInvalid)
            return last.count == Self.mostInvalid && last.allSatisfy { $0.verdicts[goal] == .invalid }
        }.sorted()
    }

    /// Loads of which full-length trials haven't said enough yet, in order; so have those with invalid ones alone.
    private func openLoads(
        _ goal: Int,
        _ phase: Phase,
        _ loads: [Double: [CapacityTrial]],
        above: Double,
        below: Double
    ) -> [Double] {
        let long = trials.filter { $0.duration >= phase.bounds.finalTrialDuration }
        return Set(long.map(\.load)).filter { load in
            load > above && load < below && phase.bounds.classification(of: loads[load] ?? []) == .undecided
        }.sorted()
    }

    /// How many loads at the edge of what the hints said are classified so: the next step beyond is twice as wide for
    /// each.
    private func steps(
        _ loads: [Double: [CapacityTrial]],
        _ phase: Phase,
        _ kind: CapacityGoal.Classification
    ) -> Int {
        loads.count { phase.bounds.classification(of: $0.value) == kind }
    }

    /// By what factor a load is raised or lowered where nothing is known of it.
    private func growth(_ phase: Phase, _ steps: Int) -> Double {
        phase.isFirst ? 2 : 1 + min(1, phase.width * Double(1 << min(10, max(0, steps - 1))))
    }
}
