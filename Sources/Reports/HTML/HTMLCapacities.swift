import Measurement
import Quantities
import Results
import Scenarios

/// The searches for capacity and the sweeps: the curve, each goal with its bounds, and the bracket as it narrows.
struct HTMLCapacities: HTMLPart {
    let anchor = "capacity"
    let title = "Capacity"
    private let model: HTMLModel
    private let places: [(suite: Int, index: Int, capacity: CapacityResult)]

    init(_ model: HTMLModel) {
        self.model = model
        places = model.measured.compactMap { place in
            model.run[place].capacity.map { (place.suite, place.index, $0) }
        }
    }

    var isEmpty: Bool { places.isEmpty }

    func write(_ html: inout HTMLWriter) {
        for place in places {
            let result = model.run.suites[place.suite].cases[place.index]
            html.element("article", class: "load") { html in
                html.element("h3") { html in
                    html.link(to: model.anchors[place.suite][place.index], text: result.name)
                    html.badge(result.verdict)
                }
                html.element("p", class: "lead", text: place.capacity.model)
                if let end = place.capacity.end { html.element("p", class: "warning", text: "Ended: \(end)") }
                if let curve = place.capacity.curve { self.curve(curve, result.name, &html) }
                goals(place.capacity, result.name, &html)
                for (goal, report) in CapacityText.sizings(place.capacity) {
                    if let report {
                        report.write(&html)
                    } else {
                        html.element("p", class: "warning", text: CapacityText.unsized(goal))
                    }
                }
                let charts = place.capacity.goals.indices.compactMap { Self.bracket(place.capacity, goal: $0) }
                if !charts.isEmpty {
                    html.element("div", class: "charts") { html in for chart in charts { chart.write(&html) } }
                }
                trials(place.capacity, result.name, &html)
                TrialScrapes(sweepOf: place.capacity).write("the loads of \(result.name)", &html)
                TrialScrapes(trialsOf: place.capacity).write("the trials of \(result.name)", &html)
            }
        }
    }

    private func curve(_ curve: CapacityCurve, _ name: String, _ html: inout HTMLWriter) {
        html.element("dl", class: "facts") { html in
            for finding in CurveText.findings(curve) {
                html.element("div") { html in
                    html.element("dt", text: finding.name)
                    html.element("dd", text: finding.text)
                }
            }
        }
        let charts = CurveCharts(curve).all
        if !charts.isEmpty {
            html.element("div", class: "charts") { html in for chart in charts { chart.write(&html) } }
        }
        let columns = ["Load", "Answered", "Mean", "p50", "p99", "Failed", "In flight", "Note"]
        html.table("Loads of \(name)", columns, class: "numbers") { html in
            for (point, cells) in zip(curve.points, CurveText.rows(curve).dropFirst()) {
                html.row { html in
                    html.element("th", ["scope": "row"], text: cells[0])
                    for (column, cell) in zip(columns.dropFirst(), cells.dropFirst()) { html.cell(column, text: cell) }
                    html.cell("Note", class: "words", text: point.note ?? "")
                }
            }
        }
    }

    private func goals(_ capacity: CapacityResult, _ name: String, _ html: inout HTMLWriter) {
        guard !capacity.goals.isEmpty else { return }
        html.table("Goals of \(name)", ["Goal", "What must hold", "Outcome", "Required"]) { html in
            for goal in capacity.goals {
                html.row { html in
                    html.element("th", ["scope": "row", "role": "rowheader"], text: goal.name)
                    html.cell("What must hold", class: "value", text: goal.objectives.joined(separator: ", "))
                    html.cell("Outcome", class: "value", text: CapacityText.outcome(goal))
                    html.cell("Required", text: goal.required.map { Quantity.describe(rate: $0) } ?? "nothing")
                }
            }
        }
    }

    /// The bounds of a goal after each trial, and the rates that were tried.
    private static func bracket(_ capacity: CapacityResult, goal index: Int) -> Chart? {
        let trials = Array(capacity.trials.enumerated())
        guard trials.count > 1 else { return nil }
        func points(_ rate: (CapacityTrialResult) -> Double?) -> [(x: Double, y: Double)] {
            trials.compactMap { number, trial in rate(trial).map { (Double(number + 1), $0) } }
        }
        func end(_ side: KeyPath<CapacityTrialResult.Bounds, Double?>) -> [(x: Double, y: Double)] {
            points { $0.bounds.indices.contains(index) ? $0.bounds[index][keyPath: side] : nil }
        }
        let lines = [
            Chart.Line(name: "holds at", points: end(\.lower), style: 3),
            Chart.Line(name: "doesn't hold at", points: end(\.upper), style: 2),
            Chart.Line(name: "tried", points: points(\.rate), style: 1, isMarked: true),
        ].filter { !$0.points.isEmpty }
        let required = capacity.goals[index].required
        let most = (lines.flatMap { $0.points.map(\.y) } + [required ?? 0]).max() ?? 1
        return Chart(
            title: "The bracket of \(capacity.goals[index].name) as it narrows",
            x: Chart.Axis(name: "trial", scale: .linear(to: Double(trials.count)), unit: .number),
            y: Chart.Axis(
                name: "requests a second",
                scale: .linear(to: ChartScale.ceiling(most)),
                unit: .number
            ),
            lines: lines,
            limits: required.map { [Chart.Limit(name: "required: \(Quantity.describe(rate: $0))", value: $0)] } ?? []
        )
    }

    private func trials(_ capacity: CapacityResult, _ name: String, _ html: inout HTMLWriter) {
        guard !capacity.trials.isEmpty else { return }
        let columns = ["Trial", "Rate", "Time", "p50", "p99", "Failed", "Late p99", "Goals", "Bracket", "Note"]
        html.table("Trials of \(name)", columns, class: "numbers") { html in
            for (trial, cells) in zip(capacity.trials, CapacityText.cells(capacity)) {
                html.row { html in
                    html.element("th", ["scope": "row"], text: cells[0])
                    for (column, cell) in zip(columns.dropFirst(), cells.dropFirst()) { html.cell(column, text: cell) }
                    html.cell("Note", class: "words", text: trial.note ?? "")
                }
            }
        }
    }
}
