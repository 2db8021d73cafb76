import Diagnostics
import JSON
import Measurement
import Quantities
package import Results
import Scenarios

/// `report.md`: the run for a pull request or the summary of a step, worst first.
///
/// Every text that isn't ours stands in a code span (GitHub Flavored Markdown, section 6.3): no link, picture, mention
/// or markup can come of it.
package enum MarkdownReport {
    /// GitHub loses the summary of a step whole that is larger than 1,024 KiB.
    static let mostBytes = 1_000_000
    /// What a summary has to stay below, all that a step's programs write into it together.
    private static let mostOfStep = 1 << 20
    /// A verdict with the words that more of it is left out takes no more bytes than these.
    private static let briefBytes = 400
    /// More names than these of one cause hide the next one.
    private static let mostNames = 10

    /// What of the report there is room for in a step's summary that holds `size` bytes already, those of the step's
    /// earlier runs and of others; empty where there is no room at all.
    package static func summary(_ run: RunResult, beside size: Int) -> String {
        text(run, most: max(mostBytes - size, min(briefBytes, mostOfStep - 1 - size)))
    }

    /// The report of `run`, cut to `most` bytes, and then it says so.
    package static func text(_ run: RunResult, most: Int = mostBytes) -> String {
        let model = HTMLModel(run)
        var text = head(model)
        guard text.utf8.count + briefBytes <= most else { return brief(model, most) }
        var parts = model.causes.enumerated().map { cause($0.offset + 1, $0.element, run) }
        if !parts.isEmpty { parts.insert("## Findings by cause\n", at: 0) }
        parts += waivers(run)
        parts += run.suites.flatMap(requirements)
        parts += loads(run)
        parts += capacities(run)
        parts += questions(run)
        var left = parts[...]
        let whole = parts.reduce(text.utf8.count) { $0 + 1 + $1.utf8.count }
        // The words about what is left out need room too.
        let room = whole <= most ? most : most - briefBytes
        while let part = left.first, text.utf8.count + 1 + part.utf8.count <= room {
            text += "\n" + part
            left.removeFirst()
        }
        if !left.isEmpty {
            let causes = left.count { $0.hasPrefix("### ") }
            text += "\n**Cut here:** \(left.count) further parts, \(causes) causes among them, are left out; "
            text += "report.html and results.json hold all.\n"
        }
        return text
    }

    /// The verdict alone, where there is room for no more; empty where there is none for that either.
    private static func brief(_ model: HTMLModel, _ most: Int) -> String {
        let text =
            "# \(sign(model.run)) \(model.verdict.description)\n\n**Cut here:** there is no room for more; report.html and "
            + "results.json hold all.\n"
        return text.utf8.count <= most ? text : ""
    }

    private static func sign(_ run: RunResult) -> String {
        run.exitCode == 0 ? "✅" : run.exitCode == 1 ? "❌" : "⚠️"
    }

    private static func head(_ model: HTMLModel) -> String {
        let run = model.run
        let counts = run.verdicts.map { "\(run.count($0)) \($0.word)" }.joined(separator: ", ")
        var lines =
            run.partial.isEmpty ? [] : ["**PARTIAL:** \(run.partial.map { code($0) }.joined(separator: "; "))", ""]
        lines += ["# \(sign(run)) \(model.verdict.description)", "", HTMLSummary(model).sentence, ""]
        lines.append("- cases: \(counts.isEmpty ? "none" : counts), in \(Quantity.describe(nanoseconds: run.duration))")
        for suite in run.suites where suite.name != WaiverList.suiteName {
            lines.append("- \(code(suite.name)) against \(code(suite.target))")
            lines += suite.sources.map { "  - \($0.role.rawValue) \(code($0.path)), SHA-256 \($0.sha256)" }
            lines += suite.commit.map { ["  - commit \($0)"] } ?? []
        }
        let (label, runner) = (run.provenance.label, run.provenance.runner)
        lines += label.map { ["- label \(code($0))"] } ?? []
        lines += runner.map { ["- operator \(code($0))"] } ?? []
        lines.append(
            "- \(HTMLModel.time(run.startedAt)) to \(HTMLModel.time(run.endedAt)), \(code(run.tool)), seed \(run.seed)"
        )
        if run.interrupted { lines.append("- **interrupted**: what was not run is skipped") }
        lines += run.unreached.map {
            "- **\(HTMLModel.count($0.count, "case", "cases")) skipped**: \(code($0.reason))"
        }
        lines += run.warnings.map { "- **warning** \(code($0))" }
        let (suspicions, more) = LoadSuspicion.first(of: run, at: run.measured)
        lines += suspicions.map { "- **\(LoadSuspicion.mark)** \(code($0.name)): \(code($0.sentence, most: 1_000))" }
        lines += more.map { ["- **\(LoadSuspicion.mark)** \($0)"] } ?? []
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cause(_ number: Int, _ cause: Cause, _ run: RunResult) -> String {
        let finding = cause.finding
        let count = HTMLModel.count(cause.places.count, "case", "cases")
        let what =
            cause.isBroken
            ? code(cause.title ?? finding.expectation) + (cause.verdict == .waived ? ", waived" : "") : "not measured"
        var lines = ["### \(number). \(what), \(count)", ""]
        if cause.title != nil { lines.append("- check \(code(finding.expectation))") }
        if let pointer = finding.pointer, !pointer.tokens.isEmpty { lines.append("- at \(code("\(pointer)"))") }
        if cause.isBroken { lines.append("- expected \(code(finding.expected))") }
        lines.append("- found \(code(finding.found))")
        let requirements = cause.requirements(of: run)
        if !requirements.isEmpty {
            lines.append("- requirements \(requirements.map { code($0) }.joined(separator: " "))")
        }
        if cause.title != nil, let curl = cause.curl(of: run) {
            lines.append("- repeat it with \(code(curl, most: 2_000))")
        }
        let mostNames = cause.title == nil ? mostNames : 3
        for result in cause.cases(of: run).prefix(mostNames) {
            lines.append("- \(code(result.name)) in \(code("\(result.file):\(result.line)"))")
        }
        let hidden = cause.places.count - mostNames
        if hidden > 0 { lines.append("- and \(hidden) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func waivers(_ run: RunResult) -> [String] {
        let lines = run.waivers.map { result in
            let waiver = result.waiver
            let why = result.unknown.map { " (\(code($0)))" } ?? ""
            return "- \(result.state.sign) \(result.state.description): \(code(waiver.subject))\(why) until "
                + "\(waiver.until), \(code(waiver.owner)): \(code(waiver.reason))"
        }
        return lines.isEmpty ? [] : ["## Waivers\n\n" + lines.joined(separator: "\n") + "\n"]
    }

    private static func requirements(_ suite: SuiteResult) -> [String] {
        let rows = RequirementTable(suite).rows
        guard !rows.isEmpty else { return [] }
        let lines = RequirementTable.State.allCases.flatMap { state in
            rows.filter { $0.state == state }.map { row in
                let share = row.cases.isEmpty ? "no case in this run" : row.share
                let level = row.requirement.level == .must ? "" : ", \(row.requirement.level.rawValue)"
                let attested = row.requirement.attested.map {
                    " (attested by \(code($0.by)) on \($0.on): \(code($0.text)))"
                }
                let reason = row.requirement.inapplicable.map { " (\(code($0)))" }
                return "- \(state.earl.sign) \(code(row.requirement.id)) \(state.rawValue) (\(share)\(level)): "
                    + code(row.requirement.text) + (attested ?? "") + (reason ?? "")
            }
        }
        return ["## Requirements of \(code(suite.name))\n\n" + lines.joined(separator: "\n") + "\n"]
    }

    private static func loads(_ run: RunResult) -> [String] {
        let lines = run.suites.flatMap(\.cases).flatMap { result in
            result.steps.compactMap(\.load).map { load in
                "- \(result.verdict.sign) \(code(result.name)): \(code(load.model)), \(load.completed) of \(load.offered) "
                    + "answered, \(code(LatencyText.row(load.responseTime)))" + slowest(load)
            }
        }
        return lines.isEmpty ? [] : ["## Loads and bursts\n\n" + lines.joined(separator: "\n") + "\n"]
    }

    /// The slowest response that its trace finds.
    private static func slowest(_ load: LoadResult) -> String {
        guard let slow = load.slowest.first, let trace = slow.trace else { return "" }
        return ", the slowest \(Quantity.describe(nanoseconds: slow.responseTime)) in trace \(code(trace))"
    }

    private static func capacities(_ run: RunResult) -> [String] {
        let lines = run.suites.flatMap(\.cases).flatMap { result in
            result.steps.compactMap(\.capacity).flatMap { capacity in
                let curve = capacity.curve.map(CurveText.findings) ?? []
                return curve.map { "- \(code(result.name)) \($0.name): \(code($0.text))" }
                    + capacity.goals.map { goal in
                        let required = goal.required.map { ", required \(Quantity.describe(rate: $0))" } ?? ""
                        return "- \(code(result.name)) \(code(goal.name)): \(CapacityText.outcome(goal))\(required)"
                    }
                    + CapacityText.sizings(capacity).map { goal, report in
                        "- \(code(result.name)) sizing: \(code(report?.sentence ?? CapacityText.unsized(goal)))"
                    }
            }
        }
        return lines.isEmpty ? [] : ["## Capacity\n\n" + lines.joined(separator: "\n") + "\n"]
    }

    private static func questions(_ run: RunResult) -> [String] {
        let lines = run.suites.flatMap(\.cases).compactMap { result in
            result.question.map { question in
                "- \(code(question.question)) **\(question.answer.map { code($0) } ?? "none of the listed")**"
                    + (question.declared.map { ", declared \(code($0))" } ?? "")
            }
        }
        return lines.isEmpty ? [] : ["## Questions\n\n" + lines.joined(separator: "\n") + "\n"]
    }

    /// A code span that holds `text` in one line, behind a fence that is longer than any in it; cut to what one reads.
    static func code(_ text: String, most: Int = 300) -> String {
        let shown = VisibleText.escapedLine(text).unicodeScalars
        let cut = String(shown.prefix(most)) + (shown.count > most ? "…" : "")
        if cut.allSatisfy({ $0 == " " }) { return "` `" }
        var longest = 0
        var run = 0
        for scalar in cut.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let edges: [Unicode.Scalar] = [cut.unicodeScalars.first, cut.unicodeScalars.last].compactMap(\.self)
        let isEdged = edges.contains { $0 == "`" || $0 == " " }
        return isEdged ? "\(fence) \(cut) \(fence)" : fence + cut + fence
    }
}
