import Results

/// The failures in full, behind the lines of the scenarios.
struct FailureText {
    private let run: RunResult
    private let style: Style

    init(_ run: RunResult, _ style: Style) {
        self.run = run
        self.style = style
    }

    var lines: [String] {
        let broken = run.suites.flatMap { suite in
            suite.cases.filter { $0.verdict == .failed || $0.verdict == .error }.map { ($0, suite) }
        }
        guard !broken.isEmpty else { return [] }
        return broken.flatMap(lines)
    }

    private func lines(_ result: CaseResult, of suite: SuiteResult) -> [String] {
        let label = result.verdict == .failed ? "FAILED" : "NOT MEASURED"
        var lines = ["", style.red("\(label)  ") + style.bold(Style.safe(result.name))]
        lines += CaseText(result, of: suite).full.lines.map { line in
            let safe = Style.safe(line)
            if line.hasPrefix("  expected") { return "  " + style.green(safe) }
            if line.hasPrefix("  found") { return "  " + style.red(safe) }
            return "  " + safe
        }
        return lines
    }
}
