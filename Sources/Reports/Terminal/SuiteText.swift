import Measurement
import Results
import Scenarios

/// A suite on the terminal: a line a scenario.
struct SuiteText {
    private let suite: SuiteResult
    private let style: Style
    private let options: TerminalReport.Options

    init(_ suite: SuiteResult, _ style: Style, _ options: TerminalReport.Options) {
        self.suite = suite
        self.style = style
        self.options = options
    }

    var lines: [String] {
        var lines = [
            "", style.bold(Style.safe(suite.name)) + style.dim(Style.safe("  \(suite.file) → \(suite.target)")),
        ]
        lines += suite.warnings.map { "  " + style.yellow(Style.safe("! \($0)")) }
        for group in groups { lines += self.lines(group) }
        return lines
    }

    /// The cases of each scenario, in file order.
    private var groups: [[CaseResult]] {
        var groups: [[CaseResult]] = []
        for result in suite.cases {
            if let last = groups.last?.first, last.scenario == result.scenario, last.line == result.line {
                groups[groups.count - 1].append(result)
            } else {
                groups.append([result])
            }
        }
        return groups
    }

    private func lines(_ group: [CaseResult]) -> [String] {
        let isPlain = group.allSatisfy { $0.verdict == .passed || $0.verdict == .skipped }
        guard group.count > 1, options.verbosity == .normal, isPlain else { return group.flatMap(self.lines) }
        let time = group.reduce(0) { $0 + $1.duration }
        let skipped = group.count { $0.verdict == .skipped }
        let note = skipped > 0 ? "\(group.count) cases, \(skipped) skipped" : "\(group.count) cases"
        let name = Style.safe(group[0].scenario)
        return [row(group.allSatisfy { $0.verdict == .skipped } ? .skipped : .passed, name, note, time)]
    }

    private func lines(_ result: CaseResult) -> [String] {
        var lines = [row(result.verdict, Style.safe(result.name), note(result), result.duration)]
        if let question = result.question {
            let answer =
                question.answer.map { style.cyan(Style.safe($0)) } ?? style.yellow("none of the listed answers")
            lines.append("      \(Style.safe(question.question))  \(answer)")
            lines.append("      " + style.dim(cut(Style.safe(question.observed))))
        }
        for step in result.steps {
            if let load = step.load { lines += self.lines(load) }
            if options.verbosity == .verbose { lines += exchange(step) }
        }
        return lines
    }

    private func lines(_ load: LoadResult) -> [String] {
        let counts = "\(load.model): \(load.completed)/\(load.offered) completed, \(load.tally)"
        return ([counts] + LoadText.details(load)).map { "      " + style.dim(Style.safe($0)) }
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
        case .skipped, .error: Style.safe(result.reason)
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
            }
        let took = verdict == .skipped ? "" : "  " + style.dim(Quantity.describe(nanoseconds: time))
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
