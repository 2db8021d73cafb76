import Measurement
public import Results
import Scenarios

/// What a person reads when a run has ended.
public enum TerminalReport {
    /// How much is shown.
    public enum Verbosity: Sendable, Hashable {
        /// Failures and the summary.
        case quiet
        /// A line a scenario as well.
        case normal
        /// Every exchange as well.
        case verbose
    }

    /// How it is shown.
    public struct Options: Sendable, Hashable {
        /// Whether colours are used.
        public var isColoured = false
        /// The width of the terminal in columns.
        public var width = 120
        /// How much is shown.
        public var verbosity = Verbosity.normal
        /// The paths of the reports that were written.
        public var reports: [String] = []
        /// Whether to show what of the contracts was exercised.
        public var showsCoverage = false

        /// No colours, 120 columns.
        public init() {}
    }

    /// The text, lines that end in a line feed.
    public static func text(_ run: RunResult, _ options: Options = Options()) -> String {
        let style = Style(isColoured: options.isColoured)
        var lines: [String] = []
        for suite in run.suites {
            if options.verbosity != .quiet { lines += SuiteText(suite, style, options).lines }
        }
        lines += FailureText(run, style).lines
        if options.showsCoverage { lines += run.suites.flatMap { CoverageText($0, style).lines } }
        lines += SummaryText(run, style, options).lines
        return lines.map { $0 + "\n" }.joined()
    }
}
