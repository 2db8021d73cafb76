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
