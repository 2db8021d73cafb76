import Diagnostics
package import Results

/// What GitHub shows beside the lines of a change: commands on standard output (workflow commands), one a cause, at the line of
/// its first case.
package enum GitHubAnnotations {
    /// GitHub shows so many of a kind and a step.
    private static let most = 10

    /// The commands of `run`, a line each.
    package static func text(_ run: RunResult) -> String {
        let causes = Cause.all(of: run)
        let errors = lines(causes.filter(\.isFailure), "error", run)
        let warnings = lines(causes.filter { $0.verdict == .error }, "warning", run)
        let notices = lines(causes.filter { $0.verdict == .waived }, "notice", run)
        return (errors + warnings + notices).map { $0 + "\n" }.joined()
    }

    private static func lines(_ causes: [Cause], _ kind: String, _ run: RunResult) -> [String] {
        let shown = causes.prefix(causes.count > most ? most - 1 : most)
        var lines = shown.compactMap { line($0, kind, run) }
        let rest = causes.dropFirst(shown.count)
        if !rest.isEmpty {
            let cases = rest.reduce(0) { $0 + $1.places.count }
            let description = "and \(rest.count) more causes in \(cases) cases, which the reports hold"
            lines.append("::\(kind) title=muster::\(description)")
        }
        return lines
    }

    private static func line(_ cause: Cause, _ kind: String, _ run: RunResult) -> String? {
        guard let first = cause.cases(of: run).first else { return nil }
        let more = cause.places.count == 1 ? "" : " (and \(cause.places.count - 1) more cases)"
        let words = cause.isBroken ? cause.finding.summary : "not measured: \(cause.finding.found)"
        let title = "\(cause.verdict.word): \(first.name)\(more)"
        return "::\(kind) file=\(property(first.file)),line=\(first.line),title=\(property(title))::\(message(words))"
    }

    /// The message of a command: a percent sign and line ends would be taken for more than they are.
    private static func message(_ text: String) -> String {
        VisibleText.escapedLine(text).replacing("%", with: "%25")
    }

    private static func property(_ text: String) -> String {
        message(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
