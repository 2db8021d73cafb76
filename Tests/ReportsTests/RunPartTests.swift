import JSON
import Results
import Scenarios
import Testing

@testable import Reports

/// A run of which cases were left out by choice.
@Suite struct RunPartTests {
    private static let part = RunPart(
        choice: "--only 'list'",
        suites: [
            RunPart.Suite("Orders", chosen: 1, of: 93), RunPart.Suite("Items", chosen: 0, of: 4),
            RunPart.Suite("Shop", chosen: 0, of: 2),
        ]
    )

    private static func run(_ part: RunPart?) -> RunResult { Sample.run([Sample.passed]) { $0.part = part } }

    private static let metrics = [
        "muster_left_out{suite=\"Orders\"} 92.0\n", "muster_left_out{suite=\"Items\"} 4.0\n",
    ]

    @Test func itsLinesAreMadeOfIt() {
        #expect(
            Self.part.lines == [
                "PART: 1 of 93 cases of 'Orders', by --only 'list'",
                "PART: nothing of 'Items', 'Shop', by --only 'list'",
            ]
        )
        #expect(Self.part.lines(of: "Orders") == Self.part.lines)
        #expect(Self.part.lines(of: "Others") == ["PART: nothing of 'Items', 'Shop', by --only 'list'"])
        let many = RunPart(choice: "c", suites: (0..<7).map { RunPart.Suite("\($0)", chosen: 0, of: 1) })
        #expect(many.lines == ["PART: nothing of '0', '1', '2', '3', '4' and 2 more suites, by c"])
    }

    @Test func itIsReadBack() throws {
        let document = ResultsDocument.json(Self.run(Self.part))
        #expect(document["part"]?["choice"] == "--only 'list'")
        #expect(document["suites"]?.array?.first?["warnings"] == [])
        #expect(try ResultsReader.run(document).part == Self.part)
        // Results that are older than it say nothing of it.
        #expect(try ResultsReader.run(ResultsDocument.json(Self.run(nil))).part == nil)
        #expect(ResultsDocument.json(Self.run(nil))["part"] == nil)
    }

    @Test func peopleAreToldOfIt() {
        let run = Self.run(Self.part)
        for format in ReportFormat.allCases where format != .json {
            let text = String(decoding: format.bytes(run), as: UTF8.self).replacing("&#39;", with: "'")
            let lines = format == .metrics ? Self.metrics : Self.part.lines
            for line in lines { #expect(text.contains(line), "\(format): \(text.prefix(2000))") }
            let whole = String(decoding: format.bytes(Self.run(nil)), as: UTF8.self)
            #expect(!whole.contains("PART:") && !whole.contains("muster_left_out"), "\(format)")
        }
        let text = TerminalReport.text(run)
        for line in Self.part.lines { #expect(text.contains("  ! \(line)\n"), "\(text)") }
        #expect(text.contains("ACCEPTED  of the cases that were chosen"))
    }

    @Test func nothingSecretIsInIt() {
        let redactor = Redactor()
        redactor.hide("s3cr3t-t0ken", name: "TOKEN")
        let part = RunPart(
            choice: "--only 's3cr3t-t0ken'",
            suites: [RunPart.Suite("of s3cr3t-t0ken", chosen: 1, of: 2)]
        )
        let redacted = redactor.redact(Self.run(part)).part
        #expect(redacted?.lines.count == 1 && redacted?.lines.first?.contains("s3cr3t") == false)
        #expect(redactor.redact(RunOutline(Self.run(part))).part == redacted)
    }
}
