import Measurement
import Quantities
import Results

/// The history as a table on the terminal, and as a page (``HistoryPage``).
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
                let part = run.part.map(RunPart.marked)
                let names = [run.label, run.commit, part].compactMap(\.self).map(Style.safe).joined(separator: "  ")
                let verdict = run.verdict
                return "  \(blank)\(number)  \(HTMLModel.time(run.startedAt))  "
                    + verdict.paint(style)(Style.padded(verdict.rawValue, 12)) + (names.isEmpty ? "" : "  \(names)")
            }
    }

    /// The same as a page like `report.html`, with the changes marked.
    package static func page(_ history: RunHistory) -> [UInt8] { HistoryPage(history: history).bytes }
}
