import Cryptography
import Foundation
import JSON
import Measurement
import Results
import Testing
import URI

@testable import Reports

@Suite struct HTMLWriterTests {
    /// A run of fifty suites still begins with its verdict.
    @Test func aLongListIsCut() {
        let names = (1...9).map { "s\($0)" }
        #expect(HTMLModel.list(Array(names.prefix(6)), "more") == "s1, s2, s3, s4, s5, s6")
        #expect(HTMLModel.list(names, "more") == "s1, s2, s3, s4, s5 and 4 more")
        #expect(HTMLModel.list([], "more") == "")
    }

    private func text(_ text: String) -> String {
        var html = HTMLWriter()
        html.text(text)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    /// A quote that a combining mark follows is one Character with it, which other escapings let through.
    @Test func marksHideNothing() {
        #expect(
            Array(text("\"\u{301}<\u{338}>\u{338}&\u{301}'\u{301}").utf8)
                == Array("&quot;\u{301}&lt;\u{338}&gt;\u{338}&amp;\u{301}&#39;\u{301}".utf8)
        )
    }

    @Test func whatIsNotSeenIsShown() {
        #expect(text("a\0b\u{202E}c\u{1B}d\re\u{FFFE}") == "a\\u{0}b\\u{202E}c\\u{1B}d\\u{D}e\\u{FFFE}")
        #expect(text("tab\tline\nä😀é") == "tab\tline\nä😀é")
    }

    @Test func aFirstLineFeedStays() {
        var html = HTMLWriter()
        html.preformatted("\nx")
        #expect(String(decoding: html.bytes, as: UTF8.self) == "<pre>\n\nx</pre>\n")
    }

    @Test func anAttributeWithoutAValueIsLeftOut() {
        var html = HTMLWriter()
        html.element("p", ["class": nil, "id": "\"><script>"], text: "x")
        #expect(String(decoding: html.bytes, as: UTF8.self) == "<p id=\"&quot;&gt;&lt;script&gt;\">x</p>\n")
    }
}

@Suite struct HTMLReportTests {
    /// A browser that runs the script parses most of many cases later; to one that doesn't they are there, all and
    /// whole.
    @Test func manyCasesAreParsedLater() throws {
        let cases = (0..<1_500).map { Sample.result("</noscript><b>case \($0)</b>", .passed, steps: [Sample.step()]) }
        let text = String(decoding: HTMLReport.page(Sample.run(cases)), as: UTF8.self)
        let parts = text.split(separator: "<noscript class=\"later\">", omittingEmptySubsequences: false)
        #expect(parts.count == 9 && text.split(separator: "</noscript>", omittingEmptySubsequences: false).count == 9)
        let counts = parts.map {
            $0.split(separator: "<details class=\"case ", omittingEmptySubsequences: false).count - 1
        }
        #expect(counts == [512, 128, 128, 128, 128, 128, 128, 128, 92], "\(counts)")
        #expect(text.contains("data-cases=\"1500\""))
        let few = String(decoding: HTMLReport.page(Sample.run(Array(cases.prefix(512)))), as: UTF8.self)
        #expect(!few.contains("<noscript") && !few.contains("further case"))
        #expect(text.contains("<p class=\"soft later\">988 further cases follow. Where none does"))
    }

    private func page(_ run: RunResult) -> String { String(decoding: HTMLReport.page(run), as: UTF8.self) }

    @Test func thePolicyNamesTheStyleAndTheScriptThatAreThere() throws {
        let page = page(Sample.everything)
        for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
            let start = try #require(page.range(of: "<\(element)>"))
            let end = try #require(page.range(of: "</\(element)>", range: start.upperBound..<page.endIndex))
            let digest = Base64.encode(
                HashFunction.sha256.digest(of: Array(page[start.upperBound..<end.lowerBound].utf8))
            )
            #expect(page.contains("\(directive) &#39;sha256-\(digest)&#39;"))
        }
        #expect(page.contains("default-src &#39;none&#39;"))
    }

    /// No attribute of style, no handler, no address beside anchors of the page.
    @Test func nothingLeavesThePage() {
        let page = page(Sample.everything)
        #expect(!page.contains(" style=\""))
        #expect(!page.contains(" src=\""))
        #expect(page.matches(of: #/href="([^"]*)"/#).allSatisfy { $0.output.1.hasPrefix("#") })
        #expect(page.matches(of: #/<script>/#).count == 1)
    }

    @Test func everyLinkHasItsAnchorAndEachAnchorIsOne() {
        let page = page(Sample.everything)
        let anchors = page.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
        #expect(Set(anchors).count == anchors.count)
        // A case may cover what its suite doesn't list.
        let links = page.matches(of: #/href="\#([^"]*)"/#).map { String($0.output.1) }
        let dead = Set(links).subtracting(anchors)
        #expect(dead.allSatisfy { $0.hasPrefix("requirement-") }, "\(dead)")
    }

    @Test func likeFindingsAreOneRow() throws {
        let failed = (1...60).map { number in
            var result = Sample.result("case \(number)", .failed, steps: [Sample.step(findings: [Sample.missing])])
            result.covers = ["REQ-\(number % 2)"]
            return result
        }
        let causes = Cause.all(of: Sample.run(failed + [Sample.unmeasured, Sample.failed]))
        #expect(causes.map(\.places.count) == [61, 1, 1])
        #expect(causes.map(\.isFailure) == [true, true, false])
        #expect(page(Sample.run(failed)).contains("60 of 60 cases failed, for 1 cause."))
    }

    @Test func failuresComeFirst() throws {
        let page = page(Sample.run([Sample.passed, Sample.skipped, Sample.failed, Sample.unmeasured]))
        let order = page.matches(of: #/data-status="([a-z]+)"/#).map { String($0.output.1) }
        #expect(order == ["failed", "error", "skipped", "passed"])
    }

    /// Cases made from a contract can be filtered by their operation, as by what else they have; those that a person
    /// wrote have none.
    @Test func casesAreFilteredByOperation() throws {
        let operations = ["POST /pets", "GET /pets", "POST /pets", nil]
        let cases = operations.enumerated().map { number, operation in
            var result = Sample.result("case \(number)", .failed, steps: [Sample.step(findings: [Sample.missing])])
            result.subject = operation.map { CaseSubject(operation: $0, place: "", group: "") }
            return result
        }
        let page = page(Sample.run(cases))
        #expect(page.contains(##"<select name="operation"><option value="">any</option>"##), "no list of operations")
        let options = page.matches(of: #/<option value="([A-Z]+ \/pets)">/#).map { String($0.output.1) }
        #expect(options == ["GET /pets", "POST /pets"])
        #expect(page.matches(of: #/data-operation="POST \/pets"/#).count == 2)
        #expect(page.matches(of: #/ data-operation="/#).count == 3)
        // The script filters by each list that there is, of which the fragment has the name.
        for name in ["status", "req", "operation", "tag"] { #expect(page.contains("wanted.\(name)"), "\(name)") }
        #expect(!self.page(Sample.run([Sample.passed])).contains("<select name=\"operation\">"))
    }

    @Test(arguments: [
        (RequirementTable.State.met, "passed"), (.broken, "failed"), (.unclear, "cannot tell"), (.untested, "untested"),
    ])
    func verdictsAreThoseOfEARL(state: RequirementTable.State, word: String) { #expect(state.earl.word == word) }

    @Test func aLargePageKeepsWhatFailed() {
        let text = String(repeating: "x", count: 4096)
        var passed = Sample.passed
        passed.steps[0].response = Sample.response(text)
        let cases = (0..<6000).map { number in
            var result = passed
            result.name = "\(number)"
            return result
        }
        let page = HTMLReport.page(Sample.run(cases + [Sample.failed]))
        #expect(page.count < 20_000_000)
        let shown = String(decoding: page, as: UTF8.self)
        #expect(shown.contains("this page would grow too large"))
        #expect(shown.contains("found</dt>\n<dd class=\"found\">object {&quot;name&quot;"))
    }

    @Test(arguments: Hostile.texts.indices)
    func nothingHostileBecomesMarkup(index: Int) {
        let text = Hostile.texts[index].text
        let harmless = text.isEmpty ? "" : "x"
        let run = Sample.run([Self.result(of: text)]) {
            $0.suites[0].requirements = [Requirement(id: text, text: text, source: text)]
        }
        let other = Sample.run([Self.result(of: harmless)]) {
            $0.suites[0].requirements = [Requirement(id: harmless, text: text, source: harmless)]
        }
        let tags = { (page: String) in
            page.matches(of: #/<\/?([a-z0-9]+)/#).map { String($0.output.1) }.filter { $0 != "span" }
        }
        #expect(tags(page(run)) == tags(page(other)))
    }

    /// A case that has `text` wherever a text may be.
    private static func result(of text: String) -> CaseResult {
        let finding = Finding(text, expected: text, found: text, diff: "- \(text)\n+ \(text)")
        var result = Sample.result(text, .failed, reason: text, steps: [Sample.step(text, findings: [finding])])
        result.tags = [text]
        result.covers = [text]
        result.steps[0].response = Sample.response(text)
        return result
    }

    @Test func theSameResultsGiveTheSamePage() throws {
        let document = ResultsDocument.json(Sample.everything)
        #expect(HTMLReport.page(try ResultsReader.run(document)) == HTMLReport.page(Sample.everything))
    }
}

/// The first printed page is for those who decide: what is wrong, what isn't met, what is waived, what loads came to.
@Suite struct HTMLBriefTests {
    private func brief(_ run: RunResult) -> String {
        var html = HTMLWriter()
        HTMLBrief(HTMLModel(run)).write(&html)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    @Test func everyPartHasItsLines() {
        let text = brief(Sample.everything)
        for words in [
            "What is wrong, the worst first", "2 cases: json.$.item: expected", "not measured: no complete response",
            "Requirements not met, or still open", "REQ-1 broken: Orders can be read.",
            "REQ-3 untested: Nobody looks at this.",
            "over: suite &#39;Second&#39;", "holds the rate: 200/s for 30 s, constant, 63 of 65 answered, p50 1.25 ms",
        ] {
            #expect(text.contains(words), "\(words) is missing: \(text)")
        }
        #expect(!text.contains("REQ-4") && !text.contains("REQ-5"))
        #expect(brief(Sample.run([Sample.passed])) == "")
    }

    /// However much is wrong, a page is enough.
    @Test func aPageIsEnough() {
        let text = String(repeating: "x", count: 5_000)
        let cases = (0..<300).map { number in
            var result = Sample.result("\(number)", .failed, steps: [Sample.step(findings: [Sample.missing])])
            result.steps[0].findings[0].found = "\(number) \(text)"
            result.covers = ["R\(number)"]
            return result
        }
        let run = Sample.run(cases) { run in
            run.suites[0].requirements = (0..<300).map { Requirement(id: "R\($0)", text: text) }
            run.waivers = (0..<300).map { _ in WaiverResult(Sample.waiver, .applied, cases: []) }
        }
        let brief = brief(run)
        #expect(brief.matches(of: #/<li/#).count == 26)
        for hidden in [290, 292, 295] { #expect(brief.contains(">and \(hidden) more<"), "\(hidden)") }
        #expect(brief.utf8.count < 8_000, "\(brief.utf8.count)")
    }

    @Test func itEndsThePageInPrint() throws {
        let page = String(decoding: HTMLReport.page(Sample.everything), as: UTF8.self)
        let print = try #require(page.range(of: "@media print"))
        #expect(page[print.upperBound...].contains(".top { break-after: page; }"))
        let top = try #require(page.range(of: "<div class=\"brief\">"))
        #expect(top.lowerBound < (try #require(page.range(of: "</header>"))).lowerBound)
    }
}

@Suite struct HTMLHeatTests {
    private func page(intervals: Int, rows: Int) -> String {
        var load = Sample.fullLoad
        load.intervals = (0..<intervals).map { second in
            var interval = load.intervals[0]
            interval.start = UInt64(second) * 1_000_000_000
            return interval
        }
        let edges = (0..<rows).map { UInt64(1_000_000 * ($0 + 1)) }
        load.heat = LoadHeat(
            edges: edges,
            counts: (0..<intervals).map { _ in edges.map { $0 == 2_000_000 ? 0 : 1_234 } }
        )
        var html = HTMLWriter()
        HTMLHeat(load, name: "x").write(&html)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    /// Each number of the map stands in its table, and columns without any don't.
    @Test func theMapHasItsNumbersAsATable() {
        let page = page(intervals: 3, rows: 4)
        #expect(page.contains("up to 1 ms") && page.contains("up to 3 ms") && !page.contains("up to 2 ms"))
        #expect(page.matches(of: #/<td[^>]*>1,234<\/td>/#).count == 9)
        #expect(!page.contains("adds up"))
        #expect(String(decoding: HTMLReport.page(Sample.everything), as: UTF8.self).contains("behind the heat map"))
    }

    /// A cell of the map reaches from its own edge down to that of the row below.
    @Test func theMapHasItsCellsWhereTheyBelong() throws {
        let map = try #require(LoadCharts(Sample.fullLoad).all.first { !$0.cells.isEmpty })
        let rows = map.cells.filter { $0.x.lowerBound == 0 }.map { [$0.y.lowerBound, $0.y.upperBound] }
        #expect(rows == [[1e6 / 1.5, 1e6], [1e6, 2e6], [2e6, 5e6]])
    }

    /// A long load's table stays small, says how, and loses nothing.
    @Test func aLargeMapIsAddedUpAndSaysSo() {
        let page = page(intervals: 600, rows: 41)
        let cells = page.matches(of: #/<td[^>]*>([0-9,]+)<\/td>/#).map {
            Int($0.output.1.filter { $0 != "," }) ?? 0
        }
        #expect(cells.count <= 6_000 && cells.reduce(0, +) == 600 * 40 * 1_234)
        #expect(page.contains("Each row adds up 4 intervals") && page.contains(">596<"), "\(page.prefix(600))")
    }
}

@Suite struct ChartTests {
    @Test func ninesAreEquallyFarApart() {
        let scale = ChartScale.percentile(to: 99.9)
        #expect(abs(scale.place(90) - 1 / 3.0) < 1e-9)
        #expect(abs(scale.place(99) - 2 / 3.0) < 1e-9)
        #expect(scale.marks == [0, 50, 90, 99, 99.9])
    }

    @Test(arguments: [
        (50.0, "50%"), (98.181818181, "98.18%"), (99.90909090, "99.9091%"), (99.99, "99.99%"), (100, "100%"),
    ])
    func aPercentHasTheDigitsThatTell(value: Double, text: String) {
        #expect(ChartUnit.percent.text(value) == text)
    }

    @Test(arguments: [(1.0, 1.0), (13.6, 15), (300, 300), (301, 400), (0.07, 0.08)])
    func anAxisEndsAtARoundNumber(value: Double, end: Double) {
        #expect(abs(ChartScale.ceiling(value) - end) < end * 1e-9)
    }

    @Test func timesFarApartStandByFactors() {
        guard case .logarithmic(let start, let end) = ChartScale.times(from: 900_000, to: 43_000_000) else {
            Issue.record("not logarithmic")
            return
        }
        #expect(start == 500_000 && end == 50_000_000)
        #expect(ChartScale.times(from: 900_000, to: 43_000_000).marks.count == 7)
    }

    @Test func numbersAreShort() {
        #expect(
            [0, 1.5, 2.25, 100, -3.004, 1e12].map(SVGText.number) == ["0", "1.5", "2.25", "100", "-3", "1000000000"]
        )
        #expect([0, 999, 1000, 1_234_567].map(SVGText.grouped) == ["0", "999", "1,000", "1,234,567"])
    }
}
