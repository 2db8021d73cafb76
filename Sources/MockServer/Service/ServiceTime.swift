import Glibc
import Measurement

/// How long a server needs for a request, in nanoseconds.
enum ServiceTime: Sendable, Hashable {
    /// A time and how often it is drawn.
    struct Choice: Sendable, Hashable {
        /// In 0...1; the shares of all choices add up to 1.
        let share: Double
        let time: Int64
    }

    /// Always the same.
    case constant(Int64)
    /// Exponentially distributed with this mean.
    case exponential(mean: Int64)
    /// One of several.
    case choices([Choice])

    /// The next time. It takes one number from `random` whatever the distribution, by inversion.
    func draw(_ random: inout SplitMix64) -> Int64 {
        let unit = random.unit()
        switch self {
        case .constant(let time):
            return time
        case .exponential(let mean):
            return Int64(saturating: (-log(1 - unit) * Double(mean)).rounded())
        case .choices(let choices):
            var sum = 0.0
            for choice in choices {
                sum += choice.share
                if unit < sum { return choice.time }
            }
            // Shares that add up to 1 only but for rounding.
            return choices.last?.time ?? 0
        }
    }
}
