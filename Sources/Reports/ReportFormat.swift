import JSON
package import Results

/// A report that is one file.
package enum ReportFormat: String, Sendable, CaseIterable {
    /// JUnit XML, for CI servers.
    case junit
    /// Everything, for programs.
    case json
    /// A page, for people.
    case html
    /// Markdown, for pull requests and summaries of steps.
    case markdown = "md"
    /// The Test Anything Protocol.
    case tap
    /// The Common Test Report Format.
    case ctrf
    /// An HTTP Archive of the exchanges.
    case har
    /// A table for spreadsheets.
    case csv
    /// Figures as OpenMetrics text, which GitLab shows beside a merge request.
    case metrics

    /// Those that are written unless others are asked for.
    package static let standard: [ReportFormat] = [.junit, .json, .html]

    /// The file's name in the folder of the reports.
    package var fileName: String {
        switch self {
        case .junit: "junit.xml"
        case .json: "results.json"
        case .html: "report.html"
        case .markdown: "report.md"
        case .tap: "report.tap"
        case .ctrf: "ctrf-report.json"
        case .har: "report.har"
        case .csv: "report.csv"
        case .metrics: "metrics.txt"
        }
    }

    /// The file's content.
    ///
    /// - Parameter folder: Where the file will be, as JUnit's attachments name it: empty, or with a slash at its end.
    package func bytes(
        _ run: RunResult,
        junit dialect: JUnitDialect = .strict,
        by unit: JUnitReport.Unit = .case,
        in folder: String = ""
    ) -> [UInt8] {
        switch self {
        case .junit: JUnitReport.xml(run, dialect, by: unit, in: folder)
        case .json: ResultsDocument.bytes(run)
        case .html: HTMLReport.page(run)
        case .markdown: Array(MarkdownReport.text(run).utf8)
        case .tap: Array(TAPReport.text(run).utf8)
        case .ctrf: JSONSerializer.serialize(CTRFReport.json(run), style: .pretty)
        case .har: JSONSerializer.serialize(HARReport.json(run), style: .pretty)
        case .csv: Array(CSVReport.text(run).utf8)
        case .metrics: Array(MetricsReport.text(run).utf8)
        }
    }
}

/// Whose reader of JUnit XML a report is for.
package enum JUnitDialect: String, Sendable, CaseIterable {
    /// Both schemas in use, which leave room for neither a file nor an output of a case.
    case strict
    /// Jenkins' plugin, which shows the output of each case.
    case jenkins
    /// GitLab, which links each case to its file and shows its output.
    case gitlab
}
