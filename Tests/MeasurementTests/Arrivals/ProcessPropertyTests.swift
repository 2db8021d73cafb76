import Glibc
import Measurement
import Testing

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
