import Glibc
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

    /// By hand: of ten pairs two are ties, and the variance is that of (5·4·15 - 2·2·1·9) / 18.
    @Test func tiesLessenTheVariance() throws {
        let trend = try #require(Trend([1, 1, 2, 2, 3]))
        #expect(trend.score == 8)
        #expect(abs(trend.standardScore - 1.8278153875) < 1e-9)
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

    /// The interval of the shift at several confidences: counted over all arrangements in Python.
    @Test(
        arguments: [(0.95, -5.2, 7.4), (0.8, -3.0, 5.15)]
    )
    func theShiftHasAnInterval(confidence: Double, lower: Double, upper: Double) throws {
        let test = try #require(
            RankSumTest([1.1, 3.3, 5.5, 7.7, 9.9], [4.0, 6.25, 2.5, 8.5, 12.75], confidence: confidence)
        )
        #expect(abs(test.probability - 0.6904761904761905) < 1e-9)
        let interval = try #require(test.interval)
        #expect(abs(interval.lowerBound - lower) < 1e-9 && abs(interval.upperBound - upper) < 1e-9)
    }

    @Test func sidesOfTwoSizesHaveAnIntervalToo() throws {
        let test = try #require(RankSumTest([1.1, 3.3, 5.5, 7.7], [4.0, 6.25, 2.5, 8.5, 12.75], confidence: 0.9))
        let interval = try #require(test.interval)
        #expect(abs(interval.lowerBound + 3) < 1e-9 && abs(interval.upperBound - 7.4) < 1e-9)
        #expect(RankSumTest([1], [3], confidence: 0)?.interval == 2...2)
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

    /// Means and probabilities by NumPy and SciPy 1.17.1's `ttest_ind`.
    @Test func aChangeSaysHowSureItIs() throws {
        let series = [0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0]
        let points = ChangePoints(series).points
        try #require(points.count == 2)
        #expect(abs(points[0].before - 0.56) < 1e-9 && abs(points[0].after - 99.0333333333) < 1e-9)
        #expect(abs(points[1].before - 99.0333333333) < 1e-9 && abs(points[1].after - 149.35) < 1e-9)
        #expect(abs(points[0].probability / 3.278355020099e-11 - 1) < 1e-6)
        #expect(abs(points[1].probability / 3.826011643708e-13 - 1) < 1e-6)
    }

    /// Levels with sin(i²) about them, by a transcription of the paper into Python that tries every division.
    @Test(
        arguments: [
            ([(0, 4), (3, 12)], [4], [4]), ([(0, 12), (3, 4)], [12], [12]),
            ([(0, 7), (2, 9), (5, 6)], [7, 16], [7, 16]),
            ([(0, 20), (1.2, 20)], [21], [21]), ([(0, 30), (1.5, 3), (0, 30)], [], []),
            ([(0, 20), (2, 20), (0.5, 21)], [20, 40], [20]), ([(0, 2), (9, 9)], [2], [2]),
            ([(0, 9), (9, 2)], [9], [9]),
            ([(0, 10), (1, 10)], [], []), ([(1.5, 20), (0, 7), (6, 20)], [20, 27], [27]),
            ([(1.5, 6), (2.5, 16), (5, 3)], [22], [21]), ([(3, 16), (1.5, 16), (1.5, 15)], [15], [15]),
            ([(1.5, 12), (4, 12)], [12], [12]), ([(3, 17), (2.5, 19), (5, 3)], [36], [36]),
            ([(0, 12), (2.5, 6)], [11], [11]),
        ] as [([(Double, Int)], [Int], [Int])]
    )
    func levelsAreFoundAsElsewhere(_ levels: [(Double, Int)], _ expected: [Int], _ inWindowsOf10: [Int]) {
        var values: [Double] = []
        for (level, count) in levels {
            for _ in 0..<count { values.append(level + sin(Double(values.count * values.count))) }
        }
        #expect(ChangePoints(values).points.map(\.index) == expected)
        #expect(ChangePoints(values, window: 10).points.map(\.index) == inWindowsOf10)
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

    /// I of x for whole a and b is a sum of binomials: P(at least a of a + b - 1 coins that fall right with probability
    /// x).
    @Test(arguments: [(1.0, 1.0, 0.3, 0.3), (2, 3, 0.4, 0.5248), (5, 2, 0.9, 0.885735), (2, 2, 0, 0), (2, 2, 1, 1)])
    func theIncompleteBetaFunction(a: Double, b: Double, x: Double, expected: Double) {
        #expect(abs(IncompleteBeta(a: a, b: b).value(at: x) - expected) < 1e-12)
    }
}
