import Testing

@testable import Measurement

@Suite struct OrderStatisticsTests {
    /// By SciPy 1.17.1: l is the largest with `binom.cdf(l - 1, n, p) <= (1 - c) / 2`, u the smallest with
    /// `binom.sf(u - 1, n, p) <= (1 - c) / 2`.
    static let exact: [(count: UInt64, percent: Double, confidence: Double, lower: UInt64, upper: UInt64)] = [
        (10, 50, 0.95, 2, 9), (100, 90, 0.95, 84, 96), (1_000, 99, 0.95, 983, 997), (368, 99, 0.95, 360, 368),
        (1_000_000, 99, 0.95, 989_805, 990_196), (4_000_000, 50, 0.95, 1_998_040, 2_001_961),
        (100, 50, 0.95, 40, 61), (10_000_000, 90, 0.95, 8_998_140, 9_001_860),
    ]

    @Test(arguments: exact.indices)
    func ranksAreThoseOfTheBinomialDistribution(_ index: Int) throws {
        let example = Self.exact[index]
        let ranks = try #require(
            OrderStatistics.ranks(
                count: example.count,
                probability: example.percent / 100,
                confidence: example.confidence
            )
        )
        #expect(ranks == (example.lower, example.upper))
    }

    @Test func theNormalApproximationIsAtMostARankOff() throws {
        // The exact ranks, by SciPy.
        let ranks = try #require(OrderStatistics.ranks(count: 2_000_000_000, probability: 0.999, confidence: 0.95))
        #expect(ranks.lower.distance(to: 1_997_997_229).magnitude <= 2)
        #expect(ranks.upper.distance(to: 1_998_002_771).magnitude <= 2)
    }

    @Test(arguments: [(0, 50), (5, 50), (367, 99), (3_687, 99.9), (1_000, 0), (1_000, 100)])
    func tooFewSamplesGiveNothing(count: UInt64, percent: Double) {
        #expect(OrderStatistics.ranks(count: count, probability: percent / 100, confidence: 0.95) == nil)
    }

    @Test(arguments: [(50, 6), (90, 36), (95, 72), (99, 368), (99.9, 3_688), (1, 368)])
    func theLeastNumberOfSamplesIsExact(percent: Double, needed: Int) {
        #expect(PercentileInterval.samplesNeeded(for: percent) == needed)
        let ranks = { (count: Int) in
            OrderStatistics.ranks(count: UInt64(count), probability: percent / 100, confidence: 0.95)
        }
        #expect(ranks(needed) != nil)
        #expect(ranks(needed - 1) == nil)
    }
}
