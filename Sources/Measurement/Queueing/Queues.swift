import Glibc

/// The M/M/c queue in its steady state: Poisson arrivals, exponential service, c equal servers, one queue, first come
/// first served, no limit. M/M/1 for c = 1. Rates are a second, times are in seconds.
///
/// The wait is 0 with probability 1 - C and otherwise exponential with rate θ = cμ - λ; the service that follows is
/// independent of it (Gross, Shortle, Thompson, Harris: Fundamentals of Queueing Theory, 4th edition 2008, section 2.3;
/// Cooper: Introduction to Queueing Theory, 2nd edition 1981, section 3.4).
public struct MarkovQueue: Sendable, Hashable {
    /// λ: arrivals a second.
    public let arrivalRate: Double
    /// μ: how many one server serves a second while it is busy.
    public let serviceRate: Double
    /// c: how many servers there are.
    public let servers: Int

    /// A queue; `nil` when it has no steady state: the load must be below the number of servers, and rates above 0.
    public init?(arrivalRate: Double, serviceRate: Double, servers: Int = 1) {
        guard arrivalRate > 0, serviceRate > 0, servers >= 1, arrivalRate < serviceRate * Double(servers) else {
            return nil
        }
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
    }

    /// ρ: the share of their time in which the servers are busy.
    public var utilisation: Double { arrivalRate / (serviceRate * Double(servers)) }
    /// C: the probability that an arrival has to wait.
    public var waitProbability: Double { Erlang.waitProbability(servers: servers, load: arrivalRate / serviceRate) }
    /// θ: the rate at which the queue gets shorter while all servers are busy.
    private var drainRate: Double { serviceRate * Double(servers) - arrivalRate }

    /// The mean wait for a server: C / (cμ - λ).
    public var meanWait: Double { waitProbability / drainRate }
    /// The mean time from arrival to the end of service.
    public var meanResponse: Double { meanWait + 1 / serviceRate }
    /// How many wait on average (Little's law).
    public var meanQueueLength: Double { arrivalRate * meanWait }
    /// How many wait or are served on average (Little's law).
    public var meanPopulation: Double { arrivalRate * meanResponse }

    /// P(W > t): C · e^(-θt).
    public func probability(waitAbove time: Double) -> Double {
        time < 0 ? 1 : waitProbability * exp(-drainRate * time)
    }

    /// The wait that the share `percent`/100 of the arrivals don't exceed: ln(C / (1 - p)) / θ, or 0.
    public func wait(at percent: Double) -> Double { max(0, log(waitProbability / (1 - percent / 100)) / drainRate) }

    /// P(T > t) of the response time T = W + S. With x = θ - μ: e^(-μt) · (1 + Cμ · (1 - e^(-xt)) / x), whose fraction
    /// is t where x is 0. For c = 1 that is e^(-(μ-λ)t).
    public func probability(responseAbove time: Double) -> Double {
        guard time > 0 else { return 1 }
        let difference = drainRate - serviceRate
        let service = exp(-serviceRate * time)
        // For slow drains both exponentials are small and the ratio of them is large: multiply before subtracting.
        let waited =
            difference < 0
            ? (service - exp(-drainRate * time)) / difference
            : service * (difference == 0 ? time : -expm1(-difference * time) / difference)
        return service + waitProbability * serviceRate * waited
    }

    /// The response time that the share `percent`/100 of the arrivals don't exceed, by halving P(T > t) to the last
    /// bits.
    public func response(at percent: Double) -> Double {
        let above = 1 - percent / 100
        guard above < 1 else { return 0 }
        guard above > 0 else { return .infinity }
        // T is at most the sum of an exponential of each rate: twice the slower one's percentile at half the share is
        // enough.
        let bound = 2 * log(2 / above) / min(drainRate, serviceRate)
        return Bisection.root(from: 0, to: bound) { probability(responseAbove: $0) <= above }
    }
}

/// Erlang's formulas for c servers that are offered a load of a = λ/μ: arrivals of a Poisson process, of rate λ, that
/// each keep a server busy for 1/μ on average.
public enum Erlang {
    /// Erlang B: the probability that all servers are busy when nobody waits: what comes then is lost.
    ///
    /// By the recursion B(0) = 1, B(k) = a·B(k-1) / (k + a·B(k-1)), which adds positive numbers only and so loses no
    /// digits (Cooper: Introduction to Queueing Theory, 2nd edition 1981, section 3.3).
    public static func lossProbability(servers: Int, load: Double) -> Double {
        precondition(servers >= 0 && load >= 0, "servers and load aren't negative")
        return (0..<servers).reduce(1) { blocking, server in
            load * blocking / (Double(server + 1) + load * blocking)
        }
    }

    /// Erlang C: the probability that an arrival has to wait when all that come wait until served; 1 when the load is
    /// not below the number of servers.
    ///
    /// C = B / (1 - ρ·(1 - B)) with ρ = a/c (Cooper, section 3.4).
    public static func waitProbability(servers: Int, load: Double) -> Double {
        precondition(servers >= 1, "somebody has to serve")
        let utilisation = load / Double(servers)
        guard utilisation < 1 else { return 1 }
        let blocking = lossProbability(servers: servers, load: load)
        return blocking / (1 - utilisation * (1 - blocking))
    }
}

/// The M/G/1 queue in its steady state: Poisson arrivals and one server, whose service times have any distribution, of
/// which the mean and the variation are known. Rates are a second, times are in seconds.
///
/// Pollaczek and Khinchine's formula gives the mean wait: ρ / (1 - ρ) · (1 + c²) / 2 · 1/μ, with c the coefficient of
/// variation of the service times (Gross, Shortle, Thompson, Harris: Fundamentals of Queueing Theory, 4th edition 2008,
/// section 5.1).
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
