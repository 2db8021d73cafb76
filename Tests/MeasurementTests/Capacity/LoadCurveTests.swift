import Testing

@testable import Measurement

@Suite struct QueueFitTests {
    /// Mean response times of M/M/c, as theory has them.
    static func markov(_ servers: Int, _ serviceRate: Double, _ rates: [Double]) -> [(rate: Double, response: Double)] {
        rates.compactMap { rate in
            MarkovQueue(arrivalRate: rate, serviceRate: serviceRate, servers: servers).map { (rate, $0.meanResponse) }
        }
    }

    @Test(arguments: [(1, 1000.0), (2, 500), (4, 250), (16, 62.5)])
    func theQueueThatMadeTheTimesIsFound(servers: Int, serviceRate: Double) throws {
        let points = Self.markov(servers, serviceRate, [200, 400, 600, 700, 800, 900, 950])
        let fit = try #require(QueueFit(points))
        guard case .markov(servers, let found) = fit.model else {
            Issue.record("\(fit.model)")
            return
        }
        #expect(abs(found - serviceRate) < serviceRate * 1e-5)
        #expect(abs(fit.limit.value - 1000) < 0.01)
        #expect(fit.determination > 0.999_999)
        let response = try #require(fit.response(at: 500)).value
        #expect(abs(response - Self.markov(servers, serviceRate, [500])[0].response) < 1e-6)
        #expect(fit.response(at: 1001) == nil)
    }

    /// Service times that are all equal (M/D/1) wait half as long, and those that vary by three times their mean five
    /// times as long.
    @Test(arguments: [0.0, 0.5, 3])
    func theVariationOfServiceTimesIsFound(_ variation: Double) throws {
        let points = [100.0, 300, 500, 700, 800, 900].compactMap { rate in
            GeneralServiceQueue(arrivalRate: rate, meanService: 0.001, variation: variation).map {
                (rate, $0.meanResponse)
            }
        }
        let fit = try #require(QueueFit(points))
        guard case .general(let service, let found) = fit.model else {
            Issue.record("\(fit.model)")
            return
        }
        #expect(abs(service - 0.001) < 1e-7)
        #expect(abs(found - variation) < 0.02)
    }

    /// Of 50 fits to times that scatter by 5%, the limit lies within 2.4 of its standard errors (95% with seven degrees
    /// of freedom) as often as it should: in 40 and more but for one run in 100,000.
    @Test func theStandardErrorIsWhatItSays() throws {
        let truth = Self.markov(1, 1000, [200, 350, 500, 600, 700, 800, 850, 900])
        var random = SplitMix64(seed: 5)
        var covered = 0
        for _ in 0..<50 {
            let points = truth.map { point in
                // Twelve uniform numbers less six are nearly normal.
                let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.unit() }
                return (rate: point.rate, response: point.response * (1 + 0.05 * normal))
            }
            let fit = try #require(QueueFit(points))
            let error = try #require(fit.limit.standardError)
            if abs(fit.limit.value - 1000) <= 2.4 * error { covered += 1 }
        }
        #expect(covered >= 40, "\(covered)")
    }

    @Test func tooFewRatesFitEverything() {
        #expect(QueueFit(Self.markov(1, 1000, [100, 200, 300])) == nil)
        #expect(QueueFit([(1, 1), (2, 1), (3, 0), (4, 1)]) == nil)
    }

    /// The band holds the truth, is narrowest where there are points, and widens towards the limit.
    @Test func theBandWidensTowardsTheLimit() throws {
        let points = zip(Self.markov(1, 1000, [200, 400, 600, 700, 800]), [1.03, 0.96, 1.02, 0.98, 1.01]).map {
            (rate: $0.rate, response: $0.response * $1)
        }
        let fit = try #require(QueueFit(points))
        let (near, far) = (try #require(fit.response(at: 500)), try #require(fit.response(at: 900)))
        let (one, other) = (try #require(near.interval), try #require(far.interval))
        #expect(one.lower < 0.002 && one.upper > 0.002)
        #expect(other.upper / other.lower > one.upper / one.lower)
    }

    /// What one fit says of itself.
    struct Figures: Sendable {
        var residual: Double
        var determination: Double
        var limit: Double
        var error: Double
        /// At 500 a second.
        var lower: Double
        var upper: Double
    }

    /// Times that scatter by a few percent, and what is said of them by a transcription of the fit into Python with
    /// NumPy's inverse and SciPy's `t.ppf`.
    @Test(
        arguments: [
            (
                [(200, 1.03), (400, 0.96), (600, 1.02), (700, 0.98), (800, 1.01)], nil,
                Figures(
                    residual: 0.029323394,
                    determination: 0.99714082,
                    limit: 999.98225,
                    error: 4.2906089,
                    lower: 0.00195298029,
                    upper: 0.00204829720
                )
            ),
            (
                [(100, 1.01), (300, 0.99), (500, 1.02), (600, 0.98), (700, 1.01), (800, 0.99), (900, 1)], 0.28581462,
                Figures(
                    residual: 0.015374055,
                    determination: 0.99943574,
                    limit: 999.34746,
                    error: 4.0057390,
                    lower: 0.00151998741,
                    upper: 0.00156546448
                )
            ),
        ] as [([(Double, Double)], Double?, Figures)]
    )
    func aFitSaysHowFarItIsOff(scatter: [(Double, Double)], variation: Double?, figures: Figures) throws {
        let points = try scatter.map { rate, factor in
            let mean =
                variation == nil
                ? try #require(MarkovQueue(arrivalRate: rate, serviceRate: 1000)).meanResponse
                : try #require(GeneralServiceQueue(arrivalRate: rate, meanService: 0.001, variation: 0.3)).meanResponse
            return (rate: rate, response: mean * factor)
        }
        let fit = try #require(QueueFit(points))
        func isClose(_ value: Double?, _ expected: Double, _ share: Double = 1e-4) -> Bool {
            value.map { abs($0 - expected) <= share * expected } ?? false
        }
        switch fit.model {
        case .markov(let servers, _): #expect(servers == 1 && variation == nil)
        case .general(_, let found): #expect(isClose(found, variation ?? -1, 1e-3))
        }
        #expect(isClose(fit.residualError, figures.residual))
        #expect(isClose(1 - fit.determination, 1 - figures.determination, 1e-3))
        #expect(isClose(fit.limit.value, figures.limit, 1e-5))
        #expect(isClose(fit.limit.standardError, figures.error, 1e-3))
        let interval = try #require(fit.response(at: 500)?.interval)
        #expect(isClose(interval.lower, figures.lower) && isClose(interval.upper, figures.upper))
    }

    /// Service times that vary by half their mean, with a scatter in which the second coefficient of M/G/1 is just
    /// worth it: a third wouldn't be, and M/M/1 would be taken in its place.
    @Test func aQueuePaysForItsCoefficientsAlone() throws {
        let scatter = [(100.0, 1.02), (300, 0.98), (500, 1.04), (600, 0.96), (700, 1.02), (800, 0.98), (900, 1)]
        let fit = try #require(
            QueueFit(
                scatter.compactMap { rate, factor in
                    GeneralServiceQueue(arrivalRate: rate, meanService: 0.001, variation: 0.5)
                        .map { (rate, $0.meanResponse * factor) }
                }
            )
        )
        guard case .general(_, let variation) = fit.model else {
            Issue.record("\(fit.model)")
            return
        }
        #expect(abs(variation - 0.4825) < 1e-3)
    }

    /// Of times that don't vary nothing is left to be explained.
    @Test func timesThatAreAllEqualAreExplained() throws {
        #expect(try #require(QueueFit([(1, 1), (2, 1), (3, 1), (4, 1)])).determination == 1)
    }
}

@Suite struct LoadCurveTests {
    private static func rates(_ rates: [Double], _ response: (Double) -> Double) -> [LoadCurve.Point] {
        rates.map { LoadCurve.Point(load: $0, throughput: $0, response: response($0)) }
    }

    /// Of M/M/1 throughput over response time, λ(μ - λ), is highest at half of μ (Kleinrock 1979).
    @Test func theKneeOfMM1IsAtHalfOfIt() {
        let curve = LoadCurve(.rate, Self.rates([100, 300, 500, 700, 900]) { 1 / (1000 - $0) })
        #expect(curve.knee == .at(500))
        #expect(curve.saturation == .beyond(900))
        #expect(curve.peak?.throughput == 900)
        guard case .markov(1, let serviceRate)? = curve.queue?.model else {
            Issue.record("\(String(describing: curve.queue))")
            return
        }
        #expect(abs(serviceRate - 1000) < 0.1)
        #expect(curve.scalability == nil)
    }

    @Test func aKneeAtAnEndIsOnlyABound() {
        #expect(LoadCurve(.rate, Self.rates([10, 20, 40]) { 1 / (1000 - $0) }).knee == .beyond(40))
        #expect(LoadCurve(.rate, Self.rates([500, 700, 900]) { 1 / (1000 - $0) }).knee == .below(500))
        #expect(LoadCurve(.rate, Self.rates([500, 700]) { 1 / (1000 - $0) }).knee == .unknown)
        // A load beyond its limit shows that the curve has turned after the last steady one.
        var points = Self.rates([10, 20, 40]) { 1 / (1000 - $0) }
        points.append(LoadCurve.Point(load: 2000, throughput: 900, response: 1, isOverloaded: true))
        let curve = LoadCurve(.rate, points)
        #expect(curve.knee == .at(40) && curve.saturation == .at(2000))
    }

    @Test(arguments: [(989.0, LoadCurve.Place.at(1000)), (990, .beyond(1000))])
    func saturationBeginsBelow99PercentOfTheRate(answered: Double, expected: LoadCurve.Place) {
        var points = Self.rates([100, 500]) { _ in 0.001 }
        points.append(LoadCurve.Point(load: 1000, throughput: answered, response: 0.002))
        #expect(LoadCurve(.rate, points).saturation == expected)
        #expect(
            LoadCurve(.rate, Array(points.suffix(1))).saturation == (answered == 989 ? .below(1000) : .beyond(1000))
        )
        #expect(LoadCurve(.rate, []).saturation == .unknown)
    }

    /// Four servers of 10 ms each without any overhead: one user has 100/s, four and more have 400/s; with 30 ms of
    /// think time sixteen users are needed for that.
    @Test(arguments: [(0.0, 4.0), (0.03, 16)])
    func saturationOfUsersIsWhereTheBoundsCross(think: Double, users: Double) {
        let points = [1.0, 2, 4, 8, 16, 32, 64].map { number -> LoadCurve.Point in
            let throughput = min(number / (0.01 + think), 400)
            return LoadCurve.Point(load: number, throughput: throughput, response: number / throughput - think)
        }
        guard case .at(let found) = LoadCurve(.users, points, think: think).saturation else {
            Issue.record("no saturation")
            return
        }
        #expect(abs(found - users) < 1e-9)
        #expect(LoadCurve(.users, Array(points.prefix(3)), think: think).saturation == .beyond(4))
    }

    /// Contention alone is Amdahl's law; with coherency the universal law is worth its coefficient.
    @Test(arguments: [(0.05, 0.0, true), (0.05, 0.002, false)])
    func theLawThatIsWorthItIsTaken(sigma: Double, kappa: Double, isAmdahl: Bool) throws {
        var random = SplitMix64(seed: 3)
        let points = [1.0, 2, 4, 8, 12, 16, 24, 32].map { number -> LoadCurve.Point in
            let throughput = 100 * number / (1 + sigma * (number - 1) + kappa * number * (number - 1))
            return LoadCurve.Point(
                load: number,
                throughput: throughput * (1 + 0.01 * (random.unit() - 0.5)),
                response: number / throughput
            )
        }
        let fit = try #require(LoadCurve(.users, points).scalability)
        #expect(fit.isAmdahl == isAmdahl)
        #expect(abs(fit.sigma.value - sigma) < 0.005)
        #expect((fit.peakLoad == nil) == isAmdahl)
        let interval = try #require(fit.interval(at: 16))
        #expect(interval.lower < fit.throughput(at: 16) && interval.upper > fit.throughput(at: 16))
        // Beyond what was measured it widens.
        let far = try #require(fit.interval(at: 200))
        #expect(
            (far.upper - far.lower) / fit.throughput(at: 200) > (interval.upper - interval.lower)
                / fit.throughput(at: 16)
        )
    }
}
