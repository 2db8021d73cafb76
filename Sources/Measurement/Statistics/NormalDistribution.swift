import Glibc

/// The standard normal distribution.
enum NormalDistribution {
    /// P(Z <= z), by the complementary error function.
    static func probability(below z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

    /// The z with P(Z <= z) = `probability`, in 0..<1 exclusive of 0, to the last bits by halving.
    static func quantile(_ probability: Double) -> Double {
        Bisection.root(from: -40, to: 40) { Self.probability(below: $0) >= probability }
    }
}
