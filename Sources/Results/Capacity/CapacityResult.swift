package import Measurement

/// What a search for capacity found: for each goal the highest rate at which it holds, between bounds.
package struct CapacityResult: Sendable, Hashable {
    /// What was asked for, in words.
    package var model: String
    /// The goals, in their order.
    package var goals: [CapacityGoalResult]
    /// The trials, in their order.
    package var trials: [CapacityTrialResult]
    /// What was swept; `nil` for nothing.
    package var curve: CapacityCurve?
    /// So many failures of the target end a trial at once.
    package var brake: Int
    /// Why it ended before every goal had its outcome, or the sweep its last load; `nil` when all is there.
    package var end: String?
    /// What instances are wanted for; `nil` when nobody asked.
    package var sizing: CapacitySizing?

    /// A result of its parts.
    package init(
        model: String,
        goals: [CapacityGoalResult] = [],
        trials: [CapacityTrialResult] = [],
        curve: CapacityCurve? = nil,
        brake: Int,
        end: String? = nil
    ) {
        self.model = model
        self.goals = goals
        self.trials = trials
        self.curve = curve
        self.brake = brake
        self.end = end
    }
}

/// A load that as many instances are wanted for as it takes.
package struct CapacitySizing: Sendable, Hashable {
    /// Requests a second now.
    package var load: Double
    /// By which share they will grow.
    package var growth: Double
    /// How many instances may be gone.
    package var lost: Int
    /// How many instances the search loads together.
    package var instances: Int

    package init(load: Double, growth: Double, lost: Int, instances: Int) {
        self.load = load
        self.growth = growth
        self.lost = lost
        self.instances = instances
    }
}

/// What was found for one goal. Rates are requests a second that were offered.
package struct CapacityGoalResult: Sendable, Hashable {
    /// What came of it.
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// Both bounds, as near to each other as was asked.
        case found
        /// The highest rate of the search holds.
        case above
        /// The lowest rate of the search doesn't hold.
        case below
        /// The generator may have decided the trials: there is no capacity to tell.
        case generator
        /// The search ended before the bounds were near enough.
        case unfinished
    }

    /// Its name: its objectives unless it was given another.
    package var name: String
    /// What must hold, in words.
    package var objectives: [String]
    /// What came of it.
    package var outcome: Outcome
    /// The largest rate below ``upper`` that holds, whatever trials would follow; `nil` when none is known.
    package var lower: Double?
    /// The smallest rate that doesn't hold, whatever trials would follow; `nil` when none is known.
    package var upper: Double?
    /// What the trials at ``lower`` prove to be answered as expected, a second: MLRsearch's conditional throughput;
    /// `nil` without that bound.
    package var conditional: Double?
    /// The rate at which the goal stops holding by all trials near the bounds, with its interval; `nil` where they
    /// don't say.
    package var estimate: CapacityEstimate?
    /// How near the bounds were to come, as a share of the upper one.
    package var width: Double
    /// Nanoseconds of a full-length trial.
    package var trial: UInt64
    /// Nanoseconds of trials that decide a rate.
    package var sum: UInt64
    /// The share of them that may be bad.
    package var exceed: Double
    /// The rate that is required; `nil` when the capacity is only looked for.
    package var required: Double?
    /// Why the goal isn't reached, or nothing can be said; `nil` when it is reached, or was only looked for and found.
    package var finding: Finding?
    /// Whether ``finding`` says that nothing can be said.
    package var isUnclear: Bool

    /// A result of its parts.
    package init(
        name: String,
        objectives: [String],
        outcome: Outcome,
        lower: Double? = nil,
        upper: Double? = nil,
        conditional: Double? = nil,
        width: Double,
        trial: UInt64,
        sum: UInt64,
        exceed: Double,
        required: Double? = nil,
        finding: Finding? = nil,
        isUnclear: Bool = false
    ) {
        self.name = name
        self.objectives = objectives
        self.outcome = outcome
        self.lower = lower
        self.upper = upper
        self.conditional = conditional
        self.width = width
        self.trial = trial
        self.sum = sum
        self.exceed = exceed
        self.required = required
        self.finding = finding
        self.isUnclear = isUnclear
    }

    /// How far the bounds are from each other as a share of the upper one; `nil` without both.
    package var reachedWidth: Double? {
        guard let lower, let upper, upper > 0 else { return nil }
        return (upper - lower) / upper
    }
}

/// One trial at one rate.
package struct CapacityTrialResult: Sendable, Hashable {
    /// What it says to a goal.
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Every objective held.
        case holds
        /// One didn't.
        case broken
        /// The generator may have decided it.
        case invalid
    }

    /// Requests a second that were offered.
    package var rate: Double
    /// How long it was, in nanoseconds, its warm-up excluded.
    package var duration: UInt64
    /// How long the warm-up was, in nanoseconds.
    package var warmUp: UInt64
    /// Requests that were offered.
    package var offered: Int
    /// Complete responses.
    package var completed: Int
    /// Failures and broken expectations.
    package var failed: Int
    /// The response times.
    package var responseTime: LatencySummary
    /// A verdict for each goal.
    package var verdicts: [Verdict]
    /// Why it was ended early, or is invalid; `nil` for a trial that came to its end and counts.
    package var note: String?
    /// What is known of each goal after it: its bounds by the longest trials that have shown any.
    package var bounds: [Bounds]
    /// How late the generator was at the 99th percentile, in nanoseconds; `nil` where nothing was sent.
    package var lateness: UInt64?
    /// What the target told of itself meanwhile; `nil` when nobody asked.
    package var scrape: LoadScrape?

    /// The bounds of a goal as known at some time.
    package struct Bounds: Sendable, Hashable {
        /// The rate that holds.
        package var lower: Double?
        /// The rate that doesn't.
        package var upper: Double?

        /// Bounds, where there are any.
        package init(lower: Double?, upper: Double?) {
            self.lower = lower
            self.upper = upper
        }
    }

    /// A trial of its parts.
    package init(
        rate: Double,
        duration: UInt64,
        warmUp: UInt64,
        offered: Int,
        completed: Int,
        failed: Int,
        responseTime: LatencySummary,
        verdicts: [Verdict],
        note: String? = nil,
        bounds: [Bounds] = []
    ) {
        self.rate = rate
        self.duration = duration
        self.warmUp = warmUp
        self.offered = offered
        self.completed = completed
        self.failed = failed
        self.responseTime = responseTime
        self.verdicts = verdicts
        self.note = note
        self.bounds = bounds
    }
}
