import Testing

@testable import Measurement

@Suite struct ComparisonTests {
    /// Score and slope by hand, the standard score with the correction for continuity: 44 / √125.
    @Test func trendIsMannKendallsWithSensSlope() throws {
        let trend = try #require(Trend([1.0, 2.3, 3.1, 4.5, 5.2, 6.8, 7.1, 8.9, 9.5, 10.2]))
        #expect(trend.score == 45)
        #expect(abs(trend.standardScore - 3.93548) < 1e-5)
        #expect(abs(trend.slope - 1.05) < 1e-12)
        #expect(trend.probability < 1e-4)
    }

    @Test func whatStandsStillHasNoTrend() throws {
        let trend = try #require(Trend([5, 5, 5, 5, 5]))
        #expect(trend == Trend([7, 7, 7, 7, 7]))
        #expect(trend.score == 0 && trend.standardScore == 0 && trend.probability == 1 && trend.slope == 0)
        #expect(Trend([1, 2]) == nil)
    }

    @Test(arguments: [(0.1, 4.81290947), (0.25, 19.2481104), (0.5, 50), (0.9, 95.18709053)])
    func harrellDavisWeighsAllOrderStatistics(probability: Double, expected: Double) throws {
        let quantile = try #require(Quantile.harrellDavis([75, 0, 50, 25, 100], probability))
        #expect(abs(quantile - expected) < 1e-7)
    }

    @Test func quantilesOfNothingAreNone() {
        #expect(Quantile.median([]) == nil)
        #expect(Quantile.harrellDavis([], 0.5) == nil)
        #expect(Quantile.harrellDavis([1], 0) == nil)
    }

    /// The least probabilities that so many values a side allow, twice 1 in all arrangements.
    @Test(arguments: [(3, 0.1), (4, 0.0285714), (5, 0.0079365), (6, 0.0021645)])
    func disjointSidesHaveTheLeastProbability(count: Int, expected: Double) throws {
        let first = (0..<count).map(Double.init)
        let test = try #require(RankSumTest(first, first.map { $0 + 100 }))
        #expect(abs(test.probability - expected) < 1e-6)
        #expect(test.shift == 100)
        #expect((test.interval == nil) == (count == 3))
    }

    /// By SciPy 1.17.1's `mannwhitneyu`, whose exact method has no ties.
    @Test func valuesBetweenEachOtherAreNoDifference() throws {
        let test = try #require(RankSumTest([1.1, 3.3, 5.5, 7.7], [2.2, 4.4, 6.6, 8.8]))
        #expect(test.statistic == 10)
        #expect(abs(test.probability - 0.6857142857) < 1e-9)
        #expect(abs(test.shift - 1.1) < 1e-9)
        #expect(RankSumTest([], [1]) == nil)
    }

    @Test func equalSidesAreEqual() throws {
        let test = try #require(RankSumTest([2, 2, 2, 2], [2, 2, 2, 2]))
        #expect(test.probability == 1)
        #expect(test.shift == 0)
    }

    /// Apache Otava's series.
    @Test func changePointsAreThoseOfOtava() {
        let series = [0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0]
        #expect(ChangePoints(series).points.map(\.index) == [5, 8])
    }

    @Test func aChangeIsFoundBetweenWindows() {
        let series = [
            1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96, 0.50, 0.51, 0.48, 0.48, 0.55, 0.50, 0.49, 0.51,
            0.50, 0.49,
        ]
        #expect(ChangePoints(series, window: 10, probability: 0.0001).points.map(\.index) == [10])
    }

    @Test(arguments: [[], [1], [1, 1, 1], [3, 3, 3, 3, 3, 3, 3, 3], [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]] as [[Double]])
    func noiseHasNoChange(_ series: [Double]) {
        #expect(ChangePoints(series).points.isEmpty)
    }

    /// I of x for whole a and b is a sum of binomials: P(at least a of a + b - 1 coins that fall right with probability x).
    @Test(arguments: [(1.0, 1.0, 0.3, 0.3), (2, 3, 0.4, 0.5248), (5, 2, 0.9, 0.885735), (2, 2, 0, 0), (2, 2, 1, 1)])
    func theIncompleteBetaFunction(a: Double, b: Double, x: Double, expected: Double) {
        #expect(abs(IncompleteBeta(a: a, b: b).value(at: x) - expected) < 1e-12)
    }
}
