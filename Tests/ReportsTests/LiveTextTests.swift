import Foundation
import Results
import Testing

@testable import Reports

/// Cases are shown as they end, in the order of the files.
@Suite struct LiveTextTests {
    private static func row(_ name: String, _ verdict: Verdict = .passed, of scenario: String? = nil) -> CaseResult {
        var result = Sample.result(name, verdict, reason: verdict == .skipped ? "why" : "", steps: [Sample.step()])
        result.scenario = scenario ?? name
        result.line = result.scenario.utf8.reduce(1) { $0 + Int($1) }
        return result
    }

    private static func text(_ run: RunResult) -> LiveText { LiveText(RunOutline(run), TerminalReport.Options()) }

    @Test func aCaseIsShownOnceThoseBeforeItHaveEnded() {
        let cases = ["a", "b", "c"].map { Self.row($0, .failed) }
        var text = Self.text(Sample.run(cases))
        #expect(text.begin().contains("Orders"))
        #expect(text.add(cases[1], at: CasePosition(suite: 0, index: 1)) == "")
        #expect(text.add(cases[0], at: CasePosition(suite: 0, index: 0)).split(separator: "\n").count == 2)
        #expect(text.add(cases[2], at: CasePosition(suite: 0, index: 2)).contains("✗ c"))
        #expect(!text.holdsBack)
    }

    @Test func theNextSuiteBeginsOnceTheOneBeforeHasEnded() {
        let run = Sample.run([Self.row("a"), Self.row("b")]) { run in
            run.suites.append(Sample.suite([]) { $0.name = "Empty" })
            run.suites.append(Sample.suite([Self.row("c")]) { $0.name = "Last" })
        }
        var text = Self.text(run)
        _ = text.begin()
        #expect(!text.add(run.suites[0].cases[0], at: CasePosition(suite: 0, index: 0)).contains("Empty"))
        let more = text.add(run.suites[0].cases[1], at: CasePosition(suite: 0, index: 1))
        #expect(more.contains("✓ b") && more.contains("Empty") && more.contains("Last"))
        #expect(text.add(run.suites[2].cases[0], at: CasePosition(suite: 2, index: 0)).contains("✓ c"))
    }

    @Test func rowsOfOneScenarioShareALineUnlessThatTakesLong() {
        let cases = (0..<4).map { Self.row("row \($0)", of: "row ${n}") } + [Self.row("other")]
        var text = Self.text(Sample.run(cases))
        _ = text.begin()
        #expect(text.add(cases[0], at: CasePosition(suite: 0, index: 0)) == "")
        #expect(text.holdsBack)
        #expect(text.release().contains("✓ row 0"))
        #expect(!text.holdsBack && text.release() == "")
        for index in 1..<4 { #expect(text.add(cases[index], at: CasePosition(suite: 0, index: index)) == "") }
        let line = text.add(cases[4], at: CasePosition(suite: 0, index: 4))
        #expect(line.contains("✓ row ${n}") && line.contains("3 cases"))
    }

    @Test func manyRowsShareALineHoweverLongThatTakes() {
        let cases = (0..<100).map { Self.row("row \($0)", of: "row ${n}") }
        var text = Self.text(Sample.run(cases + [Self.row("other")]))
        _ = text.begin()
        for (index, result) in cases.enumerated() { _ = text.add(result, at: CasePosition(suite: 0, index: index)) }
        let lines = text.release()
        #expect(lines.split(separator: "\n").count == 1 && lines.contains("100 cases"))
    }

    /// What couldn't be measured shares a line only with what couldn't be for the same reason.
    @Test func rowsThatCouldNotBeMeasuredForOneReasonShareALine() {
        let cases = (0..<6).map { number in
            var result = Self.row("row \(number)", number == 0 ? .passed : .error, of: "s")
            result.reason = number == 0 ? "" : number < 4 ? "refused" : "another \(number)"
            return result
        }
        let text = TerminalReport.text(Sample.run(cases))
        for line in ["✓ row 0", "! s  37 ms  3 cases, not measured: refused", "! row 4", "! row 5"] {
            #expect(text.contains(line), "\(text)")
        }
    }

    @Test func whatIsMoreThanPassedHasALineOfItsOwn() {
        let cases = [Self.row("a", of: "s"), Self.row("b", .failed, of: "s"), Self.row("c", of: "s")]
        let text = TerminalReport.text(Sample.run(cases))
        for name in ["✓ a", "✗ b", "✓ c"] { #expect(text.contains(name)) }
    }

    /// In whatever order cases end, and whenever held rows are released, each is shown once.
    @Test(arguments: 0..<20)
    func nothingIsLostAndNothingShownTwice(seed: Int) {
        let cases = (0..<30).map { Self.row("case \($0).", $0 % 7 == 3 ? .failed : .passed, of: "s\($0 / 5)") }
        let run = Sample.run(cases)
        var text = Self.text(run)
        var shown = text.begin()
        // A permutation: 7, 11, 13 and their kin have no factor in common with 31.
        for step in 1...30 {
            let index = (step * (seed + 2)) % 31 - 1
            guard index >= 0 else { continue }
            shown += text.add(cases[index], at: CasePosition(suite: 0, index: index))
            shown += text.release()
        }
        // Those that share a line are counted there.
        let counts = shown.split(separator: "\n").dropFirst().map { line in
            line.firstMatch(of: /([0-9]+) cases/).flatMap { Int($0.output.1) } ?? 1
        }
        #expect(counts.reduce(0, +) == 30)
        for index in [3, 10, 17, 24] { #expect(shown.components(separatedBy: "✗ case \(index).").count == 2) }
    }
}
