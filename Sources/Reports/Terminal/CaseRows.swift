import Measurement
import Quantities
import Results
import Scenarios

/// Cases on the terminal, a line each, and more where there is more to tell.
struct CaseRows {
    private let style: Style
    private let options: TerminalReport.Options

    init(_ style: Style, _ options: TerminalReport.Options) {
        self.style = style
        self.options = options
    }

    /// What stands above the cases of a suite, of which `part` may have left some out.
    func heading(_ suite: SuiteOutline, _ part: RunPart?) -> [String] {
        let place = style.dim(Style.safe("  \(suite.file) → \(suite.target)"))
        return ["", style.bold(Style.safe(suite.name)) + place]
            + (suite.warnings + (part?.ownLines(of: suite.name) ?? [])).map { line in
                "  " + style.yellow(Style.safe("! \(line)"))
            }
    }

    /// Whether nothing is to be told of `result` but that it passed, was skipped or couldn't be measured, so that it
    /// may share a line.
    func mayShare(_ result: CaseResult) -> Bool {
        guard options.verbosity == .normal, [.passed, .skipped, .error].contains(result.verdict) else { return false }
        return result.question == nil
            && result.steps.allSatisfy { $0.load == nil && $0.capacity == nil && $0.notes.isEmpty }
    }

    /// Whether two cases that ``mayShare(_:)`` a line may share one with each other: rows of one scenario, and what
    /// couldn't be measured only with what couldn't be for the same reason.
    func mayShare(_ one: CaseResult, _ other: CaseResult) -> Bool {
        guard one.scenario == other.scenario, one.line == other.line, one.file == other.file else { return false }
        guard one.verdict == .error || other.verdict == .error else { return true }
        return one.verdict == other.verdict && one.reason == other.reason
    }

    /// Cases of one scenario that ``mayShare(_:)`` a line.
    func shared(_ group: [CaseResult]) -> [String] {
        guard group.count > 1 else { return group.flatMap(lines) }
        let time = group.reduce(UInt64(0)) { $0.addingReportingOverflow($1.duration).partialValue }
        let name = Style.safe(group[0].scenario)
        if group[0].verdict == .error {
            return [row(.error, name, "\(group.count) cases, not measured: \(Style.safe(group[0].reason))", time)]
        }
        let skipped = group.filter { $0.verdict == .skipped }
        guard !skipped.isEmpty else { return [row(.passed, name, "\(group.count) cases", time)] }
        let reasons = skipped.map(\.reason).once.filter { !$0.isEmpty }
        let others =
            reasons.count > 1 ? ", and \(HTMLModel.count(reasons.count - 1, "other reason", "other reasons"))" : ""
        let why = reasons.first.map { ": \(Style.safe($0))\(others)" } ?? ""
        let note = "\(group.count) cases, \(skipped.count) skipped\(why)"
        return [row(skipped.count == group.count ? .skipped : .passed, name, note, time)]
    }

    /// The line of a case, and what there is to tell of it: with `quiet`, only of a load, in one line.
    func lines(_ result: CaseResult) -> [String] {
        options.verbosity == .quiet ? quietLines(result) : fullLines(result)
    }

    private func quietLines(_ result: CaseResult) -> [String] {
        result.steps.compactMap(\.load).map { load in
            row(result.verdict, Style.safe(result.name), "", result.duration)
                + style.dim(Style.safe("  \(Self.counts(load))  \(LatencyText.row(load.responseTime))"))
        }
            + result.steps.compactMap(\.capacity).map { capacity in
                let curve = (capacity.curve.map(CurveText.findings) ?? []).prefix(2).map { "\($0.name) \($0.text)" }
                let sizings = CapacityText.sizings(capacity).compactMap { $0.report?.sentence }
                let goals = (curve + capacity.goals.map(CapacityText.goal) + sizings).joined(separator: "; ")
                return row(result.verdict, Style.safe(result.name), "", result.duration)
                    + style.dim(Style.safe("  \(goals)"))
            }
    }

    private func fullLines(_ result: CaseResult) -> [String] {
        var lines = [row(result.verdict, Style.safe(result.name), note(result), result.duration)]
        if let question = result.question {
            let answer =
                question.answer.map { style.cyan(Style.safe($0)) } ?? style.yellow("none of the listed answers")
            lines.append("      \(Style.safe(question.question))  \(answer)")
            lines.append("      " + style.dim(cut(Style.safe(question.observed))))
            if let declared = question.declared { lines.append("      declared  \(Style.safe(declared))") }
        }
        for step in result.steps {
            lines += step.notes.map { "      " + style.dim(Style.safe("note: \($0)")) }
            if let load = step.load { lines += self.lines(load) }
            lines += (step.capacity.map(CapacityText.lines) ?? []).map { "      " + style.dim(Style.safe($0)) }
            if options.verbosity == .verbose { lines += exchange(step) }
        }
        return lines
    }

    private func lines(_ load: LoadResult) -> [String] {
        ([Self.counts(load)] + LoadText.details(load)).map { "      " + style.dim(Style.safe($0)) }
    }

    private static func counts(_ load: LoadResult) -> String {
        "\(load.model): \(load.completed)/\(load.offered) completed, \(load.tally)"
    }

    private func exchange(_ step: StepResult) -> [String] {
        var lines: [String] = []
        if let request = step.request {
            lines += request.curl.lines.map { "      " + style.dim(Style.safe($0)) }
        }
        if let response = step.response {
            lines += CaseText.lines(response, time: step.responseTime).map { "      " + style.dim(Style.safe($0)) }
        }
        return lines
    }

    private func note(_ result: CaseResult) -> String {
        switch result.verdict {
        case .skipped, .error, .waived: Style.safe(result.reason)
        case .failed: result.steps.flatMap(\.findings).first.map { Style.safe($0.summary) } ?? ""
        case .passed, .answered: ""
        }
    }

    private func row(_ verdict: Verdict, _ name: String, _ note: String, _ time: UInt64) -> String {
        let mark =
            switch verdict {
            case .passed: style.green("✓")
            case .failed: style.red("✗")
            case .error: style.red("!")
            case .skipped: style.yellow("-")
            case .answered: style.cyan("?")
            case .waived: style.yellow("~")
            }
        let took = verdict == .skipped || time == 0 ? "" : "  " + style.dim(Quantity.describe(nanoseconds: time))
        let title = verdict == .failed || verdict == .error ? style.red(name) : name
        let more = note.isEmpty ? "" : "  " + style.dim(cut(note, used: name.count + 20))
        return "  \(mark) \(title)\(took)\(more)"
    }

    /// `text` in one line that fits the terminal; what is cut is shown in full further down, or in the reports.
    private func cut(_ text: String, used: Int = 8) -> String {
        let room = max(24, options.width - used)
        return text.count > room ? text.prefix(room - 1) + "…" : text
    }
}
