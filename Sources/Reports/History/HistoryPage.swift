import Measurement
import Quantities
import Results

/// The history as a page like `report.html`: of each load the figures over the runs, with the changes of their level
/// marked, and the numbers behind them.
struct HistoryPage {
    let history: RunHistory

    var bytes: [UInt8] {
        HTMLReport.document(title: "History", generator: "muster") { html in
            html.element("header", class: "top") { html in
                html.element("h1", text: "History")
                let last = history.runs.last.map { ", until \(HTMLModel.time($0.startedAt))" } ?? ""
                html.element("p", class: "lead", text: HTMLModel.count(history.runs.count, "run", "runs") + last)
            }
            html.element("main", ["id": "content"]) { html in
                if !history.tracks.isEmpty {
                    html.section("figures", "Figures of loads") { html in
                        changes(&html)
                        for load in loads { write(load, &html) }
                    }
                }
                html.section("flaky", "Flaky cases") { flaky(&$0) }
                html.section("runs", "Runs") { runs(&$0) }
            }
        }
    }

    /// A load that is asked for in the same way, with all its figures.
    private struct Load {
        var name: String
        var model: String
        var tracks: [RunHistory.Track]
    }

    private var loads: [Load] {
        var loads: [Load] = []
        for track in history.tracks {
            if let last = loads.last, last.name == track.load, last.model == track.model {
                loads[loads.count - 1].tracks.append(track)
            } else {
                loads.append(Load(name: track.load, model: track.model, tracks: [track]))
            }
        }
        return loads
    }

    private func write(_ load: Load, _ html: inout HTMLWriter) {
        html.element("article", class: "load") { html in
            html.element("h3", text: load.name)
            html.element("p", class: "lead", text: load.model)
            html.element("div", class: "charts") { html in
                for track in load.tracks where track.values.count > 1 { HistoryChart(track: track).chart.write(&html) }
            }
            numbers(load, &html)
        }
    }

    /// The values behind the charts, and which run began another level.
    private func numbers(_ load: Load, _ html: inout HTMLWriter) {
        let places = Set(load.tracks.flatMap { $0.values.map(\.run) }).sorted()
        let columns = ["Run", "Called"] + load.tracks.map(\.figure.rawValue)
        let values = load.tracks.map { track in
            Dictionary(track.values.map { ($0.run, $0.value) }) { first, _ in first }
        }
        let changed = load.tracks.map { track in Set(track.points.map { track.values[$0.index].run }) }
        html.element("details") { html in
            html.element("summary", text: "The numbers behind the charts, run by run")
            html.table("Run by run, \(load.name), \(load.model)", columns, class: "numbers") { html in
                for place in places {
                    html.row { html in
                        html.element("th", ["scope": "row", "role": "rowheader"], text: "\(place + 1)")
                        html.cell("Called", class: "value", text: history.runs[place].name)
                        for (number, track) in load.tracks.enumerated() {
                            html.cell(track.figure.rawValue) { html in
                                html.text(values[number][place].map(track.figure.text) ?? "–")
                                guard changed[number].contains(place) else { return }
                                html.element("span", class: "source", text: "another level")
                            }
                        }
                    }
                }
            }
        }
    }

    private func changes(_ html: inout HTMLWriter) {
        guard history.tracks.contains(where: { !$0.points.isEmpty }) else {
            return html.element("p", text: "No figure changed its level.")
        }
        html.table(
            "Where figures changed their level",
            ["Load", "Figure", "With run", "Called", "Change", "Probability by chance"]
        ) { html in
            for track in history.tracks {
                for point in track.points {
                    let place = track.values[point.index].run
                    html.row { html in
                        html.cell("Load", class: "value", text: "\(track.load), \(track.model)")
                        html.cell("Figure", text: track.figure.rawValue)
                        html.cell("With run", text: "\(place + 1)")
                        html.cell("Called", class: "value", text: history.runs[place].name)
                        html.cell("Change", text: RunHistory.description(of: point, track.figure))
                        let isTiny = point.probability < 0.0001
                        html.cell(
                            "Probability by chance",
                            text: isTiny ? "below 0.0001" : "\(SVGText.number(point.probability * 100))%"
                        )
                    }
                }
            }
        }
    }

    private func flaky(_ html: inout HTMLWriter) {
        guard !history.flaky.isEmpty else {
            return html.element(
                "p",
                text: "No case changed its verdict while the files that it rests on stayed the same."
            )
        }
        html.table(
            "Cases whose verdict changed while their files stayed the same",
            ["Case", "Changes", "Failed", "Runs"]
        ) { html in
            for flaky in history.flaky {
                html.row { html in
                    html.cell("Case", class: "value", text: flaky.name)
                    html.cell("Changes", text: "\(flaky.flips)")
                    html.cell("Failed", text: "\(flaky.failed)")
                    html.cell("Runs", text: "\(flaky.runs)")
                }
            }
        }
    }

    private func runs(_ html: inout HTMLWriter) {
        html.table("The runs", ["Run", "Begun", "Label", "Commit", "Verdict"]) { html in
            for (index, run) in history.runs.enumerated() {
                html.row { html in
                    html.cell("Run", text: "\(index + 1)")
                    html.cell("Begun", text: HTMLModel.time(run.startedAt))
                    html.cell("Label", class: "value", text: run.label ?? "none")
                    html.cell("Commit", text: run.commit ?? "none")
                    let part = run.part.map { ", \(RunPart.marked($0))" } ?? ""
                    html.cell("Verdict", text: run.verdict.rawValue + part)
                }
            }
        }
    }
}
