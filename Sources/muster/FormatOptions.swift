import ArgumentParser
import Decoding
import Diagnostics
import Glibc
import Reports
import Results

/// Which reports are written, and for whose readers.
struct FormatOptions: ParsableArguments {
    @Option(
        name: .customLong("format"),
        help: ArgumentHelp(
            "Which reports, with commas between: junit, json, html, md, tap, ctrf, har, csv, metrics; the first three unless given.",
            valueName: "names"
        )
    )
    var names: [String] = []

    @Option(
        help: ArgumentHelp(
            "For which reader junit.xml is: \(JUnitDialect.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "dialect"
        )
    )
    var junit = JUnitDialect.strict.rawValue

    @Option(
        help: ArgumentHelp(
            "What a testcase of junit.xml is: case, or operation, which brings the cases made from a contract together by operation and group of kinds.",
            valueName: "unit"
        )
    )
    var junitBy = JUnitReport.Unit.case.rawValue

    func validate() throws {
        let known = ReportFormat.allCases.map(\.rawValue)
        for name in split where !known.contains(name) {
            throw ValidationError("there is no report '\(name)'\nHelp: \(UnknownName.help(name, among: known))")
        }
        guard JUnitDialect(rawValue: junit) != nil else {
            let known = JUnitDialect.allCases.map(\.rawValue)
            throw ValidationError("there is no dialect '\(junit)'\nHelp: \(UnknownName.help(junit, among: known))")
        }
        guard JUnitReport.Unit(rawValue: junitBy) != nil else {
            throw ValidationError("--junit-by must be case or operation, found '\(junitBy)'")
        }
    }

    private var split: [String] { names.flatMap { $0.split(separator: ",").map { String($0.drop { $0 == " " }) } } }

    /// What writes them into `folder`; `always` stands for a format that is written whatever was asked for.
    func reporter(_ folder: String, always: [ReportFormat] = []) -> Reporter {
        let asked = split.isEmpty ? ReportFormat.standard : split.compactMap(ReportFormat.init)
        var reporter = Reporter(folder: folder)
        reporter.formats = ReportFormat.allCases.filter { asked.contains($0) || always.contains($0) }
        reporter.dialect = JUnitDialect(rawValue: junit) ?? .strict
        reporter.unit = JUnitReport.Unit(rawValue: junitBy) ?? .case
        return reporter
    }
}

/// What is told to the CI system that runs the program.
enum ContinuousIntegration {
    /// Under GitHub Actions, annotations at the lines of what broke, and the summary of the step.
    static func tell(_ run: RunResult) {
        guard Terminal.environment("GITHUB_ACTIONS") == "true" else { return }
        Terminal.raw(Terminal.redacted(GitHubAnnotations.text(run)), to: STDOUT_FILENO)
        guard let path = Terminal.environment("GITHUB_STEP_SUMMARY"), !path.isEmpty else { return }
        let file = OutputFile(path)
        let size = file.size
        let text = MarkdownReport.summary(run, beside: size)
        guard !text.isEmpty else {
            return Terminal.error(
                "warning: the summary of the step holds \(size) bytes already and has no room for this run: GitHub loses one of more than 1,024 KiB whole"
            )
        }
        do throws(OutputFile.Failure) {
            try file.append(Array(text.utf8))
        } catch {
            Terminal.error("warning: the summary of the step: \(error)")
        }
    }
}
