import Glibc

/// Arrivals of a Poisson process whose rate follows a profile: with S₁, S₂, ... the arrivals of a process of rate 1, which
/// are sums of exponential gaps of mean 1, the arrivals are Λ⁻¹(S₁), Λ⁻¹(S₂), ... (Çinlar: Introduction to Stochastic
/// Processes, 1975, section 4.7; Lewis and Shedler's thinning, 1979, gives the same process with more random numbers).
public struct PoissonProfileArrivals: ArrivalProcess {
    private let profile: RateProfile
    private let share: ArrivalShare
    private var random: SplitMix64
    private var sum = 0.0
    private var last: UInt64 = 0

    /// Arrivals along `profile`; the same `seed` gives the same arrivals. A `share` is a process of its own with its part of
    /// the rate: the shares together make up a Poisson process along the profile.
    public init(_ profile: RateProfile, seed: UInt64, share: ArrivalShare = .all) {
        self.profile = profile
        self.share = share
        var seeds = SplitMix64(seed: seed)
        var own = seed
        for _ in 0..<share.index { own = seeds.next() }
        random = SplitMix64(seed: own)
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        sum -= log(1 - random.unit()) * Double(share.count)
        // Two neighbours' rounding errors must not swap them.
        last = max(last, profile.time(of: sum))
        return last
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double { profile.expected(by: nanoseconds) / Double(share.count) }
}
