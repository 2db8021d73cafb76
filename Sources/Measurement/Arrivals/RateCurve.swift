import Glibc

/// A rate of arrivals over time, in arrivals a second: how a stage of a load runs.
///
/// A curve is known by its integral Λ(t), the number of arrivals expected in the first t seconds, and the inverse of
/// that: the n-th arrival is where Λ reaches n (Çinlar: Introduction to Stochastic Processes, 1975, section 4.7).
public enum RateCurve: Sendable, Hashable {
    /// Always the same rate, which is 0 (a pause) or more: Λ(t) = rate · t.
    case constant(Double)
    /// From one rate to another in a straight line, then constant.
    case ramp(LinearRamp)
    /// Up and down around a mean.
    case sine(SineRate)

    /// The rate at `seconds`.
    public func rate(at seconds: Double) -> Double {
        switch self {
        case .constant(let rate): rate
        case .ramp(let ramp): ramp.rate(at: seconds)
        case .sine(let sine): sine.rate(at: seconds)
        }
    }

    /// Λ: the number of arrivals expected in the first `seconds`.
    public func expected(by seconds: Double) -> Double {
        switch self {
        case .constant(let rate): rate * seconds
        case .ramp(let ramp): ramp.expected(by: seconds)
        case .sine(let sine): sine.expected(by: seconds)
        }
    }

    /// The last time, in seconds, at which no more than `count` arrivals are expected; infinity when there are never
    /// more.
    public func time(of count: Double) -> Double {
        switch self {
        case .constant(let rate): rate > 0 ? count / rate : .infinity
        case .ramp(let ramp): ramp.time(of: count)
        case .sine(let sine): sine.time(of: count)
        }
    }

    /// The highest rate that it comes to.
    public var highestRate: Double {
        switch self {
        case .constant(let rate): rate
        case .ramp(let ramp): max(ramp.start, ramp.end)
        case .sine(let sine): sine.mean + sine.amplitude
        }
    }
}

/// A rate that goes from a to b in a straight line over a time T and is b from there on.
///
/// Λ(t) = a·t + k·t²/2 with k = (b - a) / T. Its inverse is the root of that quadratic, written so that nothing
/// cancels: t = 2n / (a + √(a² + 2kn)) (Press et al.: Numerical Recipes, 3rd edition, section 5.6).
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

/// A rate that swings around a mean m with an amplitude A and a period P, from the mean upwards:
/// m + A · sin(2πt / P).
///
/// Λ(t) = m·t + A·P/2π · (1 - cos(2πt / P)). For its inverse, whole periods are taken off first, so that no error grows
/// with time. In the phase x = 2πt/P, with e = A/m and y = 2πn/(mP), there remains x + e·(1 - cos x) = y, which is
/// Kepler's equation turned by a quarter: solved by Newton's method inside a bracket that halves when a step leaves it
/// (Press et al.: Numerical Recipes, 3rd edition, section 9.4), until the integral is met to the last bits.
public struct SineRate: Sendable, Hashable {
    let mean: Double
    let amplitude: Double
    private let period: Double

    /// Around `mean` arrivals a second, more than 0, by `amplitude`, at most the mean, in `period` nanoseconds, more
    /// than 0.
    public init(mean: Double, amplitude: Double, period: UInt64) {
        precondition(mean > 0 && mean.isFinite, "the mean of a rate is a finite number above 0")
        precondition(
            amplitude >= 0 && amplitude <= mean,
            "a rate can't swing below 0: the amplitude is at most the mean"
        )
        precondition(period > 0, "a period takes time")
        self.mean = mean
        self.amplitude = amplitude
        self.period = Double(period) * 1e-9
    }

    func rate(at seconds: Double) -> Double { mean + amplitude * sin(phase(seconds)) }

    func expected(by seconds: Double) -> Double {
        mean * seconds + amplitude * period / (2 * .pi) * (1 - cos(phase(seconds)))
    }

    func time(of count: Double) -> Double {
        let each = mean * period
        let periods = (count / each).rounded(.down)
        let rest = min(max(0, count - periods * each), each)
        return (periods + Self.solve(rest / each * 2 * .pi, eccentricity: amplitude / mean) / (2 * .pi)) * period
    }

    /// The phase at `seconds`, without its whole periods: sines of large numbers cost time.
    private func phase(_ seconds: Double) -> Double {
        seconds.truncatingRemainder(dividingBy: period) / period * 2 * .pi
    }

    /// The x with x + e·(1 - cos x) = y, for y in 0...2π and e in 0...1.
    private static func solve(_ y: Double, eccentricity e: Double) -> Double {
        var low = max(0, y - 2 * e)
        var high = y
        var x = low + (high - low) / 2
        // Where e is 1 the rate touches 0 and Newton gets slow, but never slower than this many halvings.
        for _ in 0..<80 {
            let error = x + e * (1 - cos(x)) - y
            if abs(error) <= 4e-16 * y { break }
            if error > 0 { high = x } else { low = x }
            let step = x - error / (1 + e * sin(x))
            let new = step > low && step < high ? step : low + (high - low) / 2
            if new == x { break }
            x = new
        }
        return x
    }
}
