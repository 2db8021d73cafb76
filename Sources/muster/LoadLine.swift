import Engine
import Quantities

/// How a load is doing, in one line.
enum LoadLine {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    static func text(_ progress: LoadProgress) -> String {
        var parts = [
            "asked \(Quantity.describe(rate: progress.offeredRate)), sent \(Quantity.describe(rate: progress.sentRate))",
            "\(progress.inFlight) in flight", "\(progress.failed) failed",
        ]
        if let median = progress.median, let high = progress.high {
            parts.append(
                "p50 \(Quantity.describe(nanoseconds: median)) p99 \(Quantity.describe(nanoseconds: high)) \(chart(progress.history))"
            )
        }
        let left = progress.total - min(progress.elapsed, progress.total)
        parts.append("\(left / 1_000_000_000) s left")
        return parts.joined(separator: "  ")
    }

    /// A bar for each second's p99, the highest filling the line.
    static func chart(_ values: [UInt64]) -> String {
        guard let most = values.max(), most > 0 else { return "" }
        return String(
            values.suffix(20).map { bars[min(bars.count - 1, Int(Double($0) / Double(most) * Double(bars.count)))] }
        )
    }
}
