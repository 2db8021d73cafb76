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

    /// The file's name in the folder of the reports.
    package var fileName: String {
        switch self {
        case .junit: "junit.xml"
        case .json: "results.json"
        case .html: "report.html"
        }
    }

    /// The file's content.
    package func bytes(_ run: RunResult) -> [UInt8] {
        switch self {
        case .junit: JUnitReport.xml(run)
        case .json: JSONSerializer.serialize(ResultsDocument.json(run), style: .pretty)
        case .html: HTMLReport.page(run)
        }
    }
}
