import Glibc

/// A rate that goes from a to b in a straight line over a time T and is b from there on.
///
/// Λ(t) = a·t + k·t²/2 with k = (b - a) / T. Its inverse is the root of that quadratic, written so that nothing cancels:
/// t = 2n / (a + √(a² + 2kn)) (Press et al.: Numerical Recipes, 3rd edition, section 5.6).
public struct LinearRamp: Sendable, Hashable {
    let start: Double
    let end: Double
    private let duration: Double

    /// From the rate `start` a second to `end` a second, both 0 or more, over `duration` nanoseconds, more than 0.
    public init(from start: Double, to end: Double, over duration: UInt64) {
        precondition(start >= 0 && end >= 0 && start.isFinite && end.isFinite, "rates are finite and not below 0")
        precondition(duration > 0, "a ramp takes time; one of no time is a step")
        self.start = start
        self.end = end
        self.duration = Double(duration) * 1e-9
    }

    private var slope: Double { (end - start) / duration }
    private var total: Double { (start + end) / 2 * duration }

    func rate(at seconds: Double) -> Double { seconds < duration ? start + slope * seconds : end }

    func expected(by seconds: Double) -> Double {
        guard seconds < duration else { return total + end * (seconds - duration) }
        return (start + slope * seconds / 2) * seconds
    }

    func time(of count: Double) -> Double {
        guard count < total else { return end > 0 ? duration + (count - total) / end : .infinity }
        // A ramp down to 0 leaves a rounding error below 0 under the root at its very end.
        let root = sqrt(max(0, start * start + 2 * slope * count))
        return count > 0 ? min(duration, 2 * count / (start + root)) : 0
    }
}
