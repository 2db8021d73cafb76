import Glibc

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
