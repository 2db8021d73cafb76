import Glibc

/// Where a series of figures, one for each run, changes its level: E-divisive means (Matteson and James: A
/// nonparametric approach for multiple change point analysis, JASA 109, 2014) with Student's t in place of
/// permutations, as Apache Otava (Hunter) has it.
///
/// The series is looked at through windows; within one the best place to divide it is sought, tested, and both halves
/// are divided on. Weak points are kept in a first pass, with ten times the probability, as one of them may hide
/// another; then the least significant of all is taken away until all are significant.
package struct ChangePoints: Sendable, Hashable {
    /// One change: the level is another from the value at `index` on.
    package struct Point: Sendable, Hashable {
        package var index: Int
        /// The mean of the values since the point before, and up to the next.
        package var before: Double
        package var after: Double
        /// The probability of such a difference where there is none.
        package var probability: Double
    }

    /// The changes, in order.
    package private(set) var points: [Point] = []

    /// The changes of `values`.
    ///
    /// - Parameters:
    ///   - window: How many values are looked at together.
    ///   - probability: Above it a change isn't one.
    package init(_ values: [Double], window: Int = 50, probability: Double = 0.001) {
        guard window >= 4 else { return }
        var indices = Set<Int>()
        var start = 0
        repeat {
            let end = min(values.count, start + window)
            indices.formUnion(Self.split(values, start..<end, weakest: probability * 10))
            start += window / 2
        } while start + window / 2 < values.count
        var places = indices.sorted()
        while !places.isEmpty {
            let found = places.indices.map { Self.point(values, places, $0) }
            guard let worst = found.indices.max(by: { found[$0].probability < found[$1].probability }),
                found[worst].probability > probability
            else {
                points = found
                return
            }
            places.remove(at: worst)
        }
    }

    private static func point(_ values: [Double], _ places: [Int], _ number: Int) -> Point {
        let start = number > 0 ? places[number - 1] : 0
        let end = number + 1 < places.count ? places[number + 1] : values.count
        let before = values[start..<places[number]]
        let after = values[places[number]..<end]
        return Point(
            index: places[number],
            before: mean(before),
            after: mean(after),
            probability: MeansTest.probability(before, after)
        )
    }

    private static func split(_ values: [Double], _ range: Range<Int>, weakest: Double) -> [Int] {
        guard let place = bestSplit(values, range) else { return [] }
        let probability = MeansTest.probability(values[range.lowerBound..<place], values[place..<range.upperBound])
        guard probability <= weakest else { return [] }
        return split(values, range.lowerBound..<place, weakest: weakest) + [place]
            + split(values, place..<range.upperBound, weakest: weakest)
    }

    /// Where Q = 2/(m+n)·Σ|x-y| - 2m/((m+n)(n-1))·Σ|x-x'| - 2n/((m+n)(m-1))·Σ|y-y'| of the n values before and the m
    /// after is largest; each side has two values at least.
    private static func bestSplit(_ values: [Double], _ range: Range<Int>) -> Int? {
        guard range.count >= 4 else { return nil }
        var (inner, outer, across) = (0.0, 0.0, 0.0)
        for one in range {
            for other in range where other > one { outer += abs(values[one] - values[other]) }
        }
        var best: (place: Int, quality: Double)?
        for place in range.dropLast(2) {
            // The value at `place` goes over to the left side.
            let toLeft = values[range.lowerBound..<place].reduce(0) { $0 + abs($1 - values[place]) }
            let toRight = values[(place + 1)..<range.upperBound].reduce(0) { $0 + abs($1 - values[place]) }
            inner += toLeft
            outer -= toRight
            across += toRight - toLeft
            let (n, m) = (Double(place + 1 - range.lowerBound), Double(range.upperBound - place - 1))
            guard n >= 2 else { continue }
            let quality =
                2 / (m + n) * across - 2 * m / ((m + n) * (n - 1)) * inner - 2 * n / ((m + n) * (m - 1)) * outer
            if quality > best?.quality ?? 0 { best = (place + 1, quality) }
        }
        return best?.place
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double { values.reduce(0, +) / Double(values.count) }
}

/// Student's test of two means with equal variances taken for granted, as SciPy's `ttest_ind` has it.
private enum MeansTest {
    /// The two-sided probability of so different means; 1 when neither side varies and the means are equal, 0 when they
    /// differ.
    static func probability(_ first: ArraySlice<Double>, _ second: ArraySlice<Double>) -> Double {
        let (n, m) = (Double(first.count), Double(second.count))
        guard n > 0, m > 0, n + m > 2 else { return 1 }
        let (mean, other) = (first.reduce(0, +) / n, second.reduce(0, +) / m)
        let squares =
            first.reduce(0) { $0 + pow($1 - mean, 2) } + second.reduce(0) { $0 + pow($1 - other, 2) }
        let error = (squares / (n + m - 2) * (1 / n + 1 / m)).squareRoot()
        guard error > 0 else { return mean == other ? 1 : 0 }
        // P(|T| > t) = I(x; d/2, 1/2) at x = d/(d + t²).
        let degrees = n + m - 2
        let t = (mean - other) / error
        return IncompleteBeta(a: degrees / 2, b: 0.5).value(at: degrees / (degrees + t * t))
    }
}
