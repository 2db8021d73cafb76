import Testing

@testable import Measurement

/// The expected numbers are SciPy 1.17.1's: `norm.ppf(p)`, `t.ppf((1 + p) / 2, degrees)`.
@Suite struct DistributionTests {
    @Test(arguments: [(0.975, 1.959963984540054), (0.995, 2.5758293035489004), (0.9999, 3.719016485455709), (0.5, 0)])
    func normalQuantiles(probability: Double, quantile: Double) {
        #expect(abs(NormalDistribution.quantile(probability) - quantile) < 1e-9)
        #expect(abs(NormalDistribution.quantile(1 - probability) + quantile) < 1e-9)
    }

    @Test(arguments: [
        (0.95, 1, 12.706204736174694), (0.95, 2, 4.302652729749462), (0.95, 3, 3.1824463052837078),
        (0.95, 9, 2.262157162798205), (0.95, 10, 2.228138851986274), (0.95, 29, 2.045229642132703),
        (0.95, 59, 2.000995378088267), (0.99, 4, 4.604094871349992), (0.99, 30, 2.7499956535672254),
    ])
    func studentQuantiles(probability: Double, degrees: Int, quantile: Double) {
        #expect(abs(StudentDistribution.quantile(within: probability, degrees: degrees) - quantile) < 1e-9)
    }

    /// The quantile is the least number with such a probability, and 0 has a half.
    @Test func theMiddleIsNoMoreThanIt() {
        #expect(NormalDistribution.probability(below: 0) == 0.5)
        #expect(NormalDistribution.quantile(0.5) <= 0)
    }
}

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

@Suite struct SplitMix64Tests {
    /// The first values for the seed 1234567, as published with the generator's description at Rosetta Code
    /// ("Pseudo-random numbers/Splitmix64").
    @Test func itGivesThePublishedNumbers() {
        var random = SplitMix64(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ]
        #expect(expected == (0..<5).map { _ in random.next() })
    }

    @Test func unitsFillZeroToOne() {
        var random = SplitMix64(seed: 42)
        var bins = [Int](repeating: 0, count: 100)
        for _ in 0..<1_000_000 {
            let unit = random.unit()
            guard (0..<1).contains(unit) else { Issue.record("\(unit) is outside 0..<1"); return }
            bins[Int(unit * 100)] += 1
        }
        let chiSquare = bins.reduce(0) { $0 + (Double($1) - 10_000) * (Double($1) - 10_000) / 10_000 }
        // The 99.9% point of χ² with 99 degrees of freedom.
        #expect(chiSquare < 148.2)
    }
}

@Suite struct IntervalSummaryTests {
    @Test func ratesAreASecond() {
        let row = IntervalSummary(start: 0, length: 500_000_000, offered: 100, sent: 90, unsent: 10, completed: 80)
        #expect(row.offeredRate == 200)
        #expect(row.sentRate == 180)
        #expect(row.goodput == 160)
    }

    @Test func anIntervalOfNoLengthHasNoRate() {
        #expect(IntervalSummary(start: 5, length: 0, offered: 3).offeredRate == 0)
    }

    @Test func aNanosecondHasARate() {
        #expect(IntervalSummary(start: 0, length: 1, offered: 1).offeredRate == 1e9)
    }
}
