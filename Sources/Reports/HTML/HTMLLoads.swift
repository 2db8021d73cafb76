import HTTP
import Measurement
import Quantities
import Results
import Scenarios

/// The bursts and loads in pictures, with the numbers behind them.
struct HTMLLoads: HTMLPart {
    /// The name by which links reach it.
    static let place = "loads"
    let anchor = place
    let title = "Loads and bursts"
    private let model: HTMLModel
    private let places: [(place: LoadSuspicion.Place, load: LoadResult)]

    init(_ model: HTMLModel) {
        self.model = model
        let places = model.measured.compactMap { place in model.run[place].load.map { (place: place, load: $0) } }
        // Those that failed first, loads before bursts.
        func rank(_ known: (place: LoadSuspicion.Place, load: LoadResult)) -> Int {
            let verdict = model.run.suites[known.place.suite].cases[known.place.index].verdict
            return (verdict == .failed ? 0 : verdict == .error ? 2 : 4) + (known.load.kind == .load ? 0 : 1)
        }
        self.places = places.enumerated().sorted { first, second in
            let (one, other) = (rank(first.element), rank(second.element))
            return one == other ? first.offset < second.offset : one < other
        }.map(\.element)
    }

    var isEmpty: Bool { places.isEmpty }

    func write(_ html: inout HTMLWriter) {
        for (place, load) in places {
            let result = model.run.suites[place.suite].cases[place.index]
            let step = model.run[place].name.isEmpty ? "" : ", \(model.run[place].name)"
            html.element("article", ["class": "load", "id": model.loadAnchors[place]]) { html in
                html.element("h3") { html in
                    html.link(to: model.anchors[place.suite][place.index], text: result.name)
                    html.text(step)
                    html.badge(result.verdict)
                }
                HTMLLoad(load, name: result.name + step).write(&html)
            }
        }
    }
}

/// One burst or load.
struct HTMLLoad {
    private let load: LoadResult
    /// What tells its tables from those of others.
    private let name: String

    init(_ load: LoadResult, name: String) {
        self.load = load
        self.name = name
    }

    func write(_ html: inout HTMLWriter) {
        html.element("p", class: "lead", text: "\(load.model), over \(load.version)")
        html.element("p", text: tally)
        audit(&html)
        let charts = LoadCharts(load).all
        if !charts.isEmpty {
            html.element("div", class: "charts") { html in
                for chart in charts { chart.write(&html) }
            }
        }
        latencies(&html)
        flows(&html)
        streams(&html)
        if let sharding = load.sharding { HTMLShards(sharding: sharding, name: name).write(&html) }
        scraped(&html)
        intervals(&html)
        HTMLHeat(load, name: name).write(&html)
        slowest(&html)
        examples(&html)
    }

    /// What became of the requests, in words.
    private var tally: String {
        var parts = [
            "\(SVGText.grouped(Double(load.offered))) requests were asked for, \(SVGText.grouped(Double(load.sent))) sent, "
                + "\(SVGText.grouped(Double(load.completed))) answered in full: \(load.tally)."
        ]
        if load.broken > 0 { parts.append("\(SVGText.grouped(Double(load.broken))) answers broke an expectation.") }
        if load.kind == .load {
            parts.append(
                "\(Quantity.describe(rate: load.throughput)) answered, \(Quantity.describe(rate: load.goodput)) of them as "
                    + "expected."
            )
        }
        if load.warmUp > 0 { parts.append("\(load.warmUp) requests of the warm-up are left out of all figures.") }
        if load.resent > 0 {
            parts.append("\(load.resent) requests went out a second time, as their connection had gone stale.")
        }
        return parts.joined(separator: " ")
    }

    /// Whether the figures can be trusted, in plain words.
    private func audit(_ html: inout HTMLWriter) {
        if let release = load.release, release.threads > 0 {
            let what = release.mode == "last-byte" ? "the last bytes of all requests" : "all requests"
            let description = "Release: \(what) were let go within \(Quantity.describe(nanoseconds: release.spread))."
            html.element("p", text: description)
        }
        if let drift = LoadDrift(load) { html.element("p", text: "Drift: \(drift.description).") }
        if let end = load.end {
            let description =
                "It ended after \(Quantity.describe(nanoseconds: end.after)), before its time: \(end.detail)."
            html.element("p", end.cause == .precise ? [:] : ["class": "warning"], text: description)
        }
        if load.stop != nil {
            html.element(
                "p",
                class: "warning",
                text: "It was stopped before its end: the figures are those of a part."
            )
        }
        for finding in load.doubtful {
            let description = "Nothing can be said for certain of this: \(finding.summary)"
            html.element("p", class: "warning", text: description)
        }
        let suspicion = LoadSuspicion.sentence(load)
        if let audit = load.audit, load.kind == .load {
            html.element("p", ["class": suspicion == nil ? "trusted" : "warning"], text: Self.description(audit))
        }
        if let suspicion {
            html.element("p", class: "warning", text: "\(LoadSuspicion.mark): \(suspicion)")
        }
    }

    private static func description(_ audit: LoadAudit) -> String {
        let late = audit.ownSendDelay.percentiles.last.map { percentile in
            "\(PercentileText.text(percentile.percent))% of the requests that had not to wait for a connection left within "
                + "\(Quantity.describe(nanoseconds: percentile.value)) of the moment they were due"
        }
        let busy =
            "the busiest of \(HTMLModel.count(audit.threads, "thread", "threads")) used "
            + "\(Quantity.describe(share: audit.busiestThread)) of a core"
        let waited =
            audit.held == 0
            ? nil : "\(HTMLModel.count(audit.held, "request waited", "requests waited")) for a connection"
        let facts = [late, busy, waited].compactMap(\.self).joined(separator: "; ")
        let trust = audit.isValid ? "The generator kept up" : "The generator may have shaped these figures"
        return "\(trust): \(facts)."
    }

    private func latencies(_ html: inout HTMLWriter) {
        let rows =
            [("response time", load.responseTime), ("service time", load.serviceTime)]
            + (load.requests.count > 1 ? load.requests.map { ("response time of \($0.name)", $0.responseTime) } : [])
            + load.parts.filter { _ in load.parts.count > 1 }.map { part in
                (
                    "response time of \(part.request.isEmpty ? "" : "\(part.request), ")\(part.statusClass)xx",
                    part.responseTime
                )
            }
        let percents = LatencySummary.reported.filter { percent in rows.contains { $0.1.value(at: percent) != nil } }
        let columns = ["Time", "n", "min", "mean"] + percents.map { "p\(PercentileText.text($0))" } + ["max"]
        html.table("Latencies of \(name)", columns, class: "numbers") { html in
            for (name, summary) in rows where summary.count > 0 {
                html.row { html in
                    html.element("th", ["scope": "row", "role": "rowheader"], text: name)
                    html.cell("n", text: SVGText.grouped(Double(summary.count)))
                    html.cell("min", text: Quantity.describe(nanoseconds: summary.min))
                    html.cell("mean", text: Quantity.describe(nanoseconds: UInt64(saturating: summary.mean)))
                    for percent in percents {
                        html.cell("p") { html in
                            html.text(Self.cell(summary, percent))
                            guard let interval = Self.interval(summary, percent) else { return }
                            html.element("span", class: "source", text: interval)
                        }
                    }
                    html.cell("max", text: Quantity.describe(nanoseconds: summary.max))
                }
            }
        }
    }

    private static func cell(_ summary: LatencySummary, _ percent: Double) -> String {
        summary.value(at: percent).map(Quantity.describe(nanoseconds:)) ?? "–"
    }

    /// Between which values a percentile lies with 95% confidence, where that is known.
    private static func interval(_ summary: LatencySummary, _ percent: Double) -> String? {
        summary.percentiles.first { $0.percent == percent }?.interval.map { interval in
            "\(Quantity.describe(nanoseconds: interval.lower)) to \(Quantity.describe(nanoseconds: interval.upper))"
        }
    }

    private func flows(_ html: inout HTMLWriter) {
        guard !load.flows.isEmpty else { return }
        html.table(
            "Flows of \(name)",
            ["Flow", "Begun", "Completed", "Abandoned", "p50", "p99", "max"],
            class: "numbers"
        ) {
            html in
            for flow in load.flows {
                html.row { html in
                    html.element("th", ["scope": "row"], text: flow.name.isEmpty ? "the flow" : flow.name)
                    for count in [flow.started, flow.completed, flow.abandoned] {
                        html.cell("", text: SVGText.grouped(Double(count)))
                    }
                    for percent in [50.0, 99] { html.cell("", text: Self.cell(flow.time, percent)) }
                    html.cell("", text: Quantity.describe(nanoseconds: flow.time.max))
                }
            }
        }
    }

    private func streams(_ html: inout HTMLWriter) {
        guard !load.streams.isEmpty else { return }
        html.table(
            "Events of \(name)",
            ["Request", "Responses", "Events", "a second", "first event p50", "p99", "max", "gap p50", "p99", "max"],
            class: "numbers"
        ) { html in
            for stream in load.streams {
                html.row { html in
                    html.element("th", ["scope": "row"], text: stream.name.isEmpty ? "the request" : stream.name)
                    for count in [stream.responses, stream.events] {
                        html.cell("", text: SVGText.grouped(Double(count)))
                    }
                    html.cell("", text: Quantity.describe(rate: load.rate(of: stream.events)))
                    for summary in [stream.first, stream.gap] {
                        for percent in [50.0, 99] { html.cell("", text: Self.cell(summary, percent)) }
                        let most = summary.count > 0 ? Quantity.describe(nanoseconds: summary.max) : "–"
                        html.cell("", text: most)
                    }
                }
            }
        }
    }

    /// What the target told of itself.
    private func scraped(_ html: inout HTMLWriter) {
        guard let scrape = load.scrape else { return }
        if let failure = ScrapeText.failure(scrape) {
            html.element("p", class: "warning", text: "The target's metrics: \(failure).")
        }
        guard !scrape.series.isEmpty else { return }
        html.table("What \(scrape.url) told beside \(name)", ["Metric", "Looks", "Values"]) { html in
            for series in scrape.series {
                html.row { html in
                    html.element("th", ["scope": "row", "role": "rowheader"], text: ScrapeText.name(series))
                    html.cell("Looks", text: "\(series.points.count)")
                    html.cell("Values", class: "value", text: ScrapeText.figures(series))
                }
            }
        }
        html.element("details") { html in
            html.element("summary", text: "The target's metrics, value by value")
            html.table(
                "The target's metrics, value by value, \(name)",
                ["Second", "Metric", "Value"],
                class: "numbers"
            ) { html in
                for series in scrape.series {
                    for point in series.points {
                        html.row { html in
                            html.element("th", ["scope": "row"], text: SVGText.number(Double(point.time) / 1e9))
                            html.cell("", text: ScrapeText.name(series))
                            html.cell("", text: ScrapeText.value(point.value, series))
                        }
                    }
                }
            }
        }
        if scrape.leftOut > 0 {
            html.element("p", class: "soft", text: "\(scrape.leftOut) more series were left out.")
        }
    }

    /// The series behind the charts.
    private func intervals(_ html: inout HTMLWriter) {
        guard load.intervals.count > 1 else { return }
        let classes = load.statusClasses.count > 1 ? load.statusClasses : []
        let columns =
            ["Second", "Asked", "Sent", "As expected", "Failed", "In flight"] + classes.map { "\($0)xx" }
            + ["p50", "p90", "p99", "max"]
        html.element("details") { html in
            html.element("summary", text: "The numbers behind the charts, interval by interval")
            html.table("Interval by interval, \(name)", columns, class: "numbers") { html in
                for row in load.intervals {
                    html.row { html in
                        html.element("th", ["scope": "row"], text: SVGText.number(Double(row.start) / 1e9))
                        let answers = classes.map { row.statusClasses[$0] ?? 0 }
                        for count in [row.offered, row.sent, row.completed, row.failed, row.inFlight] + answers {
                            html.cell("", text: SVGText.grouped(Double(count)))
                        }
                        for percent in [50.0, 90, 99] { html.cell("", text: Self.cell(row.responseTime, percent)) }
                        let max =
                            row.responseTime.count > 0 ? Quantity.describe(nanoseconds: row.responseTime.max) : "–"
                        html.cell("", text: max)
                    }
                }
            }
        }
    }

    /// By what the slowest responses are found among the target's own logs and traces.
    private func slowest(_ html: inout HTMLWriter) {
        guard !load.slowest.isEmpty else { return }
        let isNamed = load.slowest.contains { !$0.request.isEmpty }
        let isTraced = load.slowest.contains { $0.trace != nil }
        let columns =
            ["Response time", "Service time", "Begun after", "Request"] + (isNamed ? ["Name"] : []) + ["Status"]
            + (isTraced ? ["Trace"] : [])
        html.element("details") { html in
            html.element("summary", text: "The slowest responses")
            html.table("The slowest responses of \(name)", columns, class: "numbers") { html in
                for slow in load.slowest {
                    html.row { html in
                        let time = Quantity.describe(nanoseconds: slow.responseTime)
                        html.element("th", ["scope": "row", "role": "rowheader"], text: time)
                        html.cell("Service time", text: Quantity.describe(nanoseconds: slow.serviceTime))
                        html.cell("Begun after", text: Quantity.describe(nanoseconds: slow.start))
                        html.cell("Request", text: "\(slow.index)")
                        if isNamed { html.cell("Name", class: "value", text: slow.request) }
                        html.cell("Status", text: "\(slow.status)")
                        if isTraced { html.cell("Trace", class: "value", text: slow.trace ?? "–") }
                    }
                }
            }
        }
    }

    private func examples(_ html: inout HTMLWriter) {
        for example in load.examples {
            html.element("details") { html in
                html.element("summary") { html in
                    html.element("strong", text: SVGText.grouped(Double(example.count)))
                    html.text(" × \(example.kind)")
                }
                html.element("p", class: "soft", text: "The first was request \(example.index).")
                HTMLEvidence.write(request: example.request, response: example.response, "", &html)
            }
        }
    }
}
