import Glibc

/// A rate that swings around a mean m with an amplitude A and a period P, from the mean upwards:
/// m + A · sin(2πt / P).
///
/// Λ(t) = m·t + A·P/2π · (1 - cos(2πt / P)). For its inverse, whole periods are taken off first, so that no error grows
/// with time. In the phase x = 2πt/P, with e = A/m and y = 2πn/(mP), there remains x + e·(1 - cos x) = y, which is Kepler's
/// equation turned by a quarter: solved by Newton's method inside a bracket that halves when a step leaves it (Press et
/// al.: Numerical Recipes, 3rd edition, section 9.4), until the integral is met to the last bits.
public struct SineRate: Sendable, Hashable {
    let mean: Double
    let amplitude: Double
    private let period: Double

    /// Around `mean` arrivals a second, more than 0, by `amplitude`, at most the mean, in `period` nanoseconds, more than
    /// 0.
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
