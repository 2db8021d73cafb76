import Measurement
import Testing

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
