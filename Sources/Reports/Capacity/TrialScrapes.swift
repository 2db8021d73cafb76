import Measurement
import Quantities
import Results

/// What a target told of itself beside one load after the other: of each metric its mean beside each of them.
struct TrialScrapes {
    /// A load, in words, and what was told beside it.
    private let loads: [(name: String, scrape: LoadScrape)]

    /// Beside the loads of a sweep.
    init(sweepOf capacity: CapacityResult) {
        let isByUsers = capacity.curve?.axis == .users
        loads = (capacity.curve?.points ?? []).compactMap { point in
            let users = "\(Int(saturating: point.load)) users"
            return point.scrape.map { (isByUsers ? users : Quantity.describe(rate: point.load), $0) }
        }
    }

    /// Beside the trials of a search.
    init(trialsOf capacity: CapacityResult) {
        loads = capacity.trials.enumerated().compactMap { index, trial in
            trial.scrape.map { ("trial \(index + 1), \(Quantity.describe(rate: trial.rate))", $0) }
        }
    }

    /// The metrics, in the target's order.
    private var series: [LoadScrape.Series] {
        var known = Set<String>()
        return loads.flatMap(\.scrape.series).filter { known.insert($0.name).inserted }
    }

    /// The mean of a metric beside a load; `nil` where it wasn't told.
    private static func mean(_ series: LoadScrape.Series, _ scrape: LoadScrape) -> Double? {
        guard let points = scrape.series.first(where: { $0.name == series.name })?.points, !points.isEmpty else {
            return nil
        }
        return points.reduce(0) { $0 + $1.value } / Double(points.count)
    }

    /// What went wrong, in a sentence; `nil` when nothing did.
    private var failure: String? { loads.lazy.compactMap { ScrapeText.failure($0.scrape) }.first }

    /// A line for each metric: its least and its most mean, and beside which loads.
    var lines: [String] {
        series.compactMap { series in
            let means = loads.compactMap { load in Self.mean(series, load.scrape).map { (load.name, $0) } }
            guard let least = means.min(by: { $0.1 < $1.1 }), let most = means.max(by: { $0.1 < $1.1 }) else {
                return nil
            }
            let text = { (end: (String, Double)) in "\(ScrapeText.value(end.1, series)) (\(end.0))" }
            let range = means.count == 1 ? text(least) : "from \(text(least)) to \(text(most)) on average"
            return "target         \(ScrapeText.name(series)): \(range)"
        } + (failure.map { ["target         \($0)"] } ?? [])
    }

    /// A table with a row for each load and a column for each metric.
    func write(_ what: String, _ html: inout HTMLWriter) {
        guard let first = loads.first else { return }
        if let failure { html.element("p", class: "warning", text: "The target's metrics: \(failure).") }
        let series = series
        guard !series.isEmpty else { return }
        html.table(
            "What \(first.scrape.url) told beside \(what), on average",
            ["Load"] + series.map(ScrapeText.name),
            class: "numbers"
        ) { html in
            for load in loads {
                html.row { html in
                    html.element("th", ["scope": "row"], text: load.name)
                    for series in series {
                        let mean = Self.mean(series, load.scrape)
                        html.cell(ScrapeText.name(series), text: mean.map { ScrapeText.value($0, series) } ?? "-")
                    }
                }
            }
        }
        let leftOut = loads.map(\.scrape.leftOut).max() ?? 0
        if leftOut > 0 { html.element("p", class: "soft", text: "\(leftOut) more series were left out.") }
    }
}
