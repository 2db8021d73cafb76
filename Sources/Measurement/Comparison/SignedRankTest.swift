/// Where the differences of a few pairs lie, each of two runs that stood side by side: the median of the means of every
/// two differences (Hodges and Lehmann, Ann. Math. Stat. 34, 1963), with the interval of Wilcoxon's exact signed-rank
/// test (Biometrics 1, 1945).
///
/// Nothing is taken for granted of how the differences are spread but that they lie as far to one side of the true one
/// as to the other.
package struct SignedRankTest: Sendable, Hashable {
    /// More pairs than these aren't looked at.
    private static let mostPairs = 500

    /// The shift, second less first.
    package var shift: Double
    /// The interval of the shift that is left by the test at the least confidence asked for; `nil` when there are too
    /// few pairs for it: at 95% fewer than 6.
    package var interval: ClosedRange<Double>?

    /// The test of the differences of pairs; `nil` for none, and for more than 500.
    package init?(_ differences: [Double], confidence: Double = 0.95) {
        guard !differences.isEmpty, differences.count <= Self.mostPairs else { return nil }
        let means = differences.indices.flatMap { one in
            differences[...one].map { ($0 + differences[one]) / 2 }
        }.sorted()
        shift = Quantile.median(means) ?? 0
        let rank = Self.rank(differences.count, confidence)
        interval = rank > 0 ? means[rank - 1]...means[means.count - rank] : nil
    }

    /// How many of the means on each side are beyond the interval, the outermost of those within it included: 0 where
    /// even all are too few.
    private static func rank(_ pairs: Int, _ confidence: Double) -> Int {
        // How many of the 2^n ways to give signs to the ranks from 1 to n have each sum of those above 0.
        var ways = [1.0]
        for rank in 1...pairs {
            var next = ways + [Double](repeating: 0, count: rank)
            for (sum, count) in ways.enumerated() { next[sum + rank] += count }
            ways = next
        }
        return ExactTail.count(ways, confidence)
    }
}
