/// A rate of arrivals over time, in arrivals a second: how a stage of a load runs.
///
/// A curve is known by its integral Λ(t), the number of arrivals expected in the first t seconds, and the inverse of that:
/// the n-th arrival is where Λ reaches n (Çinlar: Introduction to Stochastic Processes, 1975, section 4.7).
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

    /// The last time, in seconds, at which no more than `count` arrivals are expected; infinity when there are never more.
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
