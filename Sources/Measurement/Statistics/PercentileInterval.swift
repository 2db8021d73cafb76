import Glibc

/// An interval that contains the true percentile of what was measured, with a stated confidence.
public struct PercentileInterval: Sendable, Hashable {
    /// How the interval was found.
    public enum Method: Sendable, Hashable {
        /// From the ranks of independent samples (binomial order statistics): right for samples that don't depend on
        /// each other, such as single requests minutes apart. Of requests in one queue it is much too narrow.
        case orderStatistics
        /// From the differences between `count` stretches of the run, which also show how samples depend on those
        /// before them: right for a load, if the stretches are long beside the queue's memory.
        case batches(count: Int)
    }

    /// Which percentile, such as 99.9.
    public var percent: Double
    /// The lower end.
    public var lower: UInt64
    /// The upper end.
    public var upper: UInt64
    /// The probability with which such intervals contain the true value, such as 0.95.
    public var confidence: Double
    /// How it was found.
    public var method: Method

    /// An interval of its parts.
    public init(percent: Double, lower: UInt64, upper: UInt64, confidence: Double, method: Method) {
        self.percent = percent
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
        self.method = method
    }

    /// How many independent samples an interval of the percentile `percent` needs at least: 368 for the 99th at 95%.
    public static func samplesNeeded(for percent: Double, confidence: Double = 0.95) -> Int {
        OrderStatistics.samplesNeeded(probability: percent / 100, confidence: confidence)
    }
}

/// Which two of n independent samples in ascending order enclose a quantile of their distribution, whatever that is.
///
/// The number B of samples at or below the p-quantile is binomial(n, p), so the interval from the l-th to the u-th
/// smallest covers it with probability P(l <= B <= u - 1). Both tails get half of what is left: l is the largest with
/// P(B <= l - 1) <= α/2, u the smallest with P(B >= u) <= α/2. (David and Nagaraja: Order Statistics, 3rd edition 2003,
/// section 7.1; Hahn and Meeker: Statistical Intervals, 1991, section 5.2.)
enum OrderStatistics {
    /// The ranks, from 1; `nil` when there are too few samples to enclose the quantile with such a confidence.
    static func ranks(count: UInt64, probability: Double, confidence: Double) -> (lower: UInt64, upper: UInt64)? {
        guard count > 0, probability > 0, probability < 1, confidence > 0, confidence < 1 else { return nil }
        let tail = (1 - confidence) / 2
        let variance = Double(count) * probability * (1 - probability)
        let (lower, upper) =
            variance > exactUpTo
            ? normalRanks(count, probability, variance.squareRoot(), tail) : exactRanks(count, probability, tail)
        return lower >= 1 && upper <= count ? (lower, upper) : nil
    }

    /// The least number of samples with which the ranks exist: the largest has to be above the quantile and the
    /// smallest below it with probability 1 - α/2 each, so p^n <= α/2 and (1 - p)^n <= α/2.
    static func samplesNeeded(probability: Double, confidence: Double) -> Int {
        let worse = max(probability, 1 - probability)
        guard worse < 1 else { return .max }
        return Int((log((1 - confidence) / 2) / log(worse)).rounded(.up))
    }

    /// Up to this variance the sums are exact; above, where the normal distribution is within a rank or two of
    /// thousands, they would take milliseconds.
    private static let exactUpTo = 1e6

    /// Sums the binomial probabilities from both ends. Only their ratios are needed: w(k + 1) / w(k) =
    /// (n - k) / (k + 1) · p / (1 - p), from 1 at the mode until they vanish.
    private static func exactRanks(_ count: UInt64, _ probability: Double, _ tail: Double) -> (UInt64, UInt64) {
        let odds = probability / (1 - probability)
        let mode = min(count, UInt64(saturating: (Double(count) + 1) * probability))
        var below: [Double] = []
        var weight = 1.0
        var number = mode
        while number > 0, weight > 1e-20 {
            weight *= Double(number) / Double(count - number + 1) / odds
            number -= 1
            below.append(weight)
        }
        let first = number
        var weights = Array(below.reversed()) + [1]
        weight = 1
        number = mode
        while number < count, weight > 1e-20 {
            weight *= Double(count - number) / Double(number + 1) * odds
            number += 1
            weights.append(weight)
        }
        let limit = tail * weights.reduce(0, +)
        let lower = first + UInt64(fitting(weights, limit))
        let upper = number + 1 - UInt64(fitting(weights.reversed(), limit))
        return (lower, upper)
    }

    /// How many of `weights` from the front add up to no more than `limit`.
    private static func fitting(_ weights: some Sequence<Double>, _ limit: Double) -> Int {
        var sum = 0.0
        var count = 0
        for weight in weights {
            sum += weight
            guard sum <= limit else { break }
            count += 1
        }
        return count
    }

    /// The normal approximation with the correction for continuity, rounded outwards.
    private static func normalRanks(
        _ count: UInt64,
        _ probability: Double,
        _ deviation: Double,
        _ tail: Double
    ) -> (UInt64, UInt64) {
        let mean = Double(count) * probability
        let reach = NormalDistribution.quantile(1 - tail) * deviation
        return (UInt64(saturating: mean - reach + 0.5), UInt64(saturating: (mean + reach + 0.5).rounded(.up)))
    }
}
