import Glibc

/// Arrivals of a Poisson process: independent gaps, exponentially distributed with mean 10⁹ / rate nanoseconds, each
/// drawn as -ln(1 - u) · mean for u uniform in 0..<1 (inversion).
public struct PoissonArrivals: ArrivalProcess {
    private let mean: Double
    private var random: SplitMix64
    private var time = 0.0

    /// Arrivals at `rate` a second on average, which is more than 0; the same `seed` gives the same arrivals.
    public init(rate: Double, seed: UInt64) {
        mean = 1e9 / rate
        random = SplitMix64(seed: seed)
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        time -= log(1 - random.unit()) * mean
        return UInt64(time)
    }
}
