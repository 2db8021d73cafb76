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

/// Student's t distribution with a whole number of degrees of freedom, by the finite series of Abramowitz and Stegun:
/// Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
enum StudentDistribution {
    /// P(|T| <= t) with `degrees` of freedom, 1 or more, for t >= 0.
    static func probability(within t: Double, degrees: Int) -> Double {
        let angle = atan(t / Double(degrees).squareRoot())
        let cosine = cos(angle)
        let isOdd = degrees % 2 == 1
        var term = isOdd ? cosine : 1
        var sum = 0.0
        for index in stride(from: isOdd ? 3 : 2, through: degrees, by: 2) {
            sum += term
            term *= cosine * cosine * Double(index - 1) / Double(index)
        }
        return isOdd ? 2 / .pi * (angle + sin(angle) * sum) : sin(angle) * sum
    }

    /// The t with P(|T| <= t) = `probability`.
    static func quantile(within probability: Double, degrees: Int) -> Double {
        Bisection.root(from: 0, to: 1e6) { Self.probability(within: $0, degrees: degrees) >= probability }
    }
}

/// Halves an interval until doubles have nothing between its ends.
enum Bisection {
    /// The least x from `low` to `high` for which `isReached` holds, when it fails below some x and holds above.
    static func root(from low: Double, to high: Double, isReached: (Double) -> Bool) -> Double {
        var low = low
        var high = high
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return high }
            if isReached(middle) { high = middle } else { low = middle }
        }
    }
}
