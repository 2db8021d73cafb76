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

@Suite struct ScalabilityFitTests {
    static let raytracer: [(load: Double, throughput: Double)] = [
        (1, 20), (4, 78), (8, 130), (12, 170), (16, 190), (20, 200), (24, 210), (28, 230), (32, 260), (48, 280),
        (64, 310),
    ]

    static func isClose(_ value: Double?, _ expected: Double, within share: Double) -> Bool {
        value.map { abs($0 - expected) <= abs(expected) * share } ?? false
    }

    /// SPEC SDM91 by R's package usl: coefficients, standard errors, residual error on 4 degrees of freedom, peak and
    /// limit.
    @Test func specSDM91IsFittedAsElsewhere() throws {
        let fit = try #require(
            ScalabilityFit([
                (1, 64.9), (18, 995.9), (36, 1652.4), (72, 1853.2), (108, 1828.9), (144, 1775.0), (216, 1702.2),
            ])
        )
        #expect(Self.isClose(fit.sigma.value, 0.02772842, within: 1e-5))
        #expect(Self.isClose(fit.sigma.standardError, 0.00912, within: 1e-3))
        #expect(Self.isClose(fit.kappa.value, 1.043658e-4, within: 1e-5))
        #expect(Self.isClose(fit.kappa.standardError, 1.988e-5, within: 1e-3))
        #expect(Self.isClose(fit.lambda.value, 89.99519, within: 1e-5))
        #expect(Self.isClose(fit.lambda.standardError, 14.21, within: 1e-3))
        #expect(Self.isClose(fit.residualError, 82.846, within: 1e-4))
        #expect(Self.isClose(fit.peakLoad, 96.519, within: 1e-4))
        #expect(Self.isClose(fit.limit, 3245.59, within: 1e-5))
    }

    @Test func aCoefficientAtItsBoundIsSaidToBe() throws {
        let fit = try #require(ScalabilityFit(Self.raytracer))
        #expect(fit.kappa == ScalabilityFit.Coefficient(value: 0, standardError: nil))
        #expect(fit.peakLoad == nil)
        #expect(fit.sigma.standardError != nil)
    }

    @Test func theFirstSixOfTheRaytracerAreFittedAsElsewhere() throws {
        let fit = try #require(ScalabilityFit(Array(Self.raytracer.prefix(6))))
        #expect(Self.isClose(fit.sigma.value, 0.02444, within: 1e-3))
        #expect(Self.isClose(fit.kappa.value, 0.00163, within: 5e-3))
        #expect(Self.isClose(fit.lambda.value, 20.856, within: 1e-4))
    }

    @Test func knownCoefficientsAreFoundAgain() throws {
        let fit = try #require(
            ScalabilityFit([(1, 1), (2, 1.8868), (4, 3.0769), (6, 3.5294), (8, 3.5398), (10, 3.3557)])
        )
        #expect(Self.isClose(fit.sigma.value, 0.02, within: 1e-3))
        #expect(Self.isClose(fit.kappa.value, 0.02, within: 1e-3))
        #expect(Self.isClose(fit.throughput(at: 6), 3.5294, within: 1e-4))
    }

    @Test func twoLoadsAreTooFew() {
        #expect(ScalabilityFit([(1, 10), (2, 20), (2, 21)]) == nil)
        #expect(ScalabilityFit([(0, 10), (2, 20), (3, 21)]) == nil)
        #expect(ScalabilityFit([(1, 0), (2, 20), (3, 21)]) == nil)
    }

    static let specSDM91: [(load: Double, throughput: Double)] = [
        (1, 64.9), (18, 995.9), (36, 1652.4), (72, 1853.2), (108, 1828.9), (144, 1775.0), (216, 1702.2),
    ]

    /// By SciPy 1.17.1: `least_squares`, the inverse of JᵀJ and `t.ppf`. Of the raytracer κ is at its bound; Amdahl's
    /// law holds it there.
    @Test(
        arguments: [
            (specSDM91, false, 0.98956148, 100.0, 1742.6577, 2024.1435),
            (specSDM91, false, 0.98956148, 1, 50.532260, 129.45820),
            (specSDM91, true, 0.95008995, 100, 1574.2452, 1952.6536),
            (specSDM91, true, 0.95008995, 400, 1635.9384, 2213.5290),
            (raytracer, false, 0.99069492, 100, 306.81549, 343.51473),
            (raytracer, false, 0.99069492, 1, 19.003550, 24.694136),
        ] as [([(load: Double, throughput: Double)], Bool, Double, Double, Double, Double)]
    )
    func theBandIsThatOfTheDeltaMethod(
        points: [(load: Double, throughput: Double)],
        isAmdahl: Bool,
        determination: Double,
        load: Double,
        lower: Double,
        upper: Double
    ) throws {
        let fit = try #require(ScalabilityFit(points, isAmdahl: isAmdahl))
        #expect(Self.isClose(1 - fit.determination, 1 - determination, within: 1e-4))
        let interval = try #require(fit.interval(at: load))
        #expect(Self.isClose(interval.lower, lower, within: 1e-4) && Self.isClose(interval.upper, upper, within: 1e-4))
    }

    /// One point more than coefficients is one degree of freedom, by SciPy as above; as many points as coefficients
    /// leave none, and what can't be told isn't.
    @Test func oneDegreeOfFreedomIsEnough() throws {
        let points: [(load: Double, throughput: Double)] = [(1, 100), (4, 330), (8, 520), (16, 700)]
        let fit = try #require(ScalabilityFit(points))
        #expect(Self.isClose(fit.residualError, 0.88729331, within: 1e-4))
        #expect(Self.isClose(fit.lambda.standardError, 0.60132871, within: 1e-3))
        #expect(Self.isClose(fit.sigma.standardError, 0.00210646, within: 1e-3))
        #expect(Self.isClose(fit.kappa.standardError, 8.28257e-5, within: 1e-3))
        let interval = try #require(fit.interval(at: 36))
        #expect(Self.isClose(interval.lower, 642.03989, within: 1e-3))
        #expect(Self.isClose(interval.upper, 875.00395, within: 1e-3))
        let exact = try #require(ScalabilityFit(Array(points.prefix(3))))
        #expect(exact.residualError == nil && exact.interval(at: 4) == nil)
        #expect([exact.lambda, exact.sigma, exact.kappa].allSatisfy { $0.standardError == nil })
    }

    /// In whatever unit throughput is measured, contention and coherency are the same, and as sure.
    @Test func theUnitOfThroughputDoesNotMatter() throws {
        let fit = try #require(ScalabilityFit(Self.specSDM91.map { (load: $0.load, throughput: $0.throughput / 1e4) }))
        #expect(Self.isClose(fit.sigma.value, 0.02772842, within: 1e-5))
        #expect(Self.isClose(fit.sigma.standardError, 0.009121732, within: 1e-3))
        #expect(Self.isClose(fit.kappa.standardError, 1.987527e-5, within: 1e-3))
        #expect(Self.isClose(fit.lambda.standardError, 14.213489e-4, within: 1e-3))
    }

    /// Of throughputs that don't vary nothing is left to be explained.
    @Test func throughputsThatAreAllEqualAreExplained() throws {
        #expect(try #require(ScalabilityFit([(1, 10), (2, 10), (4, 10)])).determination == 1)
    }

    /// Where contention takes all that a second unit would bring, throughput has no peak but the first.
    @Test(
        arguments: [(0.5, 0.02, 5.0), (1, 0.02, nil), (1.5, 0.02, nil), (0.5, 0, nil)] as [(Double, Double, Double?)]
    )
    func thePeakIsWhereCoherencyTakesOver(sigma: Double, kappa: Double, peak: Double?) throws {
        var fit = try #require(ScalabilityFit(Self.specSDM91))
        fit.sigma.value = sigma
        fit.kappa.value = kappa
        #expect(fit.peakLoad == peak)
    }
}
