import Measurement
import Quantities
import Results

/// What a target told of itself beside a load, in lines.
enum ScrapeText {
    static func lines(_ scrape: LoadScrape) -> [String] {
        var lines = scrape.series.map { "target         \(name($0)): \(figures($0))" }
        if scrape.leftOut > 0 {
            lines.append("target         \(scrape.leftOut) more series were left out: name some by --scrape-metric")
        }
        if let failure = failure(scrape) { lines.append("target         \(failure)") }
        return lines
    }

    /// What went wrong, in a sentence; `nil` when nothing did.
    static func failure(_ scrape: LoadScrape) -> String? {
        guard let failure = scrape.failure else {
            return scrape.looks == 0 ? "\(scrape.url) was never looked at: the load was too short" : nil
        }
        return "\(scrape.failed) of \(scrape.looks) looks at \(scrape.url) brought nothing: \(failure)"
    }

    static func name(_ series: LoadScrape.Series) -> String { series.isRate ? "\(series.name) a second" : series.name }

    /// First, last, least and most, and whether it rose or fell all the time.
    static func figures(_ series: LoadScrape.Series) -> String {
        let values = series.points.map(\.value)
        guard let first = values.first, let last = values.last, let least = values.min(), let most = values.max() else {
            return "nothing"
        }
        let text = { (value: Double) in ScrapeText.value(value, series) }
        let extent =
            values.count == 1
            ? text(first) : "\(text(first)) at first, \(text(last)) at last, from \(text(least)) to \(text(most))"
        return extent + (drift(series).map { "; \($0)" } ?? "")
    }

    /// Of fewer values no trend is told.
    private static let fewest = 20
    /// Less than this is taken for chance.
    private static let probability = 0.001

    /// Whether the values rise or fall, as those of a leak do (Mann-Kendall; Sen's slope); `nil` when that may be
    /// chance.
    private static func drift(_ series: LoadScrape.Series) -> String? {
        // Neighbours depend on each other: groups of them are looked at, as of a load's own figures.
        let values = series.points.map(\.value)
        let together = max(1, values.count / 40)
        let windows = (0..<(values.count / together)).compactMap { index in
            Quantile.median(Array(values[(index * together)..<((index + 1) * together)]))
        }
        guard windows.count >= fewest, let trend = Trend(windows), trend.probability < probability, trend.slope != 0,
            let end = series.points.last?.time, end > 0
        else { return nil }
        let change = abs(trend.slope) * Double(windows.count - 1)
        return "\(trend.slope > 0 ? "rose" : "fell") by \(value(change, series)) (Mann-Kendall, p < 0.001; Sen's slope)"
    }

    /// A value in its unit, as far as the metric's name tells it.
    static func value(_ value: Double, _ series: LoadScrape.Series) -> String {
        let name = series.name.prefix { $0 != "{" }
        let sign = value < 0 ? "-" : ""
        if name.hasSuffix("_bytes"), !series.isRate {
            return sign + Quantity.describe(bytes: Int(saturating: abs(value)))
        }
        return sign + CoefficientText.digits(abs(value))
    }
}
