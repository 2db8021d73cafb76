import Measurement
import Testing

@Suite struct PoissonArrivalsTests {
    @Test func theSameSeedGivesTheSameArrivals() {
        let arrivals = first(100, of: PoissonArrivals(rate: 50, seed: 1))
        #expect(arrivals == first(100, of: PoissonArrivals(rate: 50, seed: 1)))
        #expect(arrivals != first(100, of: PoissonArrivals(rate: 50, seed: 2)))
    }

    @Test func theCountExpectedIsRateTimesTime() {
        #expect(abs(PoissonArrivals(rate: 50, seed: 1).expected(by: 3_000_000_000) - 150) < 1e-9)
    }

    @Test func alongAConstantProfileTheyAreTheSame() {
        let constant = first(1_000, of: PoissonArrivals(rate: 50, seed: 9))
        let profile = first(1_000, of: PoissonProfileArrivals(RateProfile(.constant(50)), seed: 9))
        #expect(zip(constant, profile).allSatisfy { $0 > $1 ? $0 - $1 <= 2 : $1 - $0 <= 2 })
    }

    @Test func sharesAreDifferentAndAddUpToTheRate() {
        let profile = RateProfile(.constant(1_000))
        let shares = (0..<4).map { PoissonProfileArrivals(profile, seed: 3, share: ArrivalShare($0, of: 4)) }
        let parts = shares.map { first(2_500, of: $0) }
        #expect(Set(parts.map { $0[0] }).count == 4)
        // 2,500 arrivals of 250 a second take 10 s, give or take 0.2 s.
        for part in parts { #expect(abs(Double(part[2_499]) - 10e9) < 0.8e9) }
        #expect(shares[0].expected(by: 8_000_000_000) == 2_000)
    }

    @Test func noArrivalsFollowTheLastStage() {
        var process = PoissonProfileArrivals(.steps([(100, 1_000_000_000)]), seed: 5)
        let arrivals = (0..<300).map { _ in process.next() }
        let within = arrivals.prefix { $0 <= 1_000_000_000 }
        #expect(within.count > 60 && within.count < 140)
        #expect(arrivals.dropFirst(within.count).allSatisfy { $0 == .max })
    }
}
