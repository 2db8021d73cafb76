import Testing

@testable import Measurement

/// The expected numbers are SciPy 1.17.1's: `norm.ppf(p)`, `t.ppf((1 + p) / 2, degrees)`.
@Suite struct DistributionTests {
    @Test(arguments: [(0.975, 1.959963984540054), (0.995, 2.5758293035489004), (0.9999, 3.719016485455709), (0.5, 0)])
    func normalQuantiles(probability: Double, quantile: Double) {
        #expect(abs(NormalDistribution.quantile(probability) - quantile) < 1e-9)
        #expect(abs(NormalDistribution.quantile(1 - probability) + quantile) < 1e-9)
    }

    @Test(arguments: [
        (0.95, 1, 12.706204736174694), (0.95, 2, 4.302652729749462), (0.95, 3, 3.1824463052837078),
        (0.95, 9, 2.262157162798205), (0.95, 10, 2.228138851986274), (0.95, 29, 2.045229642132703),
        (0.95, 59, 2.000995378088267), (0.99, 4, 4.604094871349992), (0.99, 30, 2.7499956535672254),
    ])
    func studentQuantiles(probability: Double, degrees: Int, quantile: Double) {
        #expect(abs(StudentDistribution.quantile(within: probability, degrees: degrees) - quantile) < 1e-9)
    }
}
