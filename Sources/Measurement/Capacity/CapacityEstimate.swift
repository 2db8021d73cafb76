import Glibc

/// The rate at which a given share of the responses takes longer than a limit, by all trials near it, with an interval.
///
/// The bounds of a search are what single trials decided: of M/M/1 at 77% the p99 of a minute scatters by 7%, and the
/// bounds with it by 2%. Here the trials are read together. The share of responses beyond the limit is fitted as
/// logit(share) = a + b · rate by quasi-likelihood of the counts (McCullagh and Nelder: Generalized Linear Models, 2nd
/// edition 1989, chapter 9): a trial weighs as much as it saw, and a count has no bias by the trial's length as a
/// percentile has. For M/M/1 the share is e^(-(μ-λ)t), which such a line follows exactly where it is small. Responses
/// that follow each other are alike, and the more so the fuller the queue is: the variance of a share is taken to rise
/// as (share · (1 - share))^1.5, between a binomial's and that of Wedderburn's leaf blotch (Biometrika 61, 1974), which
/// is what shares of M/M/1 and M/M/4 scatter like (1.3 and 1.6). How large it is comes from how the trials scatter
/// about the line (Pearson's X² over the degrees of freedom; never below a binomial's), and Student's t with it, by as
/// many trials as their weights are worth (Kish: Survey Sampling, 1965, section 11.7). The interval of the rate is
/// Fieller's (Journal of the Royal Statistical Society B 16, 1954).
///
/// In 200 simulated searches of ten minutes each the interval that says 95% held the truth in 189 for M/M/1 and in 188
/// for M/M/4.
package struct CapacityEstimate: Sendable, Hashable {
    /// What was counted at one rate.
    package struct Trial: Sendable, Hashable {
        /// Requests a second that were offered.
        package var rate: Double
        /// Responses, and how many of them were beyond the limit.
        package var responses: UInt64
        package var beyond: UInt64

        package init(rate: Double, responses: UInt64, beyond: UInt64) {
            self.rate = rate
            self.responses = responses
            self.beyond = beyond
        }
    }

    /// Requests a second.
    package var rate: Double
    /// Between what it is with a confidence of ``confidence``.
    package var lower: Double
    package var upper: Double
    /// How much of ``upper`` is no chance: so much higher the rate may be without the generator's own lateness,
    /// requests a second.
    package var lateness = 0.0
    /// How many trials it was made of.
    package var trials: Int

    package static let confidence = 0.95
    /// With fewer trials, or rates, a line tells nothing of itself.
    package static let fewestTrials = 4
    package static let fewestRates = 3
    /// Rates that are further away, as a share, may follow another line; so may shares that are this many times what is
    /// sought.
    private static let reach = 0.25
    private static let mostTimes = 30.0

    /// An estimate of its parts.
    package init(rate: Double, lower: Double, upper: Double, lateness: Double = 0, trials: Int) {
        self.rate = rate
        self.lower = lower
        self.upper = upper
        self.lateness = lateness
        self.trials = trials
    }

    /// The rate at which `share` of the responses, 0..<1 exclusive of 0, are beyond the limit; `nil` where the trials
    /// near `near` are too few, don't show that the share rises with the rate, or where it would be a rate beyond those
    /// that were tried.
    ///
    /// - Parameter tried: The highest rate that was tried, be it that its trials were ended early and aren't among
    ///   these.
    /// - Parameter undelayed: The same trials without what the generator's lateness may have added to their times,
    ///   which can only raise the rate: the interval reaches to where that would have it.
    package init?(
        _ trials: [Trial],
        undelayed: [Trial]? = nil,
        share: Double,
        near: Double,
        tried: Double? = nil
    ) {
        guard share > 0, share < 1, near > 0 else { return nil }
        let counted = Self.counted(trials, share, near)
        let rates = Set(counted.map(\.rate))
        guard counted.count >= Self.fewestTrials, rates.count >= Self.fewestRates, let lowest = rates.min(),
            let highest = rates.max(), let line = Line(counted), let place = line.place(of: share)
        else { return nil }
        let (middle, lower, upper) = place
        guard middle >= lowest, middle <= max(highest, tried ?? 0), lower > 0, upper.isFinite else { return nil }
        var lateness = 0.0
        if let undelayed {
            guard let other = Line(Self.counted(undelayed, share, near))?.place(of: share), other.upper.isFinite else {
                return nil
            }
            lateness = max(0, other.upper - upper)
        }
        self.init(rate: middle, lower: lower, upper: upper + lateness, lateness: lateness, trials: counted.count)
    }

    private static func counted(_ trials: [Trial], _ share: Double, _ near: Double) -> [Trial] {
        let most = min(share * mostTimes, (1 + share) / 2)
        return trials.filter { trial in
            abs(trial.rate / near - 1) <= reach && trial.responses > 0
                && Double(trial.beyond) / Double(trial.responses) <= most
        }
    }
}

extension CapacityEstimate {
    /// The natural logarithm of ``rate`` by that of `base`, with its interval: both have chance of their own, which
    /// adds up by Welch's degrees of freedom (Biometrika 34, 1947). The generator's lateness is no chance: it moves one
    /// end by all that it may be.
    package func change(from base: CapacityEstimate) -> (shift: Double, interval: ClosedRange<Double>) {
        let errors = [base, self].map { estimate in
            let degrees = max(1, estimate.trials - 2)
            let half = (log(estimate.upper - estimate.lateness) - log(estimate.lower)) / 2
            let error = half / StudentDistribution.quantile(within: Self.confidence, degrees: degrees)
            return (square: error * error, degrees: Double(degrees))
        }
        let square = errors.reduce(0) { $0 + $1.square }
        let fourth = errors.reduce(0) { $0 + $1.square * $1.square / $1.degrees }
        let degrees = fourth > 0 ? Int(saturating: min(1e6, square * square / fourth)) : 1
        let t = StudentDistribution.quantile(within: Self.confidence, degrees: max(1, degrees))
        let (shift, half) = (log(rate) - log(base.rate), t * square.squareRoot())
        let (lower, upper) = (log1p(base.lateness / base.rate), log1p(lateness / rate))
        return (shift, (shift - half - lower)...(shift + half + upper))
    }
}

extension CapacityEstimate {
    /// logit(share) = `constant` + `slope` · x, where x is how far a rate is from the middle as a share of it.
    struct Line {
        let middle: Double
        let constant: Double
        let slope: Double
        /// Of both, with the dispersion in it.
        let covariance: (constant: Double, both: Double, slope: Double)
        let degrees: Int

        /// Newton's steps end where they change nothing any more; counts that a line divides wholly have no end.
        private static let mostSteps = 100

        /// - Parameter power: The variance of a share rises as (share · (1 - share)) to this power; 1 is a binomial's.
        init?(_ trials: [Trial], power: Double = 1.5) {
            let all = trials.reduce(0) { $0 + Double($1.responses) }
            let beyond = trials.reduce(0) { $0 + Double($1.beyond) }
            guard beyond > 0, beyond < all else { return nil }
            let middle = trials.reduce(0) { $0 + $1.rate * Double($1.responses) } / all
            let points = trials.map { ($0.rate / middle - 1, Double($0.responses), Double($0.beyond)) }
            var (constant, slope) = (log(beyond / (all - beyond)), 0.0)
            var fit = Fit(points, power, constant, slope)
            var isDone = false
            for _ in 0..<Self.mostSteps where !isDone {
                guard let step = fit.step else { return nil }
                var length = 1.0
                var next = Fit(points, power, constant + step.constant, slope + step.slope)
                while next.distance > fit.distance, length > 1e-6 {
                    length /= 2
                    next = Fit(
                        points,
                        power,
                        constant + length * step.constant,
                        slope + length * step.slope
                    )
                }
                (constant, slope) = (constant + length * step.constant, slope + length * step.slope)
                isDone = abs(step.constant) < 1e-9 && abs(step.slope) < 1e-9 * max(1, abs(slope))
                fit = next
            }
            guard isDone, trials.count > 2, let inverse = fit.inverse else { return nil }
            let dispersion = max(fit.leastDispersion, fit.pearson / Double(trials.count - 2))
            self.middle = middle
            self.constant = constant
            self.slope = slope
            degrees = max(1, Int(saturating: fit.worth) - 2)
            covariance = (inverse.constant * dispersion, inverse.both * dispersion, inverse.slope * dispersion)
        }

        /// The rate at which the line reaches `share`, and its interval; `nil` where the slope isn't above 0 for
        /// certain.
        func place(of share: Double) -> (middle: Double, lower: Double, upper: Double)? {
            guard slope > 0 else { return nil }
            let t = StudentDistribution.quantile(within: CapacityEstimate.confidence, degrees: degrees)
            let distance = constant - log(share / (1 - share))
            // (distance + slope · x)² = t² · (variance of distance + slope · x): between its two roots.
            let square = slope * slope - t * t * covariance.slope
            let linear = distance * slope - t * t * covariance.both
            let rest = distance * distance - t * t * covariance.constant
            let root = linear * linear - square * rest
            guard square > 0, root >= 0 else { return nil }
            let rate = { (x: Double) in middle * (1 + x) }
            return (
                rate(-distance / slope), rate((-linear - root.squareRoot()) / square),
                rate((-linear + root.squareRoot()) / square)
            )
        }
    }

    /// How well a line fits, and where a better one is.
    private struct Fit {
        private(set) var pearson = 0.0
        /// The dispersion that a binomial has by itself.
        private(set) var leastDispersion = 0.0
        /// How many trials of equal weight the trials are worth.
        private(set) var worth = 0.0
        /// The quasi-score, and the information.
        private var score = (constant: 0.0, slope: 0.0)
        private var information = (constant: 0.0, both: 0.0, slope: 0.0)

        init(
            _ points: [(x: Double, all: Double, beyond: Double)],
            _ power: Double,
            _ constant: Double,
            _ slope: Double
        ) {
            var squares = 0.0
            for (x, all, beyond) in points {
                let share = 1 / (1 + exp(-constant - slope * x))
                let variance = share * (1 - share)
                guard variance > 0 else { continue }
                let rest = beyond / all - share
                let weight = all * pow(variance, 1 - power)
                pearson += all * rest * rest / pow(variance, power)
                leastDispersion += pow(variance, 1 - power) / Double(points.count)
                score.constant += weight * rest
                score.slope += weight * rest * x
                information.constant += weight * variance
                information.both += weight * variance * x
                information.slope += weight * variance * x * x
                squares += weight * variance * weight * variance
            }
            worth = squares > 0 ? information.constant * information.constant / squares : 0
        }

        /// How far from the best line this one is: the score's square by the information.
        var distance: Double {
            step.map { $0.constant * score.constant + $0.slope * score.slope } ?? .infinity
        }

        /// The inverse of the information; `nil` where there is none.
        var inverse: (constant: Double, both: Double, slope: Double)? {
            let determinant = information.constant * information.slope - information.both * information.both
            guard determinant > 1e-12 * information.constant * information.slope, determinant.isFinite else {
                return nil
            }
            return (
                information.slope / determinant, -information.both / determinant, information.constant / determinant
            )
        }

        /// Newton's step.
        var step: (constant: Double, slope: Double)? {
            inverse.map {
                (
                    $0.constant * score.constant + $0.both * score.slope,
                    $0.both * score.constant + $0.slope * score.slope
                )
            }
        }
    }
}
