import Glibc

/// How much the share of failures of one run differs from that of another, in shares.
///
/// The error of each share is that of the circular block bootstrap of a ratio, which has a closed form: the sums of all blocks of
/// what each interval has more than its share.
package struct ShareComparison: Sendable, Hashable {
    /// The shares of both sides, 0...1.
    package var base: Double
    package var new: Double
    /// Where the true difference lies, with 95% confidence.
    package var interval: ClosedRange<Double>
    /// Differences within so much are the same: a tenth of a percentage point.
    private static let tolerance = 0.001

    /// The comparison of pairs of failures and of all that ended, one for each interval; `nil` with fewer than
    /// ``QuantileComparison/fewestIntervals`` a side, or where nothing ended.
    package init?(base: [(failed: Int, ended: Int)], new: [(failed: Int, ended: Int)]) {
        guard min(base.count, new.count) >= QuantileComparison.fewestIntervals,
            let first = Self.share(base), let second = Self.share(new)
        else { return nil }
        self.base = first.share
        self.new = second.share
        let difference = second.share - first.share
        let degrees = base.count / first.block + new.count / second.block - 2
        let reach =
            StudentDistribution.quantile(within: 0.95, degrees: max(1, degrees)) * QuantileComparison.widening
            * (first.variance + second.variance).squareRoot()
        interval = (difference - reach)...(difference + reach)
    }

    /// What is said of it.
    package var verdict: ComparisonVerdict {
        if interval.lowerBound >= -Self.tolerance, interval.upperBound <= Self.tolerance { return .same }
        if interval.lowerBound > 0 { return .worse }
        return interval.upperBound < 0 ? .better : .unknown
    }

    private static func share(
        _ rows: [(failed: Int, ended: Int)]
    ) -> (share: Double, variance: Double, block: Int)? {
        let ended = rows.reduce(0.0) { $0 + Double($1.ended) }
        guard ended > 0 else { return nil }
        let share = rows.reduce(0.0) { $0 + Double($1.failed) } / ended
        let surplus = rows.map { Double($0.failed) - share * Double($0.ended) }
        let block = BlockLength.circular(surplus)
        let squares = surplus.indices.reduce(0.0) { sum, start in
            let whole = (0..<block).reduce(0.0) { $0 + surplus[(start + $1) % surplus.count] }
            return sum + whole * whole
        }
        return (share, squares / Double(block) / (ended * ended), block)
    }
}
