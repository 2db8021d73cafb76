import Glibc
import Measurement
import Testing

@Suite struct MarkovQueueTests {
    /// The eye clinic of Gross, Shortle, Thompson, Harris, section 2.3: six patients an hour, three doctors of 20
    /// minutes each: 8/9 patients wait on average, and a visit takes 28.9 minutes.
    @Test func theEyeClinicIsThatOfTheTextbook() throws {
        let clinic = try #require(MarkovQueue(arrivalRate: 6, serviceRate: 3, servers: 3))
        #expect(abs(clinic.meanQueueLength - 8.0 / 9) < 1e-12)
        #expect(abs(clinic.meanWait - 4.0 / 27) < 1e-12)
        #expect(abs(clinic.meanResponse * 60 - 28.9) < 0.02)
        #expect(abs(clinic.utilisation - 2.0 / 3) < 1e-12)
        #expect(abs(clinic.waitProbability - 4.0 / 9) < 1e-12)
        #expect(abs(clinic.meanPopulation - 26.0 / 9) < 1e-12)
    }

    /// C by the sums of its definition, percentiles by numeric convolution of wait and service (SciPy 1.17.1: `quad`,
    /// `brentq`).
    static let examples: [(queue: MarkovQueue?, wait: Double, percentiles: [Double])] = [
        (
            MarkovQueue(arrivalRate: 2, serviceRate: 3, servers: 1), 0.6666666666666666,
            [0.6931471805599454, 2.3025850929940246, 4.605170185988091, 6.907755278982137]
        ),
        (
            MarkovQueue(arrivalRate: 3.2, serviceRate: 1, servers: 4), 0.5964324717874046,
            [1.3461990538193143, 3.7759602497672216, 6.893203748883001, 9.879666902275504]
        ),
        (
            MarkovQueue(arrivalRate: 3, serviceRate: 1, servers: 4), 0.5094339622641509,
            [1.1562836286148808, 3.286198361583295, 6.0063081765617925, 8.589676219551828]
        ),
        (
            MarkovQueue(arrivalRate: 6, serviceRate: 3, servers: 3), 0.4444444444444444,
            [0.36247096207438906, 1.0614682989116426, 1.9637248055344139, 2.822942256417455]
        ),
        (
            MarkovQueue(arrivalRate: 90, serviceRate: 1, servers: 100), 0.2169404809063664,
            [0.7169286366156586, 2.3264036630952276, 4.6289887561082494, 6.931573849102299]
        ),
        (
            MarkovQueue(arrivalRate: 0.1, serviceRate: 1, servers: 2), 0.004761904761904763,
            [0.6956060485291345, 2.3072020875337143, 4.610364213236706, 6.913021884305939]
        ),
    ]
    private static let percents = [50, 90, 99, 99.9]

    @Test(arguments: examples.indices)
    func responsesAreTheConvolutionOfWaitAndService(_ index: Int) throws {
        let example = Self.examples[index]
        let queue = try #require(example.queue)
        #expect(abs(queue.waitProbability / example.wait - 1) < 1e-9)
        for (percent, time) in zip(Self.percents, example.percentiles) {
            #expect(abs(queue.response(at: percent) / time - 1) < 1e-9)
            #expect(abs(queue.probability(responseAbove: time) / (1 - percent / 100) - 1) < 1e-9)
        }
    }

    @Test func theResponseOfOneServerIsExponential() throws {
        let queue = try #require(MarkovQueue(arrivalRate: 80, serviceRate: 100))
        #expect(abs(queue.meanResponse - 0.05) < 1e-15)
        for percent in [1, 50, 99, 99.999] {
            #expect(abs(queue.response(at: percent) / (-log(1 - percent / 100) / 20) - 1) < 1e-9)
        }
        #expect(abs(queue.probability(responseAbove: 0.3) / exp(-6) - 1) < 1e-12)
        #expect(queue.response(at: 0) == 0)
        #expect(queue.response(at: 100) == .infinity)
        #expect(queue.probability(responseAbove: 0) == 1)
    }

    @Test func waitsAreZeroOrExponential() throws {
        let queue = try #require(MarkovQueue(arrivalRate: 80, serviceRate: 100))
        #expect(queue.wait(at: 19) == 0)
        #expect(abs(queue.wait(at: 90) - log(8) / 20) < 1e-12)
        #expect(abs(queue.probability(waitAbove: queue.wait(at: 99)) - 0.01) < 1e-12)
        #expect(abs(queue.probability(waitAbove: 0) - 0.8) < 1e-12)
        #expect(queue.probability(waitAbove: -1) == 1)
    }

    @Test func longTailsNeitherOverflowNorVanish() throws {
        let queue = try #require(MarkovQueue(arrivalRate: 999, serviceRate: 1_000))
        #expect(abs(queue.probability(responseAbove: 100) / exp(-100) - 1) < 1e-9)
        let many = try #require(MarkovQueue(arrivalRate: 1, serviceRate: 1, servers: 100))
        #expect(abs(many.probability(responseAbove: 50) / exp(-50) - 1) < 1e-9)
    }

    @Test(arguments: [(4.0, 1.0, 4), (5, 1, 4), (0, 1, 1), (1, 0, 1), (1, 2, 0), (.nan, 1, 1)])
    func queuesWithoutASteadyStateAreRefused(arrivals: Double, service: Double, servers: Int) {
        #expect(MarkovQueue(arrivalRate: arrivals, serviceRate: service, servers: servers) == nil)
    }

    /// The whole of this target at once: Poisson arrivals, four servers simulated, a histogram, and intervals of
    /// percentiles that contain what theory says.
    @Test func aSimulatedQueueIsAsTheorySays() throws {
        let queue = try #require(MarkovQueue(arrivalRate: 3_200, serviceRate: 1_000, servers: 4))
        var arrivals = PoissonArrivals(rate: 3_200, seed: 21)
        var random = SplitMix64(seed: 22)
        var free = [Double](repeating: 0, count: 4)
        var total = LatencyRecorder()
        var batches = HdrBatches()
        var interval = HdrCounts()
        for number in 1...120_000 {
            let arrival = Double(arrivals.next())
            let server = free.indices.min { free[$0] < free[$1] } ?? 0
            free[server] = max(arrival, free[server]) - log(1 - random.unit()) * 1e6
            interval.record(UInt64(free[server] - arrival))
            total.record(UInt64(free[server] - arrival))
            if number % 3_000 == 0 {
                batches.append(interval)
                interval.reset()
            }
        }
        let summary = total.summary([50, 90, 99], confidence: 0.99, batches: batches)
        for percentile in summary.percentiles {
            let theory = queue.response(at: percentile.percent) * 1e9
            let found = try #require(percentile.interval)
            #expect(Double(found.lower) <= theory && theory <= Double(found.upper))
            #expect(abs(Double(percentile.value) / theory - 1) < 0.1)
        }
        #expect(abs(summary.mean / (queue.meanResponse * 1e9) - 1) < 0.05)
    }
}

@Suite struct ErlangTests {
    /// The load that groups of servers can be offered at a loss of 1%, as traffic handbooks tabulate Erlang B; the one
    /// for 15 is also the worked example of the Erlang B calculator's manual at erlang.com ("How much traffic?").
    @Test(arguments: [
        (1, 0.0101), (2, 0.1526), (5, 1.361), (10, 4.461), (15, 8.108), (20, 12.03), (50, 37.90), (100, 84.06),
    ])
    func lossesAreThoseOfTheTables(servers: Int, load: Double) {
        // The tables have four digits of the load, whose errors weigh more in the loss.
        #expect(abs(Erlang.lossProbability(servers: servers, load: load) - 0.01) < 0.0001)
    }

    @Test func nothingOfferedIsNeverLost() {
        #expect(Erlang.lossProbability(servers: 3, load: 0) == 0)
        #expect(Erlang.lossProbability(servers: 0, load: 5) == 1)
    }

    @Test func theRecursionIsStableForManyServers() {
        // Factorials overflow beyond 170 servers. At a load of as many servers B is near √(2 / (π·c)).
        let loss = Erlang.lossProbability(servers: 100_000, load: 100_000)
        #expect(abs(loss / (2 / (.pi * 100_000)).squareRoot() - 1) < 0.01)
    }

    @Test func oneServerMakesAsManyWaitAsItIsBusy() {
        #expect(abs(Erlang.waitProbability(servers: 1, load: 0.7) - 0.7) < 1e-15)
        #expect(Erlang.waitProbability(servers: 4, load: 4) == 1)
        #expect(Erlang.waitProbability(servers: 4, load: 5) == 1)
    }

    /// By the sums of its definition, in Python: with s = Σ aᵏ/k! for k < c and l = aᶜ/c! · c/(c - a), l / (s + l).
    @Test func waitingIsThatOfTheDefinition() {
        #expect(abs(Erlang.waitProbability(servers: 10, load: 6) - 0.101_299_242_687_417_51) < 1e-15)
    }
}

@Suite struct GeneralServiceQueueTests {
    @Test func equalServiceTimesHalveTheWaitOfExponentialOnes() throws {
        let markov = try #require(MarkovQueue(arrivalRate: 80, serviceRate: 100))
        let exponential = try #require(GeneralServiceQueue(arrivalRate: 80, meanService: 0.01, variation: 1))
        let constant = try #require(GeneralServiceQueue(arrivalRate: 80, meanService: 0.01, variation: 0))
        #expect(abs(exponential.meanWait - markov.meanWait) < 1e-12)
        #expect(abs(constant.meanWait - markov.meanWait / 2) < 1e-12)
        // M/D/1: ρ / (2μ·(1 - ρ)) = 0.8 / (2 · 100 · 0.2).
        #expect(abs(constant.meanWait - 0.02) < 1e-12)
        #expect(abs(constant.meanResponse - 0.03) < 1e-12)
        #expect(abs(constant.utilisation - 0.8) < 1e-12)
    }

    @Test(arguments: [(100.0, 0.01, 1.0), (101, 0.01, 0), (0, 1, 1), (1, 0, 1), (1, 0.5, -1)])
    func queuesWithoutASteadyStateAreRefused(arrivals: Double, service: Double, variation: Double) {
        #expect(GeneralServiceQueue(arrivalRate: arrivals, meanService: service, variation: variation) == nil)
    }
}
