import Glibc
import Testing

@testable import Measurement

@Suite struct ConstantArrivalsTests {
    @Test func everyArrivalIsComputedAnew() {
        #expect(first(5, of: ConstantArrivals(rate: 3)) == [0, 333_333_333, 666_666_666, 1_000_000_000, 1_333_333_333])
        #expect(first(3, of: ConstantArrivals(rate: 0.25)) == [0, 4_000_000_000, 8_000_000_000])
        #expect(first(3, of: ConstantArrivals(rate: 1.5)) == [0, 666_666_666, 1_333_333_333])
    }

    // Beyond 2⁵³, where doubles have gaps, and beyond 2⁶⁴ / 10⁹, where the product doesn't fit in 64 bits.
    private static let huge: [(number: UInt64, rate: UInt64, time: UInt64)] = [
        (9_007_199_254_740_993, 1_000_000_000, 9_007_199_254_740_993),
        (18_446_744_073, 1, 18_446_744_073_000_000_000),
        (18_446_744_073_000, 1_000, 18_446_744_073_000_000_000),
        (30_000_000_001, 3, 10_000_000_000_333_333_333),
        (1 << 62, 1_000_000_000, 1 << 62),
    ]

    @Test(arguments: huge)
    func hugeCountsAreExact(_ example: (number: UInt64, rate: UInt64, time: UInt64)) {
        #expect(ConstantArrivals.time(of: example.number, rate: Double(example.rate)) == example.time)
    }

    @Test func whatIsBeyondTheClockIsNever() {
        #expect(ConstantArrivals.time(of: 18_446_744_074, rate: 1) == .max)
        #expect(ConstantArrivals.time(of: .max, rate: 0.001) == .max)
    }

    @Test func aFractionalRateDoesNotDrift() {
        // A million seconds at 0.1 a second, and a billion arrivals at 1000.5.
        #expect(ConstantArrivals.time(of: 100_000, rate: 0.1) == 1_000_000_000_000_000)
        let time = Double(ConstantArrivals.time(of: 1_000_000_000, rate: 1_000.5))
        #expect(abs(time - 1e18 / 1_000.5) <= 1)
    }

    @Test func sharesTogetherAreTheWhole() {
        let parts = (0..<3).map { first(4, of: ConstantArrivals(rate: 7, share: ArrivalShare($0, of: 3))) }
        #expect(parts.flatMap { $0 }.sorted() == first(12, of: ConstantArrivals(rate: 7)))
        #expect(ConstantArrivals(rate: 6, share: ArrivalShare(1, of: 3)).expected(by: 2_000_000_000) == 4)
    }
}

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
        #expect(LinearRamp(from: 10, to: 0, over: 10 * second).time(of: 50) == .infinity)
    }

    @Test func stepsBeginWhereTheyAreSaidTo() {
        let process = ProfileArrivals(.steps([(10, second), (0, second), (2, second), (0.5, 4 * second)]))
        let later = [4, 5, 6, 10].map { $0 * second / 2 }
        let expected = (0..<10).map { $0 * second / 10 } + later
        #expect(first(16, of: process) == expected + [.max, .max])
    }

    /// A last stage without an end takes nothing from the ones before.
    @Test func theLastArrivalOfAStageIsItsOwn() {
        let process = ProfileArrivals(RateProfile([.init(.constant(10), for: second), .init(.constant(1), for: .max)]))
        #expect(first(12, of: process)[8...] == [800_000_000, 900_000_000, second, 2 * second])
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

    @Test("A warm-up goes before a profile at its first rate, and moves it on as it is")
    func preceded() {
        let second: UInt64 = 1_000_000_000
        let stages = RateProfile.steps([(20, second), (200, second)])
        let warmed = stages.preceded(for: second / 2)
        #expect(warmed.expected(by: second / 2) == 10)
        #expect(warmed.expected(by: 3 * second) == 230)
        for time in stride(from: 0, through: 2 * second, by: 100_000_000) {
            #expect(abs(warmed.expected(by: time + second / 2) - 10 - stages.expected(by: time)) < 1e-9)
        }
        #expect(stages.preceded(for: 0) == stages)
        let constant = RateProfile(.constant(7))
        #expect(constant.preceded(for: second) == constant, "it needs no second stage")
    }
}

@Suite struct ReplayedArrivalsTests {
    @Test func timestampsAreSortedAndBeginWithTheFirst() {
        #expect(first(5, of: ReplayedArrivals([900, 500, 700, 700])) == [0, 200, 200, 400, .max])
        #expect(first(1, of: ReplayedArrivals([])) == [.max])
    }

    @Test func anOriginCutsWhatLiesBefore() {
        #expect(first(3, of: ReplayedArrivals([900, 500, 700], origin: 600)) == [100, 300, .max])
        #expect(first(3, of: ReplayedArrivals([900, 500], origin: 0)) == [500, 900, .max])
    }

    @Test func timeCanBeStretched() {
        #expect(first(3, of: ReplayedArrivals([10, 13, 20], scale: 2)) == [0, 6, 20])
        #expect(first(3, of: ReplayedArrivals([10, 13, 20], scale: 0.5)) == [0, 2, 5])
    }

    @Test func theCountIsThatOfTheTimesBefore() {
        let process = ReplayedArrivals([10, 13, 13, 20], origin: 0)
        #expect([0, 10, 11, 13, 14, 20, 21, .max].map(process.expected) == [0, 0, 1, 1, 3, 3, 4, 4])
    }

    @Test func sharesTakeTurns() {
        let shares = (0..<3).map { ReplayedArrivals([1, 2, 3, 4, 5], origin: 0, share: ArrivalShare($0, of: 3)) }
        #expect(shares.map { first(3, of: $0) } == [[1, 4, .max], [2, 5, .max], [3, .max, .max]])
        #expect(shares.map { $0.expected(by: 5) } == [2, 1, 1])
    }
}

/// What every arrival process keeps, over a million arrivals of each.
@Suite struct ProcessPropertyTests {
    static let second: UInt64 = 1_000_000_000
    static let million = 1_000_000

    /// A profile that lasts for more than a million arrivals, of everything that profiles are made of.
    static let mixed = RateProfile([
        .init(.ramp(LinearRamp(from: 0, to: 20_000, over: 10 * second)), for: 10 * second),
        .init(.constant(333.25), for: 7 * second),
        .init(.constant(0), for: 3 * second),
        .init(.sine(SineRate(mean: 9_000, amplitude: 9_000, period: 7 * second)), for: 100 * second),
        .init(.ramp(LinearRamp(from: 5_000, to: 0, over: 9 * second)), for: 9 * second),
        .init(.constant(1_000), for: .max),
    ])

    static let profiles: [RateProfile] = [
        RateProfile(.constant(0.7)), RateProfile(.constant(48_000.5)),
        RateProfile(.ramp(LinearRamp(from: 10, to: 5_000, over: 300 * second))),
        RateProfile(.ramp(LinearRamp(from: 5_000, to: 10, over: 300 * second))),
        RateProfile(.sine(SineRate(mean: 2_000, amplitude: 1_999, period: 11 * second))),
        RateProfile(.sine(SineRate(mean: 3_000, amplitude: 3_000, period: 60 * second))),
        .steps([(100, 10 * second), (0, 5 * second), (20_000, 60 * second), (7.5, .max)]), mixed,
    ]

    static let deterministic: [any ArrivalProcess] =
        profiles.map { ProfileArrivals($0) } + [
            ConstantArrivals(rate: 1), ConstantArrivals(rate: 3), ConstantArrivals(rate: 0.1),
            ConstantArrivals(rate: 1_234.567), ConstantArrivals(rate: 2e6),
            ReplayedArrivals((0..<UInt64(million)).map { $0 * $0 % 999_983 * 1_000 }),
        ]

    @Test(arguments: deterministic.indices)
    func evenArrivalsNeverGoBackAndKeepToTheIntegral(_ index: Int) {
        var process = Self.deterministic[index]
        let model = process
        var last: UInt64 = 0
        var wrong = 0
        for number in 0..<Self.million {
            let time = process.next()
            if time < last { wrong += 1 }
            // Of arrivals at one time, the expected count is that before the first of them.
            if time > last, abs(model.expected(by: time) - Double(number)) > 1.001 { wrong += 1 }
            last = time
        }
        #expect(wrong == 0)
        #expect(last > Self.second / 3)
    }

    @Test(arguments: profiles.indices)
    func poissonArrivalsAreIndependentAndExponentialOnceTheRateIsTakenOut(_ index: Int) {
        let profile = Self.profiles[index]
        check(PoissonProfileArrivals(profile, seed: 7), along: profile)
    }

    @Test func homogeneousPoissonArrivalsAreToo() {
        check(PoissonArrivals(rate: 2_000, seed: 11), along: RateProfile(.constant(2_000)))
    }

    /// Λ of the arrivals has gaps with P(gap > x) = e^-x; so e^-gap is uniform, whose hundredths are counted.
    private func check(_ process: some ArrivalProcess, along profile: RateProfile) {
        var process = process
        var bins = [Int](repeating: 0, count: 100)
        var last = (time: UInt64(0), count: 0.0, uniform: 0.5)
        var products = 0.0
        var wrong = 0
        for _ in 0..<Self.million {
            let time = process.next()
            if time < last.time { wrong += 1 }
            let count = profile.expected(by: time)
            let uniform = exp(last.count - count)
            bins[min(99, Int(uniform * 100))] += 1
            products += (uniform - 0.5) * (last.uniform - 0.5)
            last = (time, count, uniform)
        }
        let each = Double(Self.million) / 100
        let chiSquare = bins.reduce(0) { $0 + (Double($1) - each) * (Double($1) - each) / each }
        #expect(wrong == 0)
        // The 99.9% point of χ² with 99 degrees of freedom is 148.2, its 0.1% point 61.1.
        #expect(chiSquare < 148.2 && chiSquare > 61.1)
        // The correlation of neighbours has standard deviation 1/√n; a uniform's variance is 1/12.
        #expect(abs(products / Double(Self.million) * 12) < 3.3 / Double(Self.million).squareRoot())
        // The count has standard deviation √n.
        #expect(abs(last.count - Double(Self.million)) < 3.3 * Double(Self.million).squareRoot())
    }
}

/// The first `count` arrivals.
func first(_ count: Int, of process: some ArrivalProcess) -> [UInt64] {
    var process = process
    return (0..<count).map { _ in process.next() }
}
