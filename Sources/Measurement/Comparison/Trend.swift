import Glibc

/// Whether a series rises or falls, and how fast, without a thought for its distribution.
///
/// Mann (1945) and Kendall (1975): S counts the pairs that rise less those that fall; its variance allows for ties
/// (Kendall: Rank Correlation Methods, section 5.3). The slope is Sen's: the median of those of all pairs (JASA 63,
/// 1968).
package struct Trend: Sendable, Hashable {
    /// Rising pairs less falling ones.
    package var score: Int
    /// The score as a standard normal value, corrected for continuity.
    package var standardScore: Double
    /// The probability of such a score or a farther one, either way, where there is no trend.
    package var probability: Double
    /// The change from one value to the next.
    package var slope: Double

    /// The trend of `values`, taken at equal distances; `nil` for fewer than three.
    package init?(_ values: [Double]) {
        guard values.count >= 3 else { return nil }
        var score = 0
        var slopes: [Double] = []
        slopes.reserveCapacity(values.count * (values.count - 1) / 2)
        for later in values.indices {
            for earlier in 0..<later {
                let difference = values[later] - values[earlier]
                score += difference > 0 ? 1 : difference < 0 ? -1 : 0
                slopes.append(difference / Double(later - earlier))
            }
        }
        self.score = score
        let deviation = Self.variance(of: values).squareRoot()
        standardScore = score == 0 ? 0 : (Double(score) - (score > 0 ? 1 : -1)) / deviation
        probability = 2 * NormalDistribution.probability(below: -abs(standardScore))
        slope = Quantile.median(slopes) ?? 0
    }

    private static func variance(of values: [Double]) -> Double {
        func term(_ count: Double) -> Double { count * (count - 1) * (2 * count + 5) }
        let ties = Dictionary(grouping: values, by: \.self).values.map { term(Double($0.count)) }
        return (term(Double(values.count)) - ties.reduce(0, +)) / 18
    }
}

/// Quantiles of a few values, each of which counts.
package enum Quantile {
    /// The value in the middle, or the mean of the two; `nil` of none.
    package static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The quantile at `probability` as a weighted mean of all order statistics; `nil` of none, or at 0 and 1.
    ///
    /// The i-th smallest of n weighs I(i/n) - I((i - 1)/n) of the incomplete beta function with a = (n + 1)p and
    /// b = (n + 1)(1 - p) (Harrell and Davis: A new distribution-free quantile estimator, Biometrika 69, 1982).
    package static func harrellDavis(_ values: [Double], _ probability: Double) -> Double? {
        guard !values.isEmpty, probability > 0, probability < 1 else { return nil }
        let count = Double(values.count)
        let beta = IncompleteBeta(a: (count + 1) * probability, b: (count + 1) * (1 - probability))
        var below = 0.0
        var sum = 0.0
        for (index, value) in values.sorted().enumerated() {
            let through = beta.value(at: Double(index + 1) / count)
            sum += (through - below) * value
            below = through
        }
        return sum
    }
}

/// The regularised incomplete beta function I of x, by Lentz's method for its continued fraction (Abramowitz and
/// Stegun: Handbook of Mathematical Functions, 1964, 26.5.8; Thompson and Barnett, J. Comp. Phys. 64, 1986).
struct IncompleteBeta {
    let a: Double
    let b: Double

    func value(at x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        // The fraction converges quickly on this side of the mean; the other side is its complement.
        return x < (a + 1) / (a + b + 2)
            ? front * Self.fraction(a, b, x) / a : 1 - front * Self.fraction(b, a, 1 - x) / b
    }

    private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        func kept(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
        var numerator = 1.0
        var denominator = 1 / kept(1 - (a + b) * x / (a + 1))
        var result = denominator
        for index in 1...10_000 {
            let step = Double(index)
            for term in [
                step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step)),
                -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1)),
            ] {
                denominator = 1 / kept(1 + term * denominator)
                numerator = kept(1 + term / numerator)
                result *= numerator * denominator
            }
            if abs(numerator * denominator - 1) < 1e-15 { break }
        }
        return result
    }
}
