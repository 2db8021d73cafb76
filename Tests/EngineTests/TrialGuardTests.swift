import LoadEngine
import Measurement
import Testing

@testable import Engine

/// When a trial is overloaded, by figures as the engine shows them every 25 ms.
@Suite struct TrialGuardTests {
    private static let limit: UInt64 = 50_000_000

    /// Looks at a load of which `rate` a second come; `inFlight` by the seconds since its begin.
    private static func looks(_ seconds: Double, rate: Double, _ inFlight: (Double) -> Double) -> [LiveFigures] {
        (1...Int(seconds / 0.025)).map { number in
            let time = Double(number) * 0.025
            var figures = LiveFigures()
            figures.elapsed = UInt64(time * 1e9)
            figures.counts.sent = Int(time * rate)
            figures.inFlight = Int(inFlight(time))
            return figures
        }
    }

    private static func isOverloaded(_ looks: [LiveFigures]) -> Bool {
        if case .overloaded? = TrialGuard.harm(looks, limit) { true } else { false }
    }

    /// A tenth more than the target takes: a hundred a second stay in flight.
    @Test func whatGathersAllTheTimeIsOverload() {
        #expect(Self.isOverloaded(Self.looks(3, rate: 1100) { 5 + 100 * $0 }))
        #expect(Self.isOverloaded(Self.looks(12, rate: 10) { 1 + 5 * $0 }), "at a low rate, in longer time")
    }

    /// A queue of 95% that has filled to eighty, which is no more than chance does in three seconds of 950/s: it comes
    /// back.
    @Test func aQueueThatIsFullButKeepsUpIsNoOverload() {
        #expect(!Self.isOverloaded(Self.looks(3, rate: 950) { 5 + 25 * $0 }))
        // The same trend for a minute is one.
        #expect(Self.isOverloaded(Self.looks(60, rate: 950) { 5 + 25 * $0 }))
    }

    @Test func whatIsWithinTheLimitOrDoesNotRiseIsNone() {
        #expect(!Self.isOverloaded(Self.looks(10, rate: 10_000) { 5 + 40 * $0 }), "405 in flight are 40 ms")
        #expect(!Self.isOverloaded(Self.looks(10, rate: 1000) { _ in 300 }), "slow, but steady")
        #expect(!Self.isOverloaded(Self.looks(10, rate: 1000) { 800 - 70 * $0 }), "it drains")
        #expect(!Self.isOverloaded(Self.looks(1, rate: 1000) { 400 * $0 }), "too early to say")
        #expect(TrialGuard.harm([], Self.limit) == nil)
    }

    @Test func whatWaitsForAConnectionIsOverload() {
        var looks = Self.looks(1, rate: 1000) { _ in 10 }
        looks[looks.count - 1].backlog = 250_000_001
        #expect(TrialGuard.harm(looks, Self.limit) == .blocked(wait: 250_000_001))
    }
}
