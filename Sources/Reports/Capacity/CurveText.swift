package import Measurement
import Quantities
import Results

/// A curve in lines: a table of its points, the knee, where saturation begins, and the model that it follows.
enum CurveText {
    static func lines(_ curve: CapacityCurve) -> [String] {
        let table = rows(curve)
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        var lines = table.map { row in
            zip(row, widths).map { Style.padded($0, $1) }.joined(separator: "  ")
        }
        for (index, point) in curve.points.enumerated() {
            if let note = point.note { lines[index + 1] += "  \(note)" }
        }
        return lines + findings(curve).map { "\(Style.padded($0.name, 14)) \($0.text)" }
    }

    static let heads = ["load", "answered", "mean", "p50", "p99", "failed", "in flight"]

    /// The heads and the cells of each point.
    static func rows(_ curve: CapacityCurve) -> [[String]] {
        [heads]
            + curve.points.map { point in
                let time = { (percent: Double) in
                    point.responseTime.value(at: percent).map { Quantity.describe(nanoseconds: $0) } ?? "-"
                }
                let mean =
                    point.responseTime.count == 0
                    ? "-" : Quantity.describe(nanoseconds: UInt64(saturating: point.responseTime.mean))
                return [
                    load(point.load, curve.axis), Quantity.describe(rate: point.goodput), mean, time(50), time(99),
                    "\(point.failed)", point.inFlight.map { Quantity.describe(factor: $0) } ?? "-",
                ]
            }
    }

    /// What the curve shows, each with its name.
    static func findings(_ curve: CapacityCurve) -> [(name: String, text: String)] {
        let shape = curve.shape
        var findings: [(name: String, text: String)] = [
            ("knee", "\(place(shape.knee, curve)) (the most throughput for its mean response time: Kleinrock's power)"),
            ("saturation", "\(place(shape.saturation, curve)) (\(saturation(curve.axis)))"),
        ]
        if let peak = shape.peak {
            findings.append(
                ("most", "\(Quantity.describe(rate: peak.throughput)) answered, at \(load(peak.load, curve.axis))")
            )
        }
        if let queue = shape.queue { findings.append(("behaves like", description(queue))) }
        if let law = shape.scalability { findings.append(("scales like", description(law))) }
        // Of one short load the looks are few: of all together they are enough.
        let known = curve.points.filter { !$0.isDoubtful && $0.littleDifference != nil }
        if !known.isEmpty {
            let inFlight = known.reduce(0) { $0 + ($1.inFlight ?? 0) }
            let difference = abs(known.reduce(0) { $0 + $1.throughput * $1.meanService / 1e9 } / inFlight - 1)
            let share = Quantity.describe(share: difference)
            let words = difference <= 0.1 ? "agree within \(share)" : "differ by \(share): this was no steady state"
            findings.append(("Little's law", "requests in flight and throughput times service time \(words)"))
        }
        return findings
    }

    private static func saturation(_ axis: LoadCurve.Axis) -> String {
        switch axis {
        case .rate: "below 99% of the rate answered as expected"
        case .users: "N* of Denning and Buzen: lightest response and think time, times the most throughput"
        }
    }

    /// A load in words: `200/s`, `8 users`.
    static func load(_ load: Double, _ axis: LoadCurve.Axis) -> String {
        switch axis {
        case .rate: Quantity.describe(rate: load)
        case .users:
            load == 1
                ? "1 user"
                : "\(Quantity.describe(factor: load.rounded() == load ? load : (load * 10).rounded() / 10)) users"
        }
    }

    static func place(_ place: LoadCurve.Place, _ curve: CapacityCurve) -> String {
        switch place {
        case .at(let load): "at \(self.load(load, curve.axis))"
        case .beyond(let load): "not reached: at \(self.load(load, curve.axis)) or above"
        case .below(let load): "at \(self.load(load, curve.axis)) or below"
        case .unknown: "not known: too few loads count"
        }
    }

    private static func description(_ fit: QueueFit) -> String {
        let name: String =
            switch fit.model {
            case .markov(let servers, let serviceRate):
                "M/M/\(servers), \(Quantity.describe(nanoseconds: UInt64(saturating: 1e9 / serviceRate))) of service on average"
            case .general(let meanService, let variation):
                "M/G/1, \(Quantity.describe(nanoseconds: UInt64(saturating: 1e9 * meanService))) of service on average, "
                    + "coefficient of variation \(Quantity.describe(factor: variation))"
            }
        let error = fit.limit.standardError.map { " ± \(Quantity.describe(rate: $0))" } ?? ""
        return "\(name): full at \(Quantity.describe(rate: fit.limit.value))\(error), \(quality(fit.determination))"
    }

    private static func description(_ fit: ScalabilityFit) -> String {
        func coefficient(_ name: String, _ value: ScalabilityFit.Coefficient) -> String {
            "\(name) \(CoefficientText.text(value))"
        }
        let name = fit.isAmdahl ? "Amdahl's law" : "the Universal Scalability Law"
        let coefficients =
            [coefficient("λ", fit.lambda) + "/s", coefficient("σ", fit.sigma)]
            + (fit.isAmdahl ? [] : [coefficient("κ", fit.kappa)])
        let peak = fit.peakLoad.map { ", most at \(Quantity.describe(factor: $0.rounded())) users" } ?? ""
        return "\(name): \(coefficients.joined(separator: ", "))\(peak), \(quality(fit.determination))"
    }

    /// R², and whether that is enough to rely on.
    private static func quality(_ determination: Double) -> String {
        let text = "R² \(Quantity.describe(factor: max(0, determination)))"
        return determination < Sizing.leastDetermination ? "\(text): a poor fit, don't rely on it" : text
    }
}

/// Coefficients of fits as people read them.
package enum CoefficientText {
    /// `0.0277 ± 0.00912`, one standard error.
    package static func text(_ coefficient: ScalabilityFit.Coefficient) -> String {
        let unknown = coefficient.value == 0 ? " (at its bound)" : " (its error isn't known)"
        let error = coefficient.standardError.map { " ± \(digits($0))" } ?? unknown
        return digits(coefficient.value) + error
    }

    /// A number with three digits that count, small ones with an exponent: `0.0277`, `1.04e-4`.
    package static func digits(_ value: Double) -> String {
        guard value > 0, value < 1 else { return Quantity.describe(factor: value) }
        var exponent = 0
        var mantissa = value
        while mantissa < 1, exponent < 300 { (mantissa, exponent) = (mantissa * 10, exponent + 1) }
        // What is rounded up to ten is one of the next power.
        if mantissa >= 9.995 { (mantissa, exponent) = (1, exponent - 1) }
        guard exponent > 0 else { return "1" }
        let text = Quantity.describe(factor: mantissa)
        guard exponent <= 2 else { return "\(text)e-\(exponent)" }
        return "0." + String(repeating: "0", count: exponent - 1) + text.filter { $0 != "." }
    }
}
