import Measurement
import Testing

@Suite struct ProfileArrivalsTests {
    private let second: UInt64 = 1_000_000_000

    @Test func aRampIsTheInverseOfItsIntegral() {
        // From 0 to 10 a second over 10 s: Λ(t) = t²/2, so the n-th is at √(2n).
        let up = ProfileArrivals(RateProfile(.ramp(LinearRamp(from: 0, to: 10, over: 10 * second))))
        #expect(first(3, of: up) == [0, 1_414_213_562, 2_000_000_000])
        // It stays at 10 a second from the 50th on.
        #expect(first(61, of: up)[50...] == (0...10).map { 10 * second + UInt64($0) * second / 10 }[...])
        // From 10 to 0 over 10 s: 10 t - t²/2 = n, so t = 10 - √(100 - 2n).
        let down = ProfileArrivals(RateProfile(.ramp(LinearRamp(from: 10, to: 0, over: 10 * second))))
        #expect(first(51, of: down)[48...] == [8_000_000_000, 8_585_786_438, .max])
    }

    @Test func stepsBeginWhereTheyAreSaidTo() {
        let process = ProfileArrivals(.steps([(10, second), (0, second), (2, second), (0.5, 4 * second)]))
        let later = [4, 5, 6, 10].map { $0 * second / 2 }
        let expected = (0..<10).map { $0 * second / 10 } + later
        #expect(first(16, of: process) == expected + [.max, .max])
    }

    @Test func fractionsOfAnArrivalAreCarriedToTheNextStage() {
        // 2.5 arrivals in the first stage: the third is half done when the second stage begins at 4 a second.
        let process = ProfileArrivals(.steps([(2.5, second), (4, second)]))
        #expect(first(4, of: process) == [0, 400_000_000, 800_000_000, 1_125_000_000])
    }

    @Test func aSineGivesItsMeanInEveryPeriod() {
        let profile = RateProfile(.sine(SineRate(mean: 100, amplitude: 80, period: 4 * second)))
        #expect(profile.rate(at: second) == 180)
        #expect(abs(profile.rate(at: 3 * second) - 20) < 1e-9)
        let arrivals = first(4_001, of: ProfileArrivals(profile))
        #expect((0...10).map { arrivals[400 * $0] } == (0...10).map { 4 * second * $0 })
        // Λ(P/2) = 100·2 + 80·4/2π·2 = 301.86; Λ(P/4) = 150.93.
        #expect(arrivals.prefix { $0 < 2 * second }.count == 302)
        #expect(arrivals.prefix { $0 < second }.count == 151)
    }

    @Test func aSineHasNoDriftAfterMonths() {
        let profile = RateProfile(.sine(SineRate(mean: 100, amplitude: 100, period: 60 * second)))
        let count = 100.0 * 60 * 100_000
        #expect(profile.time(of: count) == 6_000_000 * second)
        #expect(abs(profile.expected(by: profile.time(of: count + 12_345)) - count - 12_345) < 0.001)
    }

    @Test(arguments: ProcessPropertyTests.profiles.indices)
    func timeAndCountAreInverses(_ index: Int) {
        let profile = ProcessPropertyTests.profiles[index]
        for count in stride(from: 0.25, to: 300_000, by: 1_733.77) {
            let time = profile.time(of: count)
            // A nanosecond of rounding is worth at most the rate's part of it.
            #expect(abs(profile.expected(by: time) - count) <= 1e-9 * profile.rate(at: time) + 1e-9 * count + 1e-9)
        }
    }

    @Test func theCountExpectedEndsWithTheLastStage() {
        let profile = RateProfile.steps([(10, second), (20, second)])
        let halves: [UInt64] = [0, 1, 2, 3, 4, 9]
        #expect(halves.map { profile.expected(by: $0 * second / 2) } == [0, 5, 10, 20, 30, 30])
        #expect([0, second, 2 * second].map(profile.rate) == [10, 20, 0])
        #expect(RateProfile([]).expected(by: second) == 0)
        #expect(first(2, of: ProfileArrivals(RateProfile([]))) == [.max, .max])
    }

    @Test func sharesTogetherAreTheWhole() {
        let profile = ProcessPropertyTests.mixed
        let parts = (0..<3).map { first(1_000, of: ProfileArrivals(profile, share: ArrivalShare($0, of: 3))) }
        #expect(parts.flatMap { $0 }.sorted() == first(3_000, of: ProfileArrivals(profile)))
    }
}
