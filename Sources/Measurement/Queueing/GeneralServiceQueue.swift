/// The M/G/1 queue in its steady state: Poisson arrivals and one server, whose service times have any distribution, of which
/// the mean and the variation are known. Rates are a second, times are in seconds.
///
/// Pollaczek and Khinchine's formula gives the mean wait: ρ / (1 - ρ) · (1 + c²) / 2 · 1/μ, with c the coefficient of variation
/// of the service times (Gross, Shortle, Thompson, Harris: Fundamentals of Queueing Theory, 4th edition 2008, section 5.1).
public struct GeneralServiceQueue: Sendable, Hashable {
    /// λ: arrivals a second.
    public let arrivalRate: Double
    /// 1/μ: the mean service time.
    public let meanService: Double
    /// c: the standard deviation of the service times over their mean: 0 for M/D/1, where all are equal, 1 for M/M/1.
    public let variation: Double

    /// A queue; `nil` when it has no steady state: the utilisation must be below 1, and the rate and the time above 0.
    public init?(arrivalRate: Double, meanService: Double, variation: Double) {
        guard arrivalRate > 0, meanService > 0, variation >= 0, arrivalRate * meanService < 1 else { return nil }
        self.arrivalRate = arrivalRate
        self.meanService = meanService
        self.variation = variation
    }

    /// ρ: the share of its time in which the server is busy.
    public var utilisation: Double { arrivalRate * meanService }
    /// The mean wait for the server.
    public var meanWait: Double {
        utilisation / (1 - utilisation) * (1 + variation * variation) / 2 * meanService
    }
    /// The mean time from arrival to the end of service.
    public var meanResponse: Double { meanWait + meanService }
}
