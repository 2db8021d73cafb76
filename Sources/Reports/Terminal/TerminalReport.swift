import Measurement
package import Results
import Scenarios

/// What a person reads.
package enum TerminalReport {
    /// How much is shown.
    package enum Verbosity: Sendable, Hashable {
        /// Failures, a line of each load's figures, and the summary.
        case quiet
        /// A line a scenario as well.
        case normal
        /// Every exchange as well.
        case verbose
    }

    /// How it is shown.
    package struct Options: Sendable, Hashable {
        /// Whether colours are used.
        package var isColoured = false
        /// The width of the terminal in columns.
        package var width = 120
        /// How much is shown.
        package var verbosity = Verbosity.normal
        /// The paths of the reports that were written.
        package var reports: [String] = []
        /// Whether to show what of the contracts was exercised.
        package var showsCoverage = false

        /// No colours, 120 columns.
        package init() {}
    }

    /// The text of a run that is over, lines that end in a line feed.
    package static func text(_ run: RunResult, _ options: Options = Options()) -> String {
        var cases = LiveText(RunOutline(run), options)
        let style = Style(isColoured: options.isColoured)
        var text = run.partialLine.map { style.yellow(style.bold(Style.safe($0))) + "\n" } ?? ""
        text += cases.begin()
        for (suite, result) in run.suites.enumerated() {
            for (index, result) in result.cases.enumerated() {
                text += cases.add(result, at: CasePosition(suite: suite, index: index))
            }
        }
        return text + cases.flush() + end(run, options)
    }

    /// What stands below the cases: the failures in full, and the summary.
    package static func end(_ run: RunResult, _ options: Options) -> String {
        let style = Style(isColoured: options.isColoured)
        var lines = FailureText(run, style, options).lines
        if options.showsCoverage { lines += run.suites.flatMap { CoverageText($0, style).lines } }
        lines += SummaryText(run, style, options).lines
        return lines.map { $0 + "\n" }.joined()
    }
}
