import Measurement
import Quantities

/// Latencies in one row.
enum LatencyText {
    /// `response time  p50 1.2 ms  p90 …  max …  (n = 400)`.
    static func row(_ summary: LatencySummary, title: String = "response time") -> String {
        guard summary.count > 0 else { return "\(title)  no complete response" }
        var cells = summary.percentiles.map {
            "p\(PercentileText.text($0.percent)) \(Quantity.describe(nanoseconds: $0.value))"
        }
        cells.append("max \(Quantity.describe(nanoseconds: summary.max))")
        return "\(title)  \(cells.joined(separator: "  "))  (n = \(summary.count))"
    }
}
