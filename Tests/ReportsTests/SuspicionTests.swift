import JSON
import Measurement
import Results
import Testing

@testable import Reports

/// A load whose generator was late is said to be so by every report, with whether that may have decided something.
@Suite struct SuspicionTests {
    private static let reason = "the generator itself was 2.6 ms late at p99"

    private static func load(_ kind: LoadResult.Kind, decides: Bool) -> CaseResult {
        var result = Sample.loaded(kind)
        var load = Sample.load(kind)
        load.audit = LoadAudit(
            sendDelay: Sample.latency,
            ownSendDelay: Sample.latency,
            loopLag: Sample.latency,
            busiestThread: 0.5,
            threads: 1,
            doubts: [reason]
        )
        if decides {
            load.doubtful = [Finding("latency.p99", expected: "at most 250 ms", found: "251 ms")]
            result.verdict = .error
            result.reason = "latency.p99: expected at most 250 ms, found 251 ms"
            result.steps[0].error = result.reason
        }
        result.steps[0].load = load
        return result
    }

    private static func sentence(_ decides: Bool) -> String {
        let what =
            decides ? "the generator may have decided latency.p99" : "the generator was late and decided nothing"
        return "\(what): \(reason)"
    }

    /// What of a report says it, where a person or a program looks for it.
    private static func place(_ format: ReportFormat, _ run: RunResult, _ name: String) throws -> String {
        let bytes = format.bytes(run)
        let text = String(decoding: bytes, as: UTF8.self)
        switch format {
        case .junit:
            let properties = XMLTree.parse(bytes)?.all("testsuite").first?.all("properties").first?.all("property")
            return properties?.first { $0["name"] == "\(name).validity" }?["value"] ?? ""
        case .json: return text
        case .html:
            let end = text.firstRange(of: "</header>")?.lowerBound ?? text.startIndex
            return String(text[..<end]).replacing("&#39;", with: "'")
        case .markdown:
            return text.split(separator: "\n").first { $0.hasPrefix("- **SUSPECT**") }.map(String.init) ?? ""
        case .tap: return text.split(separator: "\n").first { $0.hasPrefix("# SUSPECT: ") }.map(String.init) ?? ""
        case .ctrf:
            let test = try JSONParser.parse(bytes)["results"]?["tests"]?.array?.first
            #expect(test?["message"]?.string?.contains(test?["extra"]?["suspect"]?.array?.first?.string ?? "-") == true)
            return test?["message"]?.string ?? ""
        case .har: return try JSONParser.parse(bytes)["log"]?["comment"]?.string ?? ""
        case .csv:
            let lines = text.split(separator: "\r\n")
            #expect(lines[0].hasSuffix(",\"suspect\",\"part\""))
            return lines[1].split(separator: ",\"").dropLast().last.map(String.init) ?? ""
        case .metrics: return text
        }
    }

    @Test(arguments: ReportFormat.allCases, [true, false])
    func everyReportSaysIt(format: ReportFormat, decides: Bool) throws {
        for kind in [LoadResult.Kind.load, .burst] {
            let result = Self.load(kind, decides: decides)
            let found = try Self.place(format, Sample.run([result]), result.name)
            switch format {
            // Everything that it is made of.
            case .json: #expect(found.contains(Self.reason))
            case .metrics:
                #expect(found.contains("muster_load_suspect{suite=\"Orders\",case=\"\(result.name)\"} 1"))
                #expect(
                    found.contains("muster_load_doubtful{suite=\"Orders\",case=\"\(result.name)\"} \(decides ? 1 : 0)")
                )
            case .junit, .html, .markdown, .tap, .ctrf, .har, .csv:
                #expect(found.contains(Self.sentence(decides)), "\(format): \(found)")
            }
        }
    }

    @Test(arguments: ReportFormat.allCases) func nothingIsSaidOfWhatCanBeTrusted(format: ReportFormat) {
        let text = String(
            decoding: format.bytes(Sample.run([Sample.loaded(.load), Sample.loaded(.burst)])),
            as: UTF8.self
        )
        #expect(!text.contains("SUSPECT") && !text.contains("suspect: "))
    }

    /// A link leads from the first screen to the load.
    @Test func thePageLeadsToIt() throws {
        let text = String(
            decoding: ReportFormat.html.bytes(Sample.run([Sample.passed, Self.load(.load, decides: false)])),
            as: UTF8.self
        )
        #expect(text.contains("SUSPECT: <a href=\"#load-orders-holds-the-rate\">holds the rate:</a>\n the generator"))
        #expect(text.contains("<article class=\"load\" id=\"load-orders-holds-the-rate\">"))
    }

    @Test func annotationsAndTheTerminalSayIt() {
        let run = Sample.run([Self.load(.load, decides: true), Self.load(.burst, decides: false)])
        let lines = GitHubAnnotations.text(run).split(separator: "\n").map(String.init)
        // What wasn't measured for it is a cause, which is told once.
        #expect(lines.count { $0.hasPrefix("::warning ") } == 1)
        #expect(
            lines.contains { $0.hasPrefix("::warning file=orders.json,line=7,title=not measured%3A holds the rate::") }
        )
        #expect(
            lines.contains("::notice file=orders.json,line=7,title=SUSPECT%3A 64 at once::\(Self.sentence(false))")
        )
        for verbosity in [TerminalReport.Verbosity.quiet, .normal] {
            var options = TerminalReport.Options()
            options.verbosity = verbosity
            let text = TerminalReport.text(run, options)
            #expect(text.contains("  ! SUSPECT: 'holds the rate': \(Self.sentence(true))\n"))
            #expect(text.contains("      SUSPECT        \(Self.sentence(false))\n") == (verbosity == .normal))
        }
    }

    /// What may have been decided comes first, and how many more there are is said.
    @Test func manyAreCounted() {
        let cases = (0..<30).map { number in
            var result = Self.load(.load, decides: number == 29)
            result.name = "load \(number)"
            return result
        }
        let run = Sample.run(cases)
        let lines = LoadSuspicion.lines(of: run)
        #expect(lines.count == 11 && lines[0].hasPrefix("SUSPECT: 'load 29': the generator may have decided"))
        #expect(lines[10] == "SUSPECT: and 20 more loads")
        let annotations = GitHubAnnotations.text(run).split(separator: "\n")
        #expect(annotations.count { $0.hasPrefix("::notice ") } == 10)
        #expect(MarkdownReport.text(run).contains("- **SUSPECT** and 20 more loads\n"))
    }
}
