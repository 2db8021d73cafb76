import Foundation
import HTTP
import JSON
import Measurement
import Results
import Testing

@testable import Reports

@Suite struct FormatTests {
    @Test func everyFormatHasAFileOfItsOwn() {
        #expect(Set(ReportFormat.allCases.map(\.fileName)).count == ReportFormat.allCases.count)
    }

    /// Whatever is made of what was read from `results.json` has the same bytes.
    @Test(arguments: ReportFormat.allCases, JUnitDialect.allCases)
    func theSameResultsGiveTheSameBytes(format: ReportFormat, dialect: JUnitDialect) throws {
        let read = try ResultsReader.run(ResultsDocument.json(Sample.everything))
        #expect(format.bytes(read, junit: dialect) == format.bytes(Sample.everything, junit: dialect))
    }

    @Test func markdownIsWorstFirst() throws {
        let text = MarkdownReport.text(Sample.everything)
        let order = [
            "# ❌ Not accepted", "## Findings by cause", "### 1.", "not measured", "## Requirements", "## Loads",
        ]
        var rest = text[...]
        for part in order {
            let found = try #require(rest.range(of: part), "\(part) isn't where it should be")
            rest = rest[found.upperBound...]
        }
    }

    @Test(arguments: [
        ("a", "`a`"), ("", "` `"), ("a`b", "``a`b``"), ("``", "``` `` ```"), (" a", "`  a `"), ("a\nb", "`a\\u{A}b`"),
    ])
    func aCodeSpanHoldsWhatItIsGiven(text: String, span: String) { #expect(MarkdownReport.code(text) == span) }

    @Test func aLargeSummaryIsCutAndSaysSo() {
        let cases = (0..<4000).map { number in
            let finding = Finding("status", expected: "\(number)", found: String(repeating: "x", count: 400))
            return Sample.result("case \(number)", .failed, steps: [Sample.step(findings: [finding])])
        }
        let text = MarkdownReport.text(Sample.run(cases))
        #expect(text.utf8.count < 1024 * 1024)
        #expect(text.contains("**Cut here:**") && text.contains("### 1."))
    }

    private static func manyCauses(_ count: Int) -> RunResult {
        let cases = (0..<count).map { number in
            let finding = Finding("status", expected: "\(number)", found: String(repeating: "x", count: 400))
            return Sample.result("case \(number)", .failed, steps: [Sample.step(findings: [finding])])
        }
        return Sample.run(cases)
    }

    /// Whatever room there is, the report keeps to it, and says that it is cut or isn't there at all.
    @Test(arguments: [0, 1, 100, 399, 400, 700, 1_000, 2_000, 5_000, 40_000])
    func aSummaryKeepsToItsRoom(most: Int) {
        let text = MarkdownReport.text(Self.manyCauses(60), most: most)
        #expect(text.utf8.count <= most)
        #expect(text.isEmpty || text.contains("❌") && (text.contains("**Cut here:**") || text.contains("case 59")))
    }

    /// All runs of a step write into one file, of which GitHub takes 1,024 KiB.
    @Test func theRunsOfAStepShareItsSummary() {
        let run = Self.manyCauses(100)
        var size = 950_000
        var count = 0
        while case let text = MarkdownReport.summary(run, beside: size), !text.isEmpty {
            size += text.utf8.count
            count += 1
        }
        #expect(size < 1 << 20 && count > 100, "\(count) runs left \(size) bytes")
    }

    @Test func annotationsAreAtMostTenOfAKind() {
        let cases = (0..<30).map { number in
            Sample.result(
                "case \(number)",
                .failed,
                steps: [
                    Sample.step(findings: [Finding("status", expected: "1,2: 100%\nx", found: "\(number)")])
                ]
            )
        }
        let lines = GitHubAnnotations.text(Sample.run(cases + [Sample.unmeasured])).split(separator: "\n")
        #expect(lines.count == 11)
        #expect(lines.count { $0.hasPrefix("::error ") } == 10)
        #expect(
            lines[0]
                == "::error file=orders.json,line=7,title=failed%3A case 0::status: expected 1,2: 100%25\\u{A}x, found 0"
        )
        #expect(lines[9].contains("and 21 more, of 21 cases"))
        #expect(lines[10].hasPrefix("::warning file=orders.json,line=7,"))
    }

    @Test func whatIsNotMeasuredIsNotOk() {
        let run = Sample.run([Sample.passed, Sample.unmeasured, Sample.skipped, Sample.asked("yes")])
        let lines = TAPReport.text(run).split(separator: "\n")
        #expect(lines[0] == "TAP version 13" && lines[1] == "1..4")
        #expect(
            lines.filter { $0.hasPrefix("ok") || $0.hasPrefix("not ok") } == [
                "ok 1 - Orders: lists orders", "not ok 2 - Orders: cancels an order",
                "ok 3 - Orders: pays # SKIP the bank is closed", "ok 4 - Orders: plus",
            ]
        )
    }

    /// The document names the version that stands in the file.
    @Test func theVersionOfTAPIsTheDocumentedOne() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let document = try String(contentsOf: root.appendingPathComponent("docs/reports.md"), encoding: .utf8)
        let version = try #require(document.firstMatch(of: #/Test Anything Protocol, version ([0-9]+)/#)?.output.1)
        #expect(TAPReport.text(Sample.run([])).hasPrefix("TAP version \(version)\n"))
    }

    /// Perl's TAP::Harness, which Debian has wherever it has Perl, reads what was written as it is meant.
    @Test(.enabled(if: Harness.path != nil, Harness.missing))
    func aReaderOfOthersReadsTAPTheSame() throws {
        let good = try Harness.read(TAPReport.text(Sample.run([Sample.passed, Sample.skipped, Sample.asked("yes")])))
        #expect(good.status == 0 && good.output.contains("Result: PASS"), "\(good.output)")
        let bad = try Harness.read(TAPReport.text(Sample.run([Sample.passed, Sample.unmeasured, Sample.failed])))
        #expect(bad.status != 0 && bad.output.contains("Failed tests:  2-3"), "\(bad.output)")
        #expect(!bad.output.contains("Parse errors"), "\(bad.output)")
    }

    /// What a member of CTRF may be.
    private enum Kind {
        case text, whole, flag, object, texts
        case oneOf([String])

        func holds(_ value: JSONValue) -> Bool {
            switch self {
            case .text: value.string != nil
            case .whole: value.number?.int != nil
            case .flag: if case .bool = value { true } else { false }
            case .object: value.object != nil
            case .texts: value.array?.allSatisfy { $0.string != nil } ?? false
            case .oneOf(let words): value.string.map(words.contains) ?? false
            }
        }
    }

    /// The schema that ctrf.io publishes (ctrf.schema.json, draft 7), restated as tables: the members that each object
    /// may have, of which kind, and which it must have. It allows no others.
    private static let ctrf: [String: (members: [String: Kind], required: Set<String>)] = [
        "tool": (["name": .text, "version": .text, "extra": .object], ["name"]),
        "summary": (
            [
                "tests": .whole, "passed": .whole, "failed": .whole, "skipped": .whole, "pending": .whole,
                "other": .whole,
                "flaky": .whole, "suites": .whole, "start": .whole, "stop": .whole, "duration": .whole,
                "extra": .object,
            ], ["tests", "passed", "failed", "skipped", "pending", "other", "start", "stop"]
        ),
        "environment": (
            [
                "reportName": .text, "appName": .text, "appVersion": .text, "buildId": .text, "buildName": .text,
                "buildNumber": .whole, "buildUrl": .text, "repositoryName": .text, "repositoryUrl": .text,
                "commit": .text,
                "branchName": .text, "osPlatform": .text, "osRelease": .text, "osVersion": .text,
                "testEnvironment": .text,
                "extra": .object,
            ], []
        ),
        "test": (
            [
                "name": .text, "status": .oneOf(["passed", "failed", "skipped", "pending", "other"]),
                "duration": .whole,
                "start": .whole, "stop": .whole, "suite": .texts, "message": .text, "trace": .text, "line": .whole,
                "rawStatus": .text, "tags": .texts, "type": .text, "filePath": .text, "retries": .whole, "flaky": .flag,
                "extra": .object,
            ], ["name", "status", "duration"]
        ),
    ]

    /// What of `object` its table doesn't allow.
    private static func complaints(_ name: String, _ object: JSONValue?) -> [String] {
        guard let table = ctrf[name], let members = object?.object?.members else { return ["\(name) is no object"] }
        let missing = table.required.subtracting(members.map(\.name)).map { "\(name) lacks \($0)" }
        return missing
            + members.compactMap { member in
                guard let kind = table.members[member.name] else { return "\(name) has \(member.name)" }
                return kind.holds(member.value) ? nil : "\(name).\(member.name) is \(member.value)"
            }
    }

    @Test func ctrfKeepsItsPublishedSchemaAsItIsRestatedHere() throws {
        for run in [Sample.everything, Sample.run([]), Sample.run([Sample.unmeasured])] {
            let document = CTRFReport.json(run)
            #expect(document["reportFormat"] == "CTRF")
            let version = try #require(document["specVersion"]?.string)
            #expect(version.wholeMatch(of: #/[0-9]+\.[0-9]+\.[0-9]+/#) != nil)
            #expect(Set(document.object?.members.map(\.name) ?? []) == ["reportFormat", "specVersion", "results"])
            let results = try #require(document["results"])
            #expect(Set(results.object?.members.map(\.name) ?? []) == ["tool", "summary", "tests", "environment"])
            for name in ["tool", "summary", "environment"] { #expect(Self.complaints(name, results[name]) == []) }
            for test in results["tests"]?.array ?? [] {
                #expect(Self.complaints("test", test) == [])
                #expect(test["suite"]?.array?.isEmpty == false && test["name"]?.string?.isEmpty == false)
            }
        }
    }

    /// HAR 1.2 as its specification has it (softwareishard.com, "HAR 1.2 Spec"), restated: what an entry must have, and
    /// that times of phases which don't apply are -1 and the others add up to the entry's.
    @Test func anArchiveHasWhatItsSpecificationAsksFor() throws {
        let log = try #require(HARReport.json(Sample.everything)["log"])
        #expect(
            log["version"] == "1.2" && log["creator"]?["name"]?.string != nil
                && log["creator"]?["version"]?.string != nil
        )
        let required: [String: [String]] = [
            "request": [
                "method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize",
            ],
            "response": [
                "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize",
                "bodySize",
            ],
            "timings": ["send", "wait", "receive"],
        ]
        for entry in log["entries"]?.array ?? [] {
            for member in ["startedDateTime", "time", "request", "response", "cache", "timings"] {
                #expect(entry[member] != nil, "\(member)")
            }
            for (name, members) in required {
                for member in members { #expect(entry[name]?[member] != nil, "\(name).\(member)") }
            }
            #expect(
                entry["response"]?["content"]?["size"]?.number != nil
                    && entry["response"]?["content"]?["mimeType"] != nil
            )
            let phases = entry["timings"]?.object?.members.filter { $0.name != "ssl" && $0.name != "comment" } ?? []
            let sum = phases.compactMap { $0.value.number?.double }.filter { $0 >= 0 }.reduce(0, +)
            #expect(abs(sum - (entry["time"]?.number?.double ?? -1)) < 0.01, "\(entry)")
        }
    }

    @Test func theSummaryOfCTRFIsThatOfItsTests() throws {
        let results = try #require(CTRFReport.json(Sample.everything)["results"])
        let tests = try #require(results["tests"]?.array)
        for status in ["passed", "failed", "skipped", "other"] {
            let count = tests.count { $0["status"]?.string == status }
            #expect(results["summary"]?[status]?.number?.int == count)
        }
        #expect(results["summary"]?["tests"]?.number?.int == tests.count)
    }

    @Test func anArchiveHasAnEntryARequest() throws {
        let entries = try #require(
            HARReport.json(Sample.run([Sample.passed, Sample.unmeasured, Sample.loaded(.load)]))["log"]?["entries"]?
                .array
        )
        #expect(entries.count == 2)
        #expect(entries[0]["startedDateTime"]?.string == "2026-11-24T12:00:00.000Z")
        #expect(entries[0]["response"]?["status"]?.number?.int == 200)
        #expect(entries[1]["response"]?["status"]?.number?.int == 0)
        #expect(entries[0]["serverIPAddress"]?.string == "127.0.0.1")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{200B}=1", "＝1", "\u{FEFF}=1", "\n=1"])
    func aFormulaIsNone(text: String) { #expect(CSVReport.cell(text).hasPrefix("\"'")) }

    @Test func aCellMayHoldAnything() { #expect(CSVReport.cell("a\"b,\nc\0") == "\"a\"\"b,\nc\u{FFFD}\"") }

    @Test func dialectsHaveRoomForMore() throws {
        for dialect in JUnitDialect.allCases {
            let tree = try #require(XMLTree.parse(JUnitReport.xml(Sample.everything, dialect)))
            let cases = tree.all("testsuite").flatMap { $0.all("testcase") }
            #expect(cases.allSatisfy { ($0["file"] == "orders.json") == (dialect == .gitlab) })
            #expect(cases.allSatisfy { $0.all("system-out").isEmpty == (dialect == .strict) })
        }
    }
}

/// Texts of others, put together at random, in every place of every format: none finds a way out.
@Suite struct EscapeTests {
    private static let parts =
        Hostile.texts.map(\.text) + [
            "<script>alert(1)</script>", "]]>", "\"", "'", "`", "``", "\n", "\r\n", "\0", "=1+1", "::error::x",
            "##vso[x]", "|", "\\",
            "\u{1B}[31m", "\u{202E}", "\u{301}", "</title>", "-->", "<!--", "&#x3C;", "javascript:x", "ok 1 - x",
            "\nnot ok 2", ",", "#",
            "</pre>", "\" onload=\"x", "@someone", "![x](http://127.0.0.1/)", "%0A", "\u{FFFE}", "é😀",
        ]

    /// Ten batches of so many cases with eleven texts each: more than 10,000.
    private static let cases = 100

    private static func text(_ random: inout SplitMix64) -> String {
        (0..<Int.random(in: 1...4, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
    }

    /// Cases of which each place holds a text of its own, ten in all.
    private static func run(_ seed: UInt64, _ count: Int) -> RunResult {
        var random = SplitMix64(seed: seed)
        let cases = (0..<count).map { _ in
            func next() -> String { text(&random) }
            var step = Sample.step(next(), findings: [Finding(next(), expected: next(), found: next())])
            step.response = Sample.response(next())
            step.request?.curl = next()
            step.request?.headers = HeaderFields([HeaderField("X-Text", next())])
            step.notes = [next()]
            var result = Sample.result(next(), .failed, reason: next(), steps: [step])
            result.tags = [next()]
            result.covers = ["R"]
            return result
        }
        return Sample.run(cases)
    }

    @Test(arguments: 0..<10) func noneOfManyTextsFindsAWayOut(batch: Int) throws {
        let run = Self.run(UInt64(batch), Self.cases)
        for format in ReportFormat.allCases {
            let bytes = format.bytes(run)
            let text = try #require(String(validating: bytes, as: UTF8.self), "\(format) isn't UTF-8")
            switch format {
            case .junit: #expect(XMLTree.parse(bytes)?.all("testsuite").first?.all("testcase").count == Self.cases)
            case .json, .ctrf, .har: #expect(throws: Never.self) { try JSONParser.parse(bytes) }
            case .metrics:
                #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("# ") || $0.hasPrefix("muster_") })
            case .html:
                let known: Set<String> = [
                    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "svg", "rect", "ul",
                    "li", "strong",
                    "span", "dl", "div", "dt", "dd", "nav", "main", "section", "h2", "h3", "h4", "table", "caption",
                    "thead", "tr",
                    "th", "tbody", "td", "code", "details", "summary", "pre", "form", "label", "input", "select",
                    "option",
                    "output", "footer", "script",
                ]
                let tags = Self.tags(text)
                #expect(tags.allSatisfy(known.contains))
                #expect(tags.count { $0 == "script" } == 2)
                #expect(!text.unicodeScalars.contains("\u{202E}") && !text.unicodeScalars.contains("\u{1B}"))
            case .markdown:
                for line in text.split(separator: "\n") {
                    #expect(Self.outside(line).allSatisfy { !"<![@|".contains($0) })
                }
            case .tap:
                let lines = text.split(separator: "\n")
                #expect(lines.count { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") } == Self.cases)
            case .csv:
                let rows = Self.rows(text)
                #expect(rows.count == Self.cases + 1 && rows.allSatisfy { $0.count == 17 })
                let cells = rows.dropFirst().flatMap(\.self)
                #expect(cells.allSatisfy { !"=+-@\t\r".unicodeScalars.contains($0.unicodeScalars.first ?? "x") })
            }
        }
        let commands = GitHubAnnotations.text(run).split(separator: "\n")
        #expect(commands.count <= 20 && commands.allSatisfy { $0.hasPrefix("::error ") })
    }

    /// The names of the elements that begin and end in a page: letters behind `<` or `</`.
    private static func tags(_ page: String) -> [String] {
        Array(page.utf8).split(separator: UInt8(ascii: "<")).dropFirst().compactMap { part in
            if part.first == UInt8(ascii: "!") { return nil }
            let name = part.drop { $0 == UInt8(ascii: "/") }.prefix { byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            }
            return String(decoding: name, as: UTF8.self)
        }
    }

    /// What of a line of Markdown stands outside its code spans.
    private static func outside(_ line: Substring) -> String {
        let scalars = Array(line.unicodeScalars)
        var outside = String.UnicodeScalarView()
        var index = 0
        func fence(_ start: Int) -> Int { scalars[start...].prefix { $0 == "`" }.count }
        while index < scalars.count {
            let length = fence(index)
            guard length > 0 else {
                outside.append(scalars[index])
                index += 1
                continue
            }
            index += length
            while index < scalars.count {
                let other = fence(index)
                index += max(1, other)
                if other == length { break }
            }
        }
        return String(outside)
    }

    /// A reader of RFC 4180, made without the code under test.
    private static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = [[]]
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isQuoted, scalar == "\"", index + 1 < scalars.count, scalars[index + 1] == "\"" {
                cell.append(scalar)
                index += 1
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if isQuoted {
                cell.append(scalar)
            } else if scalar == "," || scalar == "\n" {
                rows[rows.count - 1].append(String(cell))
                cell = String.UnicodeScalarView()
                if scalar == "\n" { rows.append([]) }
            }
            index += 1
        }
        rows.removeLast()
        return rows
    }
}
