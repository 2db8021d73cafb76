import Diagnostics
package import Results

/// What GitHub shows beside the lines of a change: commands on standard output (workflow commands), one a cause, at the
/// line of its first case, and one a load whose generator was late.
package enum GitHubAnnotations {
    /// GitHub shows so many of a kind and a step.
    private static let most = 10

    /// The commands of `run`, a line each.
    package static func text(_ run: RunResult) -> String {
        let causes = Cause.all(of: run)
        let remarks = LoadSuspicion.all(of: run)
        let errors = annotations(causes.filter(\.isFailure), run)
        // Of a case that isn't measured its cause says so already.
        let deciding = remarks.filter { one in
            one.decides && run.suites[one.place.suite].cases[one.place.index].verdict != .error
        }
        let warnings = annotations(causes.filter { $0.verdict == .error }, run) + annotations(deciding)
        let waived = annotations(causes.filter { $0.verdict == .waived }, run)
        let notices = waived + annotations(remarks.filter { !$0.decides })
        let lines = lines(errors, "error") + lines(warnings, "warning") + lines(notices, "notice")
        return lines.map { $0 + "\n" }.joined()
    }

    /// What is said at a line.
    private struct Annotation {
        var file: String
        var line: Int
        var title: String
        var words: String
        /// How many cases it is about.
        var cases = 1
    }

    private static func lines(_ annotations: [Annotation], _ kind: String) -> [String] {
        let shown = annotations.prefix(annotations.count > most ? most - 1 : most)
        var lines = shown.map { one in
            "::\(kind) file=\(property(one.file)),line=\(one.line),title=\(property(one.title))::\(message(one.words))"
        }
        let rest = annotations.dropFirst(shown.count)
        if !rest.isEmpty {
            let cases = rest.reduce(0) { $0 + $1.cases }
            let description = "and \(rest.count) more, of \(cases) cases, which the reports hold"
            lines.append("::\(kind) title=muster::\(description)")
        }
        return lines
    }

    private static func annotations(_ causes: [Cause], _ run: RunResult) -> [Annotation] {
        causes.compactMap { cause in
            guard let first = cause.cases(of: run).first else { return nil }
            let more = cause.places.count == 1 ? "" : " (and \(cause.places.count - 1) more cases)"
            return Annotation(
                file: first.file,
                line: first.line,
                title: "\(cause.verdict.word): \(first.name)\(more)",
                words: cause.isBroken ? cause.finding.summary : "not measured: \(cause.finding.found)",
                cases: cause.places.count
            )
        }
    }

    private static func annotations(_ suspicions: [LoadSuspicion]) -> [Annotation] {
        suspicions.map { one in
            Annotation(
                file: one.file,
                line: one.line,
                title: "\(LoadSuspicion.mark): \(one.name)",
                words: one.sentence
            )
        }
    }

    /// The message of a command: a percent sign and line ends would be taken for more than they are.
    private static func message(_ text: String) -> String {
        VisibleText.escapedLine(text).replacing("%", with: "%25")
    }

    private static func property(_ text: String) -> String {
        message(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
