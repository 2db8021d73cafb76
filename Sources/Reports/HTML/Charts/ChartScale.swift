import Glibc
import Measurement
import Quantities

/// How values stand along an axis.
enum ChartScale {
    /// Equal steps from 0 to the value.
    case linear(to: Double)
    /// Equal factors between the two values, both above 0.
    case logarithmic(from: Double, to: Double)
    /// Percents as HdrHistogram's plots have them: each nine as far from the one before, up to the given percent, below
    /// 100.
    case percentile(to: Double)

    /// Where `value` stands, from 0 to 1.
    func place(_ value: Double) -> Double {
        switch self {
        case .linear(let end): end > 0 ? min(max(value / end, 0), 1) : 0
        case .logarithmic(let start, let end):
            end > start ? min(max(log(max(value, start) / start) / log(end / start), 0), 1) : 0
        case .percentile(let end): min(Self.nines(value) / Self.nines(end), 1)
        }
    }

    /// The values that are marked, few enough that their names stand beside each other.
    var marks: [Double] {
        switch self {
        case .linear(let end):
            guard end > 0 else { return [0] }
            let step = Self.round(end / 4)
            return Array(stride(from: 0, through: end * 1.000_001, by: step))
        case .logarithmic(let start, let end):
            let factors: [Double] = end / start > 300 ? [1] : [1, 2, 5]
            let first = Int(log10(start).rounded(.down))
            let all = (first...max(first, Int(log10(end).rounded(.up)))).flatMap { power in
                factors.map { $0 * pow(10, Double(power)) }
            }
            return all.filter { $0 >= start * 0.999 && $0 <= end * 1.001 }
        case .percentile(let end): return [0, 50, 90, 99, 99.9, 99.99, 99.999].filter { $0 <= end + 1e-9 }
        }
    }

    /// The scale that shows times from `least` to `most`: with factors where they are far apart.
    static func times(from least: Double, to most: Double) -> ChartScale {
        guard least > 0, most / least > 20 else { return .linear(to: ceiling(most)) }
        let (first, last) = (pow(10, log10(least).rounded(.down)), pow(10, log10(most).rounded(.up)))
        let steps: [Double] = [1, 2, 5]
        let start = steps.map { first * $0 }.last { $0 <= least } ?? first
        let end = steps.map { last / 10 * $0 }.first { $0 >= most } ?? last
        return .logarithmic(from: start, to: end)
    }

    /// A round number that is at least `value`.
    static func ceiling(_ value: Double) -> Double {
        guard value > 0 else { return 1 }
        let step = round(value / 4)
        return (value / step).rounded(.up) * step
    }

    /// 1, 2 or 5 times a power of ten, at least `value`.
    private static func round(_ value: Double) -> Double {
        let power = pow(10, log10(value).rounded(.down))
        return [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= value * 0.999_999 } ?? 10 * power
    }

    private static func nines(_ percent: Double) -> Double { -log10(1 - min(percent, 99.999_999) / 100) }
}

/// What values are called along an axis.
enum ChartUnit {
    /// Nanoseconds.
    case time
    /// Seconds since the load began.
    case seconds
    /// A count, or a count a second.
    case number
    case percent
    /// A share of all, from 0 to 1.
    case share
    /// So many a second.
    case rate
    /// A size.
    case bytes

    func text(_ value: Double) -> String {
        switch self {
        case .time: value == 0 ? "0" : Quantity.describe(nanoseconds: UInt64(max(0, value.rounded())))
        case .seconds, .number: SVGText.grouped(value)
        case .percent: "\(PercentileText.text(Self.rounded(value)))%"
        case .share: Quantity.describe(share: value)
        case .rate: Quantity.describe(rate: value)
        case .bytes: value == 0 ? "0" : Quantity.describe(bytes: Int(saturating: value))
        }
    }
}

extension ChartUnit {
    /// A percent with no more digits than tell how far from 100 it is: 98.18, 99.9091.
    private static func rounded(_ percent: Double) -> Double {
        let digits = percent < 100 ? min(8, max(2, 2 - log10(100 - percent).rounded(.down))) : 0
        let power = pow(10, digits)
        return (percent * power).rounded() / power
    }
}

/// Numbers in SVG and on axes.
enum SVGText {
    /// A coordinate: two decimals at most, and a dot.
    static func number(_ value: Double) -> String {
        DecimalText.text(hundredths: Int((min(max(value, -1e9), 1e9) * 100).rounded()))
    }

    /// A number for a person, thousands apart: `12,000`.
    static func grouped(_ value: Double) -> String {
        guard value.rounded() == value, abs(value) < 1e15 else { return number(value) }
        var digits = Array("\(Int(value.magnitude))")
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
        return (value < 0 ? "-" : "") + String(digits)
    }
}
