package import Measurement
import Quantities
package import Results

/// A search for the highest rate at which goals hold, a sweep of loads that shows the curve, or both, the sweep first.
package struct Capacity: Sendable, Hashable {
    /// What must hold, and how sure one wants to be of it.
    struct Goal: Sendable, Hashable {
        var name: String
        /// Percentile names and their upper limits in nanoseconds.
        var latency: [TimeLimitText]
        /// The largest share of failed requests.
        var failures: Double
        /// Nanoseconds of a full-length trial, and of trials that decide a rate.
        var trial: UInt64
        var sum: UInt64
        /// The share of the trials' time that may be bad.
        var exceed: Double
        /// How near the bounds have to come to each other, as a share of the upper one.
        var width: Double
        /// The rate that is required.
        var required: Double?
    }

    /// A percentile's name and its upper limit in nanoseconds.
    struct TimeLimitText: Sendable, Hashable {
        var name: String
        var limit: UInt64
    }

    /// One load after the other, each for as long.
    package struct Sweep: Sendable, Hashable {
        /// What is raised.
        package enum Loads: Sendable, Hashable {
            /// Requests a second, in ascending order.
            case rates([Double])
            /// Users, in ascending order, and what each waits between an answer and the next request, in nanoseconds.
            case users([Int], think: UInt64)
        }

        package var loads: Loads
        /// How long each is, its warm-up not included, in nanoseconds.
        package var duration: UInt64

        /// How many loads there are.
        package var count: Int {
            switch loads {
            case .rates(let rates): rates.count
            case .users(let users, _): users.count
            }
        }
    }

    var goals: [Goal]
    /// What is swept before anything is searched for; `nil` for nothing.
    package var sweep: Sweep?
    /// The first rate, and the highest, a second.
    package var start: Double
    /// The highest rate that is searched, a second; 0 without goals.
    package var most: Double
    /// How the starts are spread.
    package var arrivals: Load.Arrivals
    /// The longest that all of it takes, in nanoseconds.
    package var within: UInt64
    /// The longest warm-up of a trial, in nanoseconds: it ends when the requests in flight have settled.
    package var settle: UInt64
    /// So many failures of the target end a trial at once; `nil` for as many as no goal allows.
    package var brake: Int?
    /// What instances are wanted for; `nil` for nothing.
    package var sizing: CapacitySizing?

    /// A search without a goal below this isn't made: the lowest rate, a second.
    package var least: Double { min(start, most / 1000) }

    /// In words.
    package var description: String {
        let times = goals.map(\.trial)
        let shortest = Quantity.describe(nanoseconds: times.min() ?? 0)
        let search =
            goals.isEmpty
            ? nil : "up to \(Quantity.describe(rate: most)), \(arrivals.rawValue) arrivals, trials of \(shortest)"
        return [sweep.map(describe), search].compactMap { $0 }.joined(separator: "; ")
    }

    private func describe(_ sweep: Sweep) -> String {
        let time = Quantity.describe(nanoseconds: sweep.duration)
        switch sweep.loads {
        case .rates(let rates):
            return
                "\(rates.count) rates from \(Quantity.describe(rate: rates.first ?? 0)) to \(Quantity.describe(rate: rates.last ?? 0)), "
                + "\(arrivals.rawValue) arrivals, \(time) each"
        case .users(let users, let think):
            let pause = think == 0 ? "" : ", \(Quantity.describe(nanoseconds: think)) think time"
            return
                "\(users.count) numbers of users from \(users.first ?? 0) to \(users.last ?? 0)\(pause), \(time) each"
        }
    }

    /// The most requests a second that it can come to; infinite for users without think time.
    package var highestRate: Double {
        guard let sweep else { return most }
        switch sweep.loads {
        case .rates(let rates): return max(most, rates.last ?? 0)
        case .users(let users, let think):
            return think == 0 ? .infinity : max(most, Double(users.last ?? 0) * 1e9 / Double(think))
        }
    }

    /// The loads of the sweep, in ascending order, each with the number that stands for it: a rate or users.
    package var sweepLoads: [(load: Load, number: Double)] {
        guard let sweep else { return [] }
        switch sweep.loads {
        case .rates(let rates): return rates.map { (load($0, for: sweep.duration), $0) }
        case .users(let users, let think):
            return users.map { number in
                let load = Load(
                    model: .closed(users: number, think: .constant(think), rampUp: 0),
                    duration: sweep.duration,
                    title: "\(number) \(number == 1 ? "user" : "users")"
                )
                return (load, Double(number))
            }
        }
    }

    /// The longest latency that any goal allows, in nanoseconds; `nil` when none is about latency.
    package var longestLimit: UInt64? { goals.flatMap(\.latency).map(\.limit).max() }

    /// The largest share of failures that any goal allows.
    package var mostFailures: Double { goals.map(\.failures).max() ?? 0 }

    package var goalCount: Int { goals.count }

    /// Whether users are swept, who have values of their own.
    package var hasUsers: Bool { if case .users = sweep?.loads { true } else { false } }

    /// A trial at `rate` for `duration` nanoseconds.
    package func load(_ rate: Double, for duration: UInt64) -> Load {
        Load(
            model: .open(RateProfile(.constant(rate)), arrivals: arrivals),
            duration: duration,
            title: Quantity.describe(rate: rate)
        )
    }

    /// A load of a second, to see whether anything is there.
    package var firstLoad: Load {
        if var load = sweepLoads.first?.load {
            load.duration = 1_000_000_000
            return load
        }
        return load(min(max(start, 10), most), for: 1_000_000_000)
    }

    /// How long a trial at `rate` has to be for every percentile of the goals to have enough responses, in seconds; a
    /// fifth more than are expected, for random arrivals.
    package func shortestTrial(at rate: Double) -> Double {
        let needed = goals.flatMap(\.latency).compactMap { limit -> Int? in
            guard case .percentile(let percent)? = TimeLimit(limit.name, limit.limit)?.measure else { return nil }
            return LatencySummary.samplesNeeded(for: percent)
        }
        return 1.2 * Double(needed.max() ?? 1) / rate
    }

    /// The search for these goals.
    package func search() -> CapacitySearch {
        let bounds = goals.map { goal in
            CapacitySearch.Goal(
                bounds: CapacityGoal(
                    finalTrialDuration: Double(goal.trial) / 1e9,
                    durationSum: Double(goal.sum) / 1e9,
                    // A trial in which all was lost is bad whatever a goal allows.
                    lossRatio: min(goal.failures, 0.999),
                    exceedRatio: goal.exceed
                ),
                width: goal.width
            )
        }
        let shortest = Double(goals.map(\.trial).min() ?? 1_000_000_000) / 1e9
        return CapacitySearch(goals: bounds, start: start, least: least, most: most, shortest: max(1, shortest / 4))
    }

    /// What `load`, a trial, says to each goal, and why where it isn't that all holds.
    package func judge(_ load: LoadResult) -> [(verdict: CapacitySearch.Verdict, reason: String?)] {
        goals.map { goal in
            var together = SetExpectation()
            together.latency = goal.latency.map { ($0.name, $0.limit) }
            together.failures = goal.failures
            let judgement = together.judge(load, values: [])
            if let finding = judgement.findings.first { return (.bad, finding.summary) }
            if let finding = judgement.doubtful.first { return (.invalid, finding.summary) }
            return (.good, nil)
        }
    }

    /// What came of each goal: its outcome by the search, what that means for the rate that is required, and the rate
    /// by all `observations` together.
    package func results(
        _ search: CapacitySearch,
        _ observations: [CapacityObservation] = [],
        end: String?
    ) -> [CapacityGoalResult] {
        goals.enumerated().map { index, goal in
            let (lower, upper) = search.bounds(of: index)
            let outcome: CapacityGoalResult.Outcome =
                switch search.outcome(of: index) {
                case .found: .found
                case .aboveAll: .above
                case .belowAll: .below
                case .invalid: .generator
                case .open: .unfinished
                }
            var result = CapacityGoalResult(
                name: goal.name,
                objectives: goal.objectives,
                outcome: outcome,
                lower: lower,
                upper: upper,
                conditional: search.conditionalThroughput(of: index),
                width: goal.width,
                trial: goal.trial,
                sum: goal.sum,
                exceed: goal.exceed,
                required: goal.required
            )
            // Where the generator is the limit there is no capacity, by whatever means.
            if outcome != .generator, let middle = search.middle(of: index) {
                result.estimate = estimate(goal, observations, near: middle, upper: upper)
            }
            Self.judge(&result, search.outcome(of: index), end)
            return result
        }
    }

    /// What is wrong with a curve: its lightest load fails, or none of its points counts.
    package func judge(_ curve: CapacityCurve, end: String?) -> (finding: Finding?, doubt: String?) {
        guard let first = curve.points.first(where: { !$0.isDoubtful }) else {
            let doubt = curve.points.first?.note ?? end ?? "nothing was sent"
            return (nil, "no point of the curve counts: \(doubt)")
        }
        let share = Double(first.failed) / Double(max(1, first.offered))
        guard share > Self.mostFailuresOfLightest || first.completed == 0 else { return (nil, nil) }
        let most = Quantity.describe(share: Self.mostFailuresOfLightest)
        return (
            Finding(
                "sweep",
                expected: "at most \(most) of the lightest load to fail",
                found: "\(first.failed) of \(first.offered)\(first.note.map { "; \($0)" } ?? "")"
            ), nil
        )
    }

    /// A target that fails more of its lightest load isn't measured by a sweep, it is broken.
    private static let mostFailuresOfLightest = 0.01

    private static func judge(_ result: inout CapacityGoalResult, _ outcome: CapacitySearch.Outcome, _ end: String?) {
        let found = description(result, outcome, end)
        if let required = result.required {
            // A bound that is proven decides, however the search ended.
            if let lower = result.lower, lower >= required { return }
            let expected = "\(result.name) to hold at \(Quantity.describe(rate: required))"
            result.finding = Finding("capacity", expected: expected, found: found)
            if let upper = result.upper, upper <= required, result.outcome != .generator { return }
            result.isUnclear = true
            return
        }
        switch result.outcome {
        case .found, .above: return
        case .below: break
        case .generator, .unfinished: result.isUnclear = true
        }
        result.finding = Finding("capacity", expected: "a rate at which \(result.name) holds", found: found)
    }

    private static func description(
        _ result: CapacityGoalResult,
        _ outcome: CapacitySearch.Outcome,
        _ end: String?
    ) -> String {
        let lower = result.lower.map { "holds at \(Quantity.describe(rate: $0))" }
        let upper = result.upper.map { "doesn't at \(Quantity.describe(rate: $0))" }
        let known = [lower, upper].compactMap { $0 }.joined(separator: ", ")
        switch outcome {
        case .found, .aboveAll: return known
        case .belowAll: return "\(known), the lowest that is tried"
        case .invalid(let load):
            let why =
                "the generator may have decided the trials at \(Quantity.describe(rate: load)) and beside it: no capacity"
            return known.isEmpty ? why : "\(why); \(known)"
        case .open: return [end, known.isEmpty ? nil : known].compactMap { $0 }.joined(separator: "; ")
        }
    }
}

extension Capacity.Goal {
    /// What must hold, in words.
    var objectives: [String] {
        latency.map { "\($0.name) at most \(Quantity.describe(nanoseconds: $0.limit))" }
            + ["failures at most \(Quantity.describe(share: failures))"]
    }
}
