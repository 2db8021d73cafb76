import Foundation
import HTTP
import Results
import Testing

@testable import Reports

/// What broke in one way is told once, with the names of all that broke so.
@Suite struct FailureTextTests {
    private static func broken(_ name: String, _ found: String) -> CaseResult {
        let finding = Finding("status", expected: "200", found: found)
        return Sample.result(name, .failed, steps: [Sample.step(findings: [finding])])
    }

    private static func text(_ cases: [CaseResult], _ verbosity: TerminalReport.Verbosity = .quiet) -> String {
        var options = TerminalReport.Options()
        options.verbosity = verbosity
        return TerminalReport.text(Sample.run(cases), options)
    }

    private static func count(_ word: String, in text: String) -> Int { text.components(separatedBy: word).count - 1 }

    @Test func likeFailuresAreOneWithEveryName() {
        let cases = (0..<60).map { Self.broken("case \($0).", $0 % 2 == 0 ? "500" : "503") }
        let text = Self.text(cases)
        #expect(Self.count("\nFAILED  ", in: text) == 2)
        #expect(Self.count("the response:", in: text) == 2)
        #expect(Self.count("and 29 more in the same way", in: text) == 2)
        // The first in full and twenty by their names, of each.
        #expect(text.contains("case 40.") && !text.contains("case 42.") && Self.count("and 9 more\n", in: text) == 2)
        #expect(text.split(separator: "\n").count < 100)
    }

    @Test func aTargetThatIsGoneIsToldOnce() {
        let cases = (0..<30).map { number in
            var result = Sample.unmeasured
            result.name = "case \(number)."
            return result
        }
        let text = Self.text(cases)
        #expect(Self.count("NOT MEASURED  ", in: text) == 1)
        #expect(Self.count("Failed to connect", in: text) == 1)
    }

    /// Where a run gave a suite up, it says so at the rows, in the findings and in the summary, and once at each.
    @Test func whyTheRestWasSkippedIsSaidOnceEachWhere() {
        let reason = "the target can't be reached: 10 cases in a row had no connection, the last one for this: refused"
        let cases = (0..<20).map { number in
            var result = Sample.unmeasured
            if number >= 10 { result = Sample.result("", .skipped, reason: reason) }
            result.name = "case \(number)."
            result.scenario = "case ${n}."
            return result
        }
        var options = TerminalReport.Options()
        options.width = 200
        let text = TerminalReport.text(Sample.run(cases), options)
        #expect(text.contains("! case ${n}.") && text.contains("10 cases, not measured: no connection"), "\(text)")
        #expect(text.contains("- case ${n}.  10 cases, 10 skipped: the target can't be reached"), "\(text)")
        #expect(text.contains("\nSKIPPED  10 cases\n  \(reason)\n"), "\(text)")
        #expect(text.contains("! 10 cases skipped: \(reason)\n"), "\(text)")
        #expect(Self.count("can't be reached", in: text) == 3, "\(text)")
        for format in [ReportFormat.html, .markdown] {
            let report = String(decoding: format.bytes(Sample.run(cases)), as: UTF8.self)
            #expect(report.contains("10 cases") && report.contains("the last one for this: refused"), "\(format)")
        }
    }

    @Test func beyondTwentyCausesIsToldHowManyThereAre() {
        let cases = (0..<25).flatMap { [Self.broken("a\($0)", "\(400 + $0)"), Self.broken("b\($0)", "\(400 + $0)")] }
        let text = Self.text(cases)
        #expect(Self.count("\nFAILED  ", in: text) == 20)
        #expect(text.contains("and 5 further causes in 10 cases, which the reports hold"))
        #expect(text.contains("\n  a20, b20, a21, b21, a22, b22, a23, b23, a24, b24\n"), "\(text)")
        #expect(Self.count("\nFAILED  ", in: Self.text(cases, .verbose)) == 50)
    }

    /// Sixty failures of 32 causes: the first in full, twenty in all, and no name is missing.
    @Test func manyCausesTakeFewLines() {
        let cases = (0..<60).map { Self.broken("case \($0).", "\(400 + $0 % 32)") }
        let text = Self.text(cases, .normal)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count < 150, "\(text)")
        let end = text[(text.range(of: "\nFAILED  ")?.lowerBound ?? text.startIndex)...]
        #expect(Self.count("\nFAILED  ", in: String(end)) == 20)
        for number in 0..<60 { #expect(end.contains("case \(number)."), "case \(number) isn't named") }
        #expect(
            end.contains("  status: expected 200, found 419\n") && end.contains("case 19.  orders.json:7"),
            "\(end)"
        )
        #expect(Self.count("the response:", in: Self.text(cases, .verbose)) >= 60)
    }

    /// Thousands of names are cut, and it is said how many are.
    @Test func thousandsOfFurtherCasesAreCounted() {
        let text = Self.text((0..<3_000).map { Self.broken("case \($0).", "\($0)") })
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 700 })
        #expect(text.firstMatch(of: /case 20\., .* and [0-9]+ more\n/) != nil)
    }

    @Test func whatDiffersInAnythingButTheCaseIsAnotherFailure() {
        var skewed = Self.broken("c", "500")
        skewed.steps[0].findings[0].expectation = "headers.X"
        let text = Self.text([Self.broken("a", "500"), Self.broken("b", "501"), skewed])
        #expect(Self.count("\nFAILED  ", in: text) == 3)
    }

    /// Whose certificate is wrong decides on what to write.
    @Test(arguments: [
        (
            "the client's certificate in client.p12 (PKCS#12) can't be opened without a password",
            "certificate, key and keyPassword"
        ),
        ("SSL certificate problem: self-signed certificate", "connection.tls.ca"),
        ("tls alert: certificate required", "connection.tls.certificate and key"),
    ])
    func aFailureOfTLSNamesWhatToWrite(_ detail: String, _ words: String) {
        var step = Sample.step(findings: [])
        step.failure = ExchangeFailure(.tls, detail)
        step.error = detail
        let text = Self.text([Sample.result("a", .error, steps: [step])])
        #expect(text.contains("help: ") && text.contains(words), "\(text)")
    }
}
