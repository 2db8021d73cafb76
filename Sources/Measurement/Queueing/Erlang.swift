/// Erlang's formulas for c servers that are offered a load of a = λ/μ: arrivals of a Poisson process, of rate λ, that each
/// keep a server busy for 1/μ on average.
public enum Erlang {
    /// Erlang B: the probability that all servers are busy when nobody waits: what comes then is lost.
    ///
    /// By the recursion B(0) = 1, B(k) = a·B(k-1) / (k + a·B(k-1)), which adds positive numbers only and so loses no digits
    /// (Cooper: Introduction to Queueing Theory, 2nd edition 1981, section 3.3).
    public static func lossProbability(servers: Int, load: Double) -> Double {
        precondition(servers >= 0 && load >= 0, "servers and load aren't negative")
        return (0..<servers).reduce(1) { blocking, server in
            load * blocking / (Double(server + 1) + load * blocking)
        }
    }

    /// Erlang C: the probability that an arrival has to wait when all that come wait until served; 1 when the load is not below
    /// the number of servers.
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
