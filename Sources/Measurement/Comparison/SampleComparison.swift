import Glibc

/// Whether two small sets of figures, one for each of several runs, differ in where they lie: the exact test of Mann
/// and Whitney (Ann. Math. Stat. 18, 1947), with the shift of Hodges and Lehmann (Ann. Math. Stat. 34, 1963) and its
/// interval.
///
/// It is for figures of whole runs, which are independent. Responses of one run aren't: the test on them cries
/// difference between equal runs most of the time.
package struct RankSumTest: Sendable, Hashable {
    /// For how many pairs the second's value is the higher one; a tie counts a half.
    package var statistic: Double
    /// The probability of a statistic as far from its mean, or farther, for equal distributions.
    package var probability: Double
    /// The median of the differences, second less first, over all pairs.
    package var shift: Double
    /// The interval of the shift that is left by the test at the least confidence asked for; `nil` when there are too
    /// few values for it.
    package var interval: ClosedRange<Double>?

    /// The test of `first` against `second`; `nil` when either has none, or they have more than 1,000 pairs between
    /// them.
    package init?(_ first: [Double], _ second: [Double], confidence: Double = 0.95) {
        let pairs = first.count * second.count
        guard pairs > 0, pairs <= 1_000 else { return nil }
        let differences = second.flatMap { value in first.map { value - $0 } }.sorted()
        let above = differences.reduce(0.0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) }
        statistic = above
        let shares = Self.shares(first, second)
        let distance = abs(above - Double(pairs) / 2)
        probability = min(
            1,
            shares.reduce(0) { abs($1.key - Double(pairs) / 2) >= distance - 1e-9 ? $0 + $1.value : $0 }
        )
        shift = Quantile.median(differences) ?? 0
        interval = Self.interval(differences, Self.counts(first.count, second.count), confidence)
    }

    /// The interval from the k-th smallest to the k-th largest difference, with the largest k whose tails leave
    /// `confidence`.
    private static func interval(_ differences: [Double], _ counts: [Double], _ confidence: Double) -> ClosedRange<
        Double
    >? {
        let rank = ExactTail.count(counts, confidence)
        guard rank > 0, rank <= (differences.count + 1) / 2 else { return nil }
        return differences[rank - 1]...differences[differences.count - rank]
    }

    /// How many of all arrangements of untied values give each statistic from 0 on, by Mann and Whitney's recurrence.
    private static func counts(_ first: Int, _ second: Int) -> [Double] {
        // rows[m] holds the counts for m of the first and so many of the second as have been added.
        var rows = [[Double]](repeating: [1], count: first + 1)
        for added in 1...second {
            var next = rows
            for number in 1...first {
                var sums = [Double](repeating: 0, count: number * added + 1)
                for (place, count) in rows[number].enumerated() { sums[place + number] += count }
                for (place, count) in next[number - 1].enumerated() { sums[place] += count }
                next[number] = sums
            }
            next[0] = [1]
            rows = next
        }
        return rows[first]
    }

    /// The probability of each statistic over all ways to deal the values, ties as they are, to the two sides.
    private static func shares(_ first: [Double], _ second: [Double]) -> [Double: Double] {
        let groups = Dictionary(grouping: first + second, by: \.self).sorted { $0.key < $1.key }.map(\.value.count)
        // For how many of the first were dealt so far: twice the statistic, and the ways to get it.
        var states = [[0: 1.0]] + [[Int: Double]](repeating: [:], count: first.count)
        var seen = 0
        for size in groups {
            var next = [[Int: Double]](repeating: [:], count: first.count + 1)
            for (dealt, ways) in states.enumerated() where !ways.isEmpty {
                for taken in 0...min(size, first.count - dealt) where seen - dealt + size - taken <= second.count {
                    // The others of this group beat all the first dealt before, and tie with those taken.
                    let gain = (size - taken) * (2 * dealt + taken)
                    let choices = binomial(size, taken)
                    for (twice, count) in ways { next[dealt + taken][twice + gain, default: 0] += count * choices }
                }
            }
            states = next
            seen += size
        }
        let last = states[first.count]
        let whole = last.values.reduce(0, +)
        return Dictionary(uniqueKeysWithValues: last.map { (Double($0.key) / 2, $0.value / whole) })
    }

    private static func binomial(_ size: Int, _ taken: Int) -> Double {
        (0..<taken).reduce(1.0) { $0 * Double(size - $1) / Double($1 + 1) }.rounded()
    }
}

/// How much the share of failures of one run differs from that of another, in shares.
///
/// The error of each share is that of the circular block bootstrap of a ratio, which has a closed form: the sums of all
/// blocks of what each interval has more than its share.
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
    package var verdict: ComparisonVerdict { Self.verdict(of: interval) }

    /// What is said of an interval of the difference of two shares.
    package static func verdict(of interval: ClosedRange<Double>) -> ComparisonVerdict {
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

/// The outermost values of an exact test's statistic.
enum ExactTail {
    /// How many of them, from the lowest on, leave `confidence` between them and as many at the other end; `counts`
    /// says how many equally likely arrangements give each.
    static func count(_ counts: [Double], _ confidence: Double) -> Int {
        let whole = counts.reduce(0, +)
        var tail = 0.0
        return counts.prefix { count in
            tail += count / whole
            return 2 * tail <= 1 - confidence + 1e-12
        }.count
    }
}
