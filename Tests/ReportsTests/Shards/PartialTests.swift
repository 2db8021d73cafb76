import JSON
import Scenarios
import Testing

@testable import Reports
@testable import Results

/// What was merged though it isn't one whole run is said to be so by every report, before anything else.
@Suite struct PartialTests {
    private static func merged(_ indices: [Int], _ change: (inout RunResult) -> Void = { _ in }) throws -> RunResult {
        let folder = try TemporaryFolder()
        let sample = ShardSample(requests: 40)
        var folders: [ShardFolder] = []
        for index in indices {
            let path = "\(folder.path)/\(index)/"
            try ShardSample.write(sample.run(index) { if index == 2 { change(&$0) } }, path)
            folders.append(try ShardFolder(path))
        }
        return try ShardMerge(folders) { _, _ in
            ShardMerge.Judged(findings: [], doubtful: [], error: nil, expectations: 1)
        }.result()
    }

    private static let missing = "of 4 shards 1 is missing: 1"

    /// What of a report a reader sees first.
    private static func first(_ format: ReportFormat, _ run: RunResult) throws -> String {
        let text = String(decoding: format.bytes(run), as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        switch format {
        case .junit, .markdown: return lines[0]
        // The version, the names of the columns and those of the families come first by their standards.
        case .tap, .csv: return lines[1]
        case .metrics: return lines[0...2].joined(separator: "\n")
        case .json:
            let members = try JSONParser.parse(Array(text.utf8)).object?.members ?? []
            return members[2].name == "partial" ? members[2].value.array?.first?.string ?? "" : ""
        case .html:
            let header = text.firstRange(of: "<header").map { text[$0.lowerBound...] } ?? ""
            return header.split(separator: "<p ").dropFirst().first.map(String.init) ?? ""
        case .ctrf:
            let results = try JSONParser.parse(Array(text.utf8))["results"]
            return results?["environment"]?["reportName"]?.string ?? ""
        case .har: return try JSONParser.parse(Array(text.utf8))["log"]?["comment"]?.string ?? ""
        }
    }

    @Test(arguments: ReportFormat.allCases) func everyReportSaysItFirst(format: ReportFormat) throws {
        let run = try Self.merged([0, 2, 3])
        #expect(run.partial == [Self.missing])
        let first = try Self.first(format, run)
        #expect(first.contains(Self.missing), "\(first)")
        let word = format == .json ? "" : format == .metrics ? "muster_partial" : "PARTIAL"
        #expect(first.contains(word) || word.isEmpty, "\(first)")
        // As does one that is made again, of results.json.
        let again = try ResultsReader.run(JSONParser.parse(ReportFormat.json.bytes(run)))
        #expect(try Self.first(format, again) == first)
    }

    @Test func theTerminalSaysItFirst() throws {
        let run = try Self.merged([0, 2, 3])
        for verbosity in [TerminalReport.Verbosity.quiet, .normal, .verbose] {
            var options = TerminalReport.Options()
            options.verbosity = verbosity
            #expect(TerminalReport.text(run, options).hasPrefix("PARTIAL: \(Self.missing)\n"))
        }
    }

    /// All of them, and what a comment of XML may not have.
    @Test func everyFaultIsThere() throws {
        let run = try Self.merged([0, 2, 3]) { $0.sharded?.shards[0].tool = "--muster-->" }
        #expect(run.partial.count == 2)
        let bytes = ReportFormat.junit.bytes(run)
        let junit = String(decoding: bytes, as: UTF8.self)
        let comment = junit.split(separator: "\n")[0].dropFirst("<?xml version=\"1.0\" encoding=\"UTF-8\"?><!--".count)
        #expect(comment.hasSuffix(" -->") && !comment.dropLast(3).contains("--"), "\(comment)")
        #expect(comment.contains("different versions of the program"))
        #expect(XMLTree.parse(bytes)?.name == "testsuites")
    }

    @Test(arguments: ReportFormat.allCases) func aWholeRunSaysNothing(format: ReportFormat) throws {
        let run = try Self.merged([0, 1, 2, 3])
        #expect(run.partial.isEmpty && run.partialLine == nil)
        let text = String(decoding: format.bytes(run), as: UTF8.self).lowercased()
        #expect(!text.contains("partial:") && !text.contains("muster_partial") && !text.contains("\"partial\""))
    }
}
