import Measurement
import Testing

@testable import MockServer

@Suite struct ServiceTimeTests {
    private static func draws(_ time: ServiceTime, seed: UInt64 = 1, count: Int = 100_000) -> [Int64] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in time.draw(&random) }
    }

    private static let choices = ServiceTime.choices([
        ServiceTime.Choice(share: 0.9, time: 1_000_000), ServiceTime.Choice(share: 0.1, time: 50_000_000),
    ])

    @Test func aConstantIsAlwaysTheSame() {
        #expect(Set(Self.draws(.constant(5), count: 100)) == [5])
    }

    @Test func anExponentialHasItsMeanAndMedian() {
        let drawn = Self.draws(.exponential(mean: 5_000_000)).sorted()
        let mean = drawn.reduce(0) { $0 + Double($1) } / Double(drawn.count)
        #expect(abs(mean / 5e6 - 1) < 0.02)
        #expect(abs(Double(drawn[drawn.count / 2]) / (5e6 * 0.693147) - 1) < 0.02)
        #expect(drawn[0] >= 0)
    }

    @Test func choicesHaveTheirShares() {
        let drawn = Self.draws(Self.choices)
        #expect(Set(drawn) == [1_000_000, 50_000_000])
        #expect(abs(Double(drawn.count { $0 == 1_000_000 }) / Double(drawn.count) - 0.9) < 0.005)
    }

    @Test(arguments: [ServiceTime.exponential(mean: 1000), choices])
    func theSameSeedGivesTheSameTimes(_ time: ServiceTime) {
        #expect(Self.draws(time, seed: 4, count: 100) == Self.draws(time, seed: 4, count: 100))
        #expect(Self.draws(time, seed: 4, count: 100) != Self.draws(time, seed: 5, count: 100))
    }

    @Test func sharesThatAddUpToLessByRoundingStillGiveATime() {
        let choices = ServiceTime.choices([
            ServiceTime.Choice(share: 0, time: 1), ServiceTime.Choice(share: 0, time: 2),
        ])
        #expect(Set(Self.draws(choices, count: 10)) == [2])
    }
}
