import Measurement
import Quantities
import Results

/// The last lines: what came of the run, and where the reports are.
struct SummaryText {
    private let run: RunResult
    private let style: Style
    private let options: TerminalReport.Options

    init(_ run: RunResult, _ style: Style, _ options: TerminalReport.Options) {
        self.run = run
        self.style = style
        self.options = options
    }

    var lines: [String] {
        var lines = ["", verdict]
        lines.append("  cases         \(counts)  in \(Quantity.describe(nanoseconds: run.duration))")
        lines += run.suites.flatMap(requirements)
        lines += waivers
        for suite in run.suites where suite.responseTime.count > 0 {
            let name = run.suites.count > 1 ? "  \(Style.safe(suite.name))" : ""
            lines.append("  " + LatencyText.row(suite.responseTime) + style.dim(name))
        }
        lines += run.warnings.sorted().map { "  " + style.yellow(Style.safe("! \($0)")) }
        lines += LoadSuspicion.lines(of: run).map { "  " + style.yellow(Style.safe("! \($0)")) }
        lines += run.unreached.map { reason, count in
            "  " + style.yellow(Style.safe("! \(HTMLModel.count(count, "case", "cases")) skipped: \(reason)"))
        }
        if run.interrupted { lines.append("  " + style.yellow("! interrupted: what was not run is skipped")) }
        lines += provenance
        lines.append("  seed          \(run.seed)")
        if !options.reports.isEmpty { lines.append("  reports       \(options.reports.joined(separator: "  "))") }
        return lines
    }

    private var verdict: String {
        switch run.exitCode {
        case 0: style.green(style.bold("ACCEPTED")) + (run.part != nil ? "  of the cases that were chosen" : "")
        case 1: style.red(style.bold("NOT ACCEPTED"))
        default: style.yellow(style.bold("NO VERDICT")) + "  nothing failed, but not everything could be measured"
        }
    }

    private var counts: String {
        let counts: [(Verdict, String, (String) -> String)] = [
            (.passed, "passed", style.green), (.failed, "failed", style.red), (.error, "not measured", style.red),
            (.waived, "waived", style.yellow),
            (.answered, "answered", style.cyan), (.skipped, "skipped", style.yellow),
        ]
        return counts.compactMap { verdict, word, paint in
            let count = run.count(verdict)
            guard count > 0 || verdict == .passed || verdict == .failed else { return nil }
            return count > 0 ? paint("\(count) \(word)") : "\(count) \(word)"
        }.joined(separator: ", ")
    }

    /// How many waivers came to which end, and those that somebody has to look after.
    private var waivers: [String] {
        guard !run.waivers.isEmpty else { return [] }
        let counts = WaiverResult.State.allCases.compactMap { state -> String? in
            let count = run.waivers.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.description)"
        }
        return ["  waivers       \(counts.joined(separator: ", "))"]
            + run.waivers.filter(\.state.isOpen).map { result in
                "                " + style.red(Style.safe(result.line))
                    + style.dim(Style.safe("  \(result.waiver.file):\(result.waiver.line)"))
            }
    }

    /// What the run is called, and the commits that its suites stood at.
    private var provenance: [String] {
        var parts = [run.provenance.label, run.provenance.runner.map { "operator \($0)" }].compactMap(\.self)
        parts += run.suites.compactMap { $0.commit.map { "commit \($0.prefix(12))" } }.once
        return parts.isEmpty ? [] : ["  run           \(Style.safe(parts.joined(separator: ", ")))"]
    }

    private func requirements(_ suite: SuiteResult) -> [String] {
        let rows = RequirementTable(suite).rows
        guard !rows.isEmpty else { return [] }
        let states: [RequirementTable.State] = [
            .met, .attested, .broken, .waived, .unclear, .asked, .untested, .inapplicable,
        ]
        let counts = states.compactMap { state -> String? in
            let count = rows.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        var lines = ["  requirements  \(counts.joined(separator: ", "))" + style.dim("  \(Style.safe(suite.name))")]
        for state in [RequirementTable.State.broken, .waived, .unclear, .untested, .inapplicable] {
            let ids = rows.filter { $0.state == state }.map { $0.requirement.id + $0.note }
            if !ids.isEmpty {
                lines.append("                \(state.rawValue): \(Style.safe(ids.joined(separator: ", ")))")
            }
        }
        return lines
    }
}
