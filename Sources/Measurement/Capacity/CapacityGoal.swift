/// What a search for capacity looks for, and how it reads its trials: MLRsearch (draft-ietf-bmwg-mlrsearch-15), in
/// which RFC 2544 and ETSI TST 009 are special cases.
///
/// A trial offers one load for a while. It is **high-loss** for a goal when its loss ratio is above the goal's; here a
/// loss is a request that breaks an objective. It is **full-length** when it is at least as long as
/// ``finalTrialDuration``.
package struct CapacityGoal: Sendable, Hashable {
    /// How long a trial has to be to count in full, in seconds.
    package var finalTrialDuration: Double
    /// How many seconds of full-length trials decide a load.
    package var durationSum: Double
    /// The highest loss ratio of a good trial, 0...1.
    package var lossRatio: Double
    /// The share of the trials' time that may be bad, 0..<1.
    package var exceedRatio: Double

    package init(finalTrialDuration: Double, durationSum: Double, lossRatio: Double = 0, exceedRatio: Double = 0) {
        self.finalTrialDuration = finalTrialDuration
        self.durationSum = durationSum
        self.lossRatio = lossRatio
        self.exceedRatio = exceedRatio
    }

    /// What is known of a load: a bound is one that no trial still to come could change.
    package enum Classification: Sendable, Hashable {
        case lowerBound
        case upperBound
        case undecided
    }

    /// What `trials`, all of one load, say of it.
    ///
    /// With the seconds of bad and good, full-length and short trials FB, FG, SB, SG, exceed ratio e and duration sum
    /// D: short good trials balance short bad ones and no more, bad = FB + max(0, SB - SG·e/(1 - e)); what is missing
    /// up to D is open, whole = max(FG + bad, D). An upper bound when bad > whole·e even if all to come is good; a
    /// lower bound when whole - FG <= whole·e even if all to come is bad.
    package func classification(of trials: some Sequence<CapacityTrial>) -> Classification {
        var (fullBad, fullGood, shortBad, shortGood) = (0.0, 0.0, 0.0, 0.0)
        for trial in trials {
            switch (isFullLength(trial), isHighLoss(trial)) {
            case (true, true): fullBad += trial.duration
            case (true, false): fullGood += trial.duration
            case (false, true): shortBad += trial.duration
            case (false, false): shortGood += trial.duration
            }
        }
        let bad = fullBad + max(0, shortBad - shortGood * exceedRatio / (1 - exceedRatio))
        let whole = max(fullGood + bad, durationSum)
        if bad > whole * exceedRatio { return .upperBound }
        return whole - fullGood <= whole * exceedRatio ? .lowerBound : .undecided
    }

    /// The throughput that `trials`, all of `load`, prove: load·(1 - q), where q is the loss ratio of the full-length
    /// trial, from the best on, with which the share 1 - e of the time is used up; 0 when the trials don't reach.
    package func conditionalThroughput(of load: Double, _ trials: some Sequence<CapacityTrial>) -> Double {
        let full = trials.filter { isFullLength($0) }.sorted { $0.lossRatio < $1.lossRatio }
        var left = max(full.reduce(0) { $0 + $1.duration }, durationSum) * (1 - exceedRatio)
        for trial in full {
            left -= trial.duration
            if left <= 0 { return load * (1 - trial.lossRatio) }
        }
        return 0
    }

    /// The bounds that bracket the capacity: the smallest upper bound, and the largest lower bound below it.
    package func relevantBounds(of loads: [Double: [CapacityTrial]]) -> (lower: Double?, upper: Double?) {
        let classes = loads.mapValues { classification(of: $0) }
        let upper = classes.filter { $0.value == .upperBound }.keys.min()
        let lower = classes.filter { $0.value == .lowerBound && $0.key < upper ?? .infinity }.keys.max()
        return (lower, upper)
    }

    private func isFullLength(_ trial: CapacityTrial) -> Bool { trial.duration >= finalTrialDuration }
    private func isHighLoss(_ trial: CapacityTrial) -> Bool { trial.lossRatio > lossRatio }
}

/// One trial at one load.
package struct CapacityTrial: Sendable, Hashable {
    /// How long it was, in seconds.
    package var duration: Double
    /// The share of its requests that were lost, 0...1.
    package var lossRatio: Double

    package init(duration: Double, lossRatio: Double) {
        self.duration = duration
        self.lossRatio = lossRatio
    }
}

/// Where a series leaves its beginning behind: MSER-5 (White, Cobb and Spratt: A comparison of five steady-state
/// truncation heuristics for simulation, WSC 2000).
package enum SteadyState {
    /// How many values are averaged.
    private static let batch = 5
    /// With fewer batches than these nothing is said.
    private static let fewest = 10

    /// How many of `values`, taken at equal distances, belong to the beginning: where the marginal standard error of
    /// the rest, (sum of squares about its mean) / (its number)², is least. `nil` when that place is in the second
    /// half, so that the series may not have settled yet, or there are too few values.
    package static func beginning(of values: [Double]) -> Int? {
        let means = stride(from: 0, to: values.count - values.count % batch, by: batch).map { start in
            values[start..<(start + batch)].reduce(0, +) / Double(batch)
        }
        guard means.count >= fewest else { return nil }
        var best: (place: Int, error: Double)?
        // The last few say nothing: the error of one value is 0.
        for place in 0..<(means.count - batch) {
            let rest = means[place...]
            let mean = rest.reduce(0, +) / Double(rest.count)
            let squares = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let error = squares / Double(rest.count * rest.count)
            if error < best?.error ?? .infinity { best = (place, error) }
        }
        guard let best, best.place <= means.count / 2 else { return nil }
        return best.place * batch
    }
}
