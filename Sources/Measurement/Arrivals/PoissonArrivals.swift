import Glibc

/// Arrivals of a Poisson process: independent gaps, exponentially distributed with mean 10⁹ / rate nanoseconds, each
/// drawn as -ln(1 - u) · mean for u uniform in 0..<1 (inversion).
///
/// Several threads share such a load by running one process each at their part of the rate, with seeds of their own: the
/// sum of independent Poisson processes is one (Kingman: Poisson Processes, 1993, section 2.2).
public struct PoissonArrivals: ArrivalProcess {
    private let mean: Double
    private var random: SplitMix64
    private var time = 0.0

    /// Arrivals at `rate` a second on average, which is more than 0; the same `seed` gives the same arrivals.
    public init(rate: Double, seed: UInt64) {
        precondition(rate > 0 && rate.isFinite, "a rate of arrivals is a finite number above 0")
        mean = 1e9 / rate
        random = SplitMix64(seed: seed)
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        time -= log(1 - random.unit()) * mean
        return UInt64(saturating: time)
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double { Double(nanoseconds) / mean }
}
