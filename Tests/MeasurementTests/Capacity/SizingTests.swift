import Testing

@testable import Measurement

@Suite struct SizingTests {
    @Test func instancesAddUpWhereNothingElseIsKnown() throws {
        let sizing = try #require(Sizing([Sizing.Measurement(instances: 1, lower: 760, upper: 775)]))
        #expect(sizing.fit == nil)
        #expect(Sizing.instances(sizing.worst, for: 12_000, lost: 1) == 17)
        #expect(Sizing.instances(sizing.best, for: 12_000, lost: 1) == 17)
        #expect(Sizing.instances(sizing.worst, for: 12_300, lost: 0) == 17)
        #expect(Sizing.instances(sizing.best, for: 12_300, lost: 0) == 16)
        #expect(Sizing.instances(sizing.worst, for: 1, lost: 0) == 1)
    }

    @Test func theWorseOfTwoMeasurementsIsTakenAtWorst() throws {
        let sizing = try #require(
            Sizing([.init(instances: 1, lower: 100, upper: 110), .init(instances: 2, lower: 180, upper: 230)])
        )
        #expect(sizing.worst == .linear(each: 90))
        #expect(sizing.best == .linear(each: 115))
    }

    /// X(N) = 100 N / (1 + 0.05 (N - 1) + 0.001 N (N - 1)), exactly: its peak is at √(0.95 / 0.001) = 30.8.
    @Test func theLawIsFittedToThreeNumbers() throws {
        let law = Sizing.Model.law(lambda: 100, sigma: 0.05, kappa: 0.001)
        let points = [1, 2, 4, 8, 16].map { number in
            Sizing.Measurement(
                instances: number,
                lower: law.capacity(of: number),
                upper: law.capacity(of: number) * 1.02
            )
        }
        let sizing = try #require(Sizing(points))
        let fit = try #require(sizing.fit)
        #expect(abs(fit.sigma.value - 0.05) < 1e-6 && abs(fit.kappa.value - 0.001) < 1e-7)
        #expect(Sizing.instances(sizing.worst, for: law.capacity(of: 10) - 0.001, lost: 1) == 11)
        #expect(Sizing.instances(sizing.worst, for: law.capacity(of: 31) * 1.1, lost: 0) == nil)
    }

    @Test func nothingIsMadeOfNothing() {
        #expect(Sizing([]) == nil)
        #expect(Sizing([.init(instances: 1, lower: 0, upper: 5)]) == nil)
    }
}
