import Measurement
import Testing

@Suite struct SignedRankTests {
    /// Hollander and Wolfe: Nonparametric Statistical Methods, 1973, table 3.1: depression before and after a therapy.
    /// The estimate and the interval are those of the book, the other way round.
    @Test func theBookAgrees() throws {
        let first = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
        let second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
        let test = try #require(SignedRankTest(zip(first, second).map { $1 - $0 }))
        #expect(abs(test.shift - -0.46) < 1e-9)
        let interval = try #require(test.interval)
        #expect(abs(interval.lowerBound - -0.786) < 1e-9 && abs(interval.upperBound - -0.010) < 1e-9)
    }

    /// Of six pairs all 64 ways to give signs have the same probability: the outermost two together 0.03125, the next
    /// two 0.0625.
    @Test func sixPairsAreTheFewest() throws {
        #expect(SignedRankTest([]) == nil)
        #expect(try #require(SignedRankTest([1, 2, 3, 4, 5])).interval == nil)
        let six = try #require(SignedRankTest([3, 1, 2, 6, 5, 4]))
        #expect(six.interval == 1...6 && six.shift == 3.5)
        #expect(try #require(SignedRankTest([Double](repeating: 0.2, count: 6))).interval == 0.2...0.2)
    }

    /// Neighbours in blocks A B B A on a machine that grows slower all the time, more between two runs than they
    /// scatter: a difference that isn't there is seen no more often than in 5% of all cases, and one of 10% nearly
    /// always.
    @Test(arguments: [0.0, 0.02]) func driftIsNoDifference(_ drift: Double) {
        var random = SplitMix64(seed: 11)
        var (alarms, seen) = (0, 0)
        for _ in 0..<2000 {
            // A B, B A: the second run of every other pair is of the first side.
            let differences = (0..<6).map { pair -> Double in
                let noise = 0.01 * (random.unit() - random.unit())
                return (pair % 2 == 0 ? drift : -drift) + noise
            }
            let null = SignedRankTest(differences)?.interval
            if null?.contains(0) != true { alarms += 1 }
            let planted = SignedRankTest(differences.map { $0 + 0.1 })?.interval
            if (planted?.lowerBound ?? 0) > 0 { seen += 1 }
        }
        #expect(alarms <= 100, "\(alarms) of 2000")
        #expect(seen >= 1900, "\(seen) of 2000")
    }
}
