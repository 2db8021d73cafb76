import Engine
import Quantities

/// How a load is doing, in one line.
enum LoadLine {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    /// All of it; what says least is left out first where it would be longer than `width`.
    static func text(_ progress: LoadProgress, width: Int = .max) -> String {
        let sent = "sent \(Quantity.describe(rate: progress.sentRate))"
        let left = progress.total - min(progress.elapsed, progress.total)
        let failed = "\(progress.failed) failed"
        let end = "\(left / 1_000_000_000) s left"
        var times: [String] = []
        if let median = progress.median, let high = progress.high {
            times = ["p50 \(Quantity.describe(nanoseconds: median)) p99 \(Quantity.describe(nanoseconds: high))"]
        }
        let bars = times.map { "\($0) \(chart(progress.history))" }
        let rates = "asked \(Quantity.describe(rate: progress.offeredRate)), \(sent)"
        let inFlight = "\(progress.inFlight) in flight"
        let choices = [
            [rates, inFlight, failed] + bars + [end], [rates, inFlight, failed] + times + [end],
            [rates, failed] + times + [end], [sent, failed] + times + [end], [failed] + times + [end],
        ].map { $0.joined(separator: "  ") }
        return choices.first { $0.count <= width } ?? choices[choices.count - 1]
    }

    /// A bar for each second's p99, the highest filling the line.
    static func chart(_ values: [UInt64]) -> String {
        guard let most = values.max(), most > 0 else { return "" }
        return String(
            values.suffix(20).map { bars[min(bars.count - 1, Int(Double($0) / Double(most) * Double(bars.count)))] }
        )
    }
}
