import Measurement
import Quantities
import Results

/// What many runs tell together: which cases are flaky, and where figures changed their level.
package struct RunHistory {
    /// A run, as far as a history names it.
    package struct Run {
        var startedAt: Int64
        var label: String?
        var commit: String?
        var exitCode: Int

        /// What was said of the endpoint.
        enum Verdict: String {
            case accepted
            case refused = "not accepted"
            case unknown = "no verdict"

            func paint(_ style: Style) -> (String) -> String {
                switch self {
                case .accepted: style.green
                case .refused: style.red
                case .unknown: style.yellow
                }
            }
        }

        var verdict: Verdict { exitCode == 0 ? .accepted : exitCode == 1 ? .refused : .unknown }

        /// What it is called: its label, or when it was.
        var name: String {
            let name = label ?? HTMLModel.time(startedAt)
            return commit.map { "\(name) (\($0))" } ?? name
        }
    }

    /// A figure of a load.
    package enum Figure: String, CaseIterable {
        case p50, p90, p99, failures, goodput

        func text(_ value: Double) -> String {
            switch self {
            case .p50, .p90, .p99: Quantity.describe(nanoseconds: UInt64(saturating: value))
            case .failures: Quantity.describe(share: value)
            case .goodput: Quantity.describe(rate: value)
            }
        }
    }

    struct CaseKey: Hashable {
        var suite: String
        var name: String
    }

    /// A load that is asked for otherwise is another series.
    struct SeriesKey: Hashable {
        var load: String
        var model: String
        var figure: Figure
    }

    /// The runs, the oldest first.
    package internal(set) var runs: [Run] = []
    var cases: [CaseKey: [(run: Int, verdict: Verdict, sources: String)]] = [:]
    var series: [SeriesKey: [(run: Int, value: Double)]] = [:]

    /// A case that changes its verdict though nothing that it rests on has changed.
    struct Flaky {
        var name: String
        var runs: Int
        var failed: Int
        /// How often the verdict changed from one run to the next with the same files.
        var flips: Int
    }

    /// A figure's values and where their level changed.
    struct Track {
        var load: String
        var model: String
        var figure: Figure
        var values: [(run: Int, value: Double)]
        var points: [ChangePoints.Point]

        /// So many of the latest runs are looked at for a trend, as many as for a change of level.
        private static let window = 50
        /// With fewer runs there is none to be seen.
        private static let fewest = 8
        /// A trend that chance would show more often is none. There are three percentiles of each load.
        private static let probability = 0.01

        /// Whether a percentile rises or falls from run to run (Mann and Kendall's test, Sen's slope) since its level changed last, in
        /// words; `nil` for other figures and for few runs.
        var trend: String? {
            switch figure {
            case .failures, .goodput: return nil
            case .p50, .p90, .p99: break
            }
            let latest = values[(points.last?.index ?? 0)...].suffix(Self.window).map(\.value)
            guard latest.count >= Self.fewest, let trend = Trend(latest) else { return nil }
            guard trend.probability < Self.probability, trend.slope != 0 else { return "no trend" }
            return "\(trend.slope > 0 ? "rises" : "falls") by \(figure.text(abs(trend.slope))) a run"
        }
    }

    /// The flaky cases, the worst first.
    var flaky: [Flaky] {
        cases.compactMap { key, rows -> Flaky? in
            let judged = rows.sorted { $0.run < $1.run }.filter { Self.isBroken($0.verdict) != nil }
            let flips = zip(judged, judged.dropFirst()).count { one, other in
                one.sources == other.sources && Self.isBroken(one.verdict) != Self.isBroken(other.verdict)
            }
            guard flips > 0 else { return nil }
            return Flaky(
                name: "\(key.suite): \(key.name)",
                runs: judged.count,
                failed: judged.count { Self.isBroken($0.verdict) == true },
                flips: flips
            )
        }.sorted { $0.flips == $1.flips ? $0.name < $1.name : $0.flips > $1.flips }
    }

    /// Whether a case failed; `nil` when that wasn't judged.
    private static func isBroken(_ verdict: Verdict) -> Bool? {
        switch verdict {
        case .failed, .waived: true
        case .passed: false
        case .error, .skipped, .answered: nil
        }
    }

    /// The figures by load, with their changes (E-divisive means, window 50, p 0.001).
    var tracks: [Track] {
        series.map { key, rows in
            let values = rows.sorted { $0.run < $1.run }
            return Track(
                load: key.load,
                model: key.model,
                figure: key.figure,
                values: values,
                points: ChangePoints(values.map(\.value)).points
            )
        }.sorted { one, other in
            if one.load != other.load { return one.load < other.load }
            if one.model != other.model { return one.model < other.model }
            return (Figure.allCases.firstIndex(of: one.figure) ?? 0)
                < (Figure.allCases.firstIndex(of: other.figure) ?? 0)
        }
    }

    /// How a level changed, in words: `1.2 ms → 1.4 ms (+17%)`.
    static func description(of point: ChangePoints.Point, _ figure: Figure) -> String {
        let levels = "\(figure.text(point.before)) → \(figure.text(point.after))"
        guard point.before > 0, figure != .failures else { return levels }
        let share = (point.after - point.before) / point.before
        return "\(levels) (\(share < 0 ? "-" : "+")\(SVGText.number((abs(share) * 1000).rounded() / 10))%)"
    }
}

/// The history as a table on the terminal, and as a page.
package enum HistoryReport {
    /// Lines for a terminal.
    package static func text(_ history: RunHistory, isColoured: Bool) -> String {
        let style = Style(isColoured: isColoured)
        guard let first = history.runs.first, let last = history.runs.last else { return "no run is kept\n" }
        var lines = [
            style.bold(HTMLModel.count(history.runs.count, "run", "runs"))
                + ", \(HTMLModel.time(first.startedAt)) to \(HTMLModel.time(last.startedAt))"
        ]
        lines += runs(history.runs, style)
        for (index, track) in history.tracks.enumerated() {
            let before = index > 0 ? history.tracks[index - 1] : nil
            if before?.load != track.load || before?.model != track.model {
                lines += ["", style.bold(Style.safe(track.load)) + style.dim(Style.safe("  \(track.model)"))]
            }
            let values = track.values.map(\.value)
            let range = [values.min(), values.max(), values.last].compactMap(\.self).map(track.figure.text)
            let name = Style.padded(track.figure.rawValue, 9)
            lines.append(
                "  \(name) last \(range.last ?? "-")"
                    + style.dim("  \(range.first ?? "-") to \(range[1]) in \(values.count) runs")
                    + (track.trend.map { "  \($0)" } ?? "")
            )
            for point in track.points {
                let run = history.runs[track.values[point.index].run]
                lines.append(
                    "    " + style.yellow("changed") + " with " + Style.safe(run.name)
                        + ": \(RunHistory.description(of: point, track.figure))"
                )
            }
        }
        if !history.flaky.isEmpty {
            lines += ["", style.bold("flaky") + style.dim("  another verdict with the same files")]
        }
        for flaky in history.flaky {
            let times = HTMLModel.count(flaky.flips, "change", "changes")
            lines.append("  \(Style.safe(flaky.name))  \(times), failed in \(flaky.failed) of \(flaky.runs)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// More runs than these hide the figures; the page has all.
    private static let mostRuns = 20

    /// The latest runs, a line each: its number, when it was, the verdict, label and commit.
    private static func runs(_ runs: [RunHistory.Run], _ style: Style) -> [String] {
        let shown = runs.suffix(mostRuns)
        var lines = [""]
        let hidden = runs.count - shown.count
        if hidden > 0 { lines.append(style.dim("  \(hidden) earlier, which --page lists")) }
        let width = "\(runs.count)".count
        return lines
            + shown.enumerated().map { place, run in
                let number = "\(hidden + place + 1)"
                let blank = String(repeating: " ", count: width - number.count)
                let names = [run.label, run.commit].compactMap(\.self).map(Style.safe).joined(separator: "  ")
                let verdict = run.verdict
                return "  \(blank)\(number)  \(HTMLModel.time(run.startedAt))  "
                    + verdict.paint(style)(Style.padded(verdict.rawValue, 12)) + (names.isEmpty ? "" : "  \(names)")
            }
    }

    /// The same as a page like `report.html`, with the changes marked.
    package static func page(_ history: RunHistory) -> [UInt8] {
        HTMLReport.document(title: "History", generator: "muster") { html in
            html.element("header", ["class": "top"]) { html in
                html.element("h1", text: "History")
                let last = history.runs.last.map { ", until \(HTMLModel.time($0.startedAt))" } ?? ""
                html.element("p", ["class": "lead"], text: HTMLModel.count(history.runs.count, "run", "runs") + last)
            }
            html.element("main", ["id": "content"]) { html in
                if !history.tracks.isEmpty {
                    html.section("figures", "Figures of loads") { html in
                        changes(history, &html)
                        html.element("div", ["class": "charts"]) { html in
                            for track in history.tracks where track.values.count > 1 { chart(track).write(&html) }
                        }
                    }
                }
                html.section("flaky", "Flaky cases") { flaky(history, &$0) }
                html.section("runs", "Runs") { runs(history, &$0) }
            }
        }
    }

    private static func changes(_ history: RunHistory, _ html: inout HTMLWriter) {
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
        if history.tracks.allSatisfy(\.points.isEmpty) { html.element("p", text: "No figure changed its level.") }
    }

    /// The names of more changes than these have no room in a chart; the table above lists all.
    private static let mostMarks = 10

    private static func chart(_ track: RunHistory.Track) -> Chart {
        let values = track.values.map { (Double($0.run + 1), $0.value) }
        var lines = [Chart.Line(name: track.figure.rawValue, points: values, style: 1, isMarked: true)]
        // The levels between the changes, each a line of its own.
        let starts = [0] + track.points.map(\.index)
        let ends = track.points.map(\.index) + [values.count]
        for (number, (start, end)) in zip(starts, ends).enumerated() where !track.points.isEmpty {
            let level = track.points.isEmpty ? 0 : number == 0 ? track.points[0].before : track.points[number - 1].after
            lines.append(
                Chart.Line(
                    name: "level from run \(track.values[start].run + 1) on: \(track.figure.text(level))",
                    points: [(values[start].0, level), (values[end - 1].0, level)],
                    style: 2
                )
            )
        }
        let most = lines.flatMap { $0.points.map(\.y) }.max() ?? 1
        let unit: ChartUnit =
            switch track.figure {
            case .p50, .p90, .p99: .time
            case .failures, .goodput: .number
            }
        return Chart(
            title: "\(track.load): \(track.figure.rawValue)",
            x: Chart.Axis(name: "run", scale: .linear(to: values.last?.0 ?? 1), unit: .number),
            y: Chart.Axis(name: track.figure.rawValue, scale: .linear(to: ChartScale.ceiling(most)), unit: unit),
            lines: lines,
            // Names stand below each other: of many changes the latest.
            marks: track.points.suffix(mostMarks).map { point in
                let run = track.values[point.index].run + 1
                return Chart.Mark(name: "changed with run \(run)", value: Double(run))
            }
        )
    }

    private static func flaky(_ history: RunHistory, _ html: inout HTMLWriter) {
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

    private static func runs(_ history: RunHistory, _ html: inout HTMLWriter) {
        html.table("The runs", ["Run", "Begun", "Label", "Commit", "Verdict"]) { html in
            for (index, run) in history.runs.enumerated() {
                html.row { html in
                    html.cell("Run", text: "\(index + 1)")
                    html.cell("Begun", text: HTMLModel.time(run.startedAt))
                    html.cell("Label", class: "value", text: run.label ?? "none")
                    html.cell("Commit", text: run.commit ?? "none")
                    html.cell("Verdict", text: run.verdict.rawValue)
                }
            }
        }
    }
}
