import Measurement
import Testing

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
