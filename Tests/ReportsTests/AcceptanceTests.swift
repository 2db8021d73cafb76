import JSON
import Results
import Testing

@testable import Reports

/// What is accepted for a while, and what of that has to go.
@Suite struct WaiverTests {
    private static func waiver(
        case name: String? = nil,
        finding: String? = nil,
        requirement: String? = nil,
        until: String = "2026-12-31"
    ) -> Waiver {
        Waiver(
            caseName: name,
            finding: finding,
            requirement: requirement,
            reason: "known",
            owner: "A. Tester",
            until: until,
            file: "waivers.json",
            line: 2
        )
    }

    /// The verdict of a case that breaks `json.$.item` and `headers.ETag` and covers REQ-1 and REQ-2.
    private static func verdict(_ waivers: [Waiver]) -> Verdict {
        WaiverList(waivers, at: Sample.noon).apply(to: Sample.failed, in: "Orders").verdict
    }

    @Test func aCaseIsWaivedWhenEachOfItsFindingsIs() {
        #expect(Self.verdict([]) == .failed)
        #expect(Self.verdict([Self.waiver(case: "reads an order")]) == .waived)
        #expect(Self.verdict([Self.waiver(requirement: "REQ-2")]) == .waived)
        #expect(Self.verdict([Self.waiver(finding: "headers.ETag")]) == .failed)
        #expect(Self.verdict([Self.waiver(finding: "headers"), Self.waiver(finding: "json.$.item")]) == .waived)
        #expect(Self.verdict([Self.waiver(finding: "head"), Self.waiver(finding: "json")]) == .failed)
        #expect(Self.verdict([Self.waiver(case: "reads an order", requirement: "REQ-9")]) == .failed)
        #expect(Self.verdict([Self.waiver(case: "reads")]) == .failed)
    }

    /// 2026-11-24 is the day of the run.
    @Test func aWaiverHoldsUntilItsDayIsOver() {
        #expect(Self.verdict([Self.waiver(case: "reads an order", until: "2026-11-24")]) == .waived)
        let over = WaiverList([Self.waiver(case: "reads an order", until: "2026-11-23")], at: Sample.noon)
            .apply(to: Sample.failed, in: "Orders")
        #expect(over.verdict == .failed)
        #expect(over.reason == "a waiver is over since 2026-11-23 (A. Tester: known)")
    }

    @Test func whatIsNoFailureIsNotWaived() {
        let list = WaiverList([Self.waiver(finding: "status")], at: Sample.noon)
        for result in [Sample.passed, Sample.unmeasured, Sample.skipped] {
            #expect(list.apply(to: result, in: "Orders") == result)
        }
    }

    private static func states(_ waiver: Waiver, _ cases: [CaseResult], isWhole: Bool = true) -> [WaiverResult.State] {
        let list = WaiverList([waiver], at: Sample.noon)
        let run = Sample.run(cases.map { list.apply(to: $0, in: "Orders") })
        return list.results(of: run, isWhole: isWhole).map(\.state)
    }

    @Test func whatBecameOfAWaiverIsTold() {
        let all = [Sample.passed, Sample.failed]
        #expect(Self.states(Self.waiver(case: "reads an order"), all) == [.applied])
        #expect(Self.states(Self.waiver(case: "reads an order", until: "2026-01-01"), all) == [.expired])
        #expect(Self.states(Self.waiver(case: "lists orders"), all) == [.unneeded])
        #expect(Self.states(Self.waiver(case: "lists orders", until: "2026-01-01"), all) == [.unneeded])
        #expect(Self.states(Self.waiver(case: "was called otherwise"), all) == [.unknown])
        #expect(Self.states(Self.waiver(case: "pays"), all + [Sample.skipped]) == [.idle])
        #expect(Self.states(Self.waiver(case: "cancels an order"), all + [Sample.unmeasured]) == [.idle])
        #expect(Self.states(Self.waiver(finding: "body"), all + [Sample.skipped]) == [.unneeded])
        #expect(Self.states(Self.waiver(finding: "body"), all + [Sample.unmeasured]) == [.idle])
    }

    /// Of a part of the cases nothing follows for a waiver that names none of them.
    @Test func aPartOfTheCasesTellsOnlyOfThoseThatAreNamed() {
        let some = [Sample.passed]
        #expect(Self.states(Self.waiver(case: "lists orders"), some, isWhole: false) == [.unneeded])
        #expect(Self.states(Self.waiver(case: "reads an order"), some, isWhole: false) == [.idle])
        #expect(Self.states(Self.waiver(finding: "headers"), some, isWhole: false) == [.idle])
    }

    /// What a waiver names that nobody has, and what may be meant.
    private static func unknown(_ waiver: Waiver) -> String? {
        let run = Sample.run([Sample.passed, Sample.failed])
        return WaiverList([waiver], at: Sample.noon).results(of: run, isWhole: true)[0].unknown
    }

    @Test func aNameThatNobodyHasIsSaid() {
        #expect(
            Self.unknown(Self.waiver(case: "list orders"))
                == "no case 'list orders' in the run; did you mean 'lists orders'?"
        )
        #expect(
            Self.unknown(Self.waiver(case: "reads an order", requirement: "REQ-11"))
                == "no requirement 'REQ-11' in the run; did you mean 'REQ-1'?"
        )
        #expect(
            Self.unknown(Self.waiver(finding: "headers.Etag"))
                == "no finding 'headers.Etag' in the run; did you mean 'headers.ETag'?"
        )
        #expect(
            Self.unknown(Self.waiver(finding: "headrs.ETag"))
                == "no finding 'headrs.ETag' in the run; did you mean 'headers.ETag'?"
        )
        #expect(
            Self.unknown(Self.waiver(case: "lists orders", requirement: "REQ-1"))
                == "no case in the run that has all that it names"
        )
        // What was mended leaves no name behind.
        for finding in ["headers.Vary", "json.$.itam", "status", "contract.status", "latency.p99", "something"] {
            #expect(Self.unknown(Self.waiver(finding: finding)) == nil, "\(finding)")
        }
    }

    /// The summary, the page, Markdown and JUnit say of each state what its finding says.
    @Test func everyReportSaysTheSameOfAWaiver() throws {
        let waivers = [
            Self.waiver(case: "reads an order"), Self.waiver(case: "reads an ordr"), Self.waiver(case: "lists orders"),
            Self.waiver(case: "pays"), Self.waiver(case: "reads it again", until: "2026-01-01"),
        ]
        var again = Sample.failed
        (again.name, again.scenario) = ("reads it again", "reads it again")
        let list = WaiverList(waivers, at: Sample.noon)
        let cases = [Sample.failed, again, Sample.passed, Sample.skipped].map { list.apply(to: $0, in: "Orders") }
        var run = Sample.run(cases)
        run = WaiverList.adding(list.results(of: run, isWhole: true), to: run)
        #expect(run.waivers.map(\.state) == [.applied, .unknown, .unneeded, .idle, .expired])
        let words = "no case 'reads an ordr' in the run; did you mean 'reads an order'?"
        for format in ReportFormat.allCases where ![.har, .metrics].contains(format) {
            let text = String(decoding: format.bytes(run), as: UTF8.self).replacing("&#39;", with: "'")
            #expect(text.contains(words), "\(format)")
        }
        let line = "names nothing: case 'reads an ordr', until 2026-12-31 (A. Tester): \(words)"
        let terminal = TerminalReport.text(run)
        #expect(terminal.contains("1 applied, 1 over, 1 no longer needed, 1 names nothing, 1 not looked at"))
        #expect(terminal.contains(line), "\(terminal)")
        #expect(!terminal.contains("no longer needed: case 'reads an ordr'"))
        let markdown = MarkdownReport.text(run)
        #expect(markdown.contains("- ✗ names nothing: `case 'reads an ordr'` (`\(words)`) until 2026-12-31"))
        let read = try ResultsReader.run(ResultsDocument.json(run))
        #expect(read.waivers == run.waivers)
    }

    @Test func aWaiverThatIsNoLongerNeededFailsTheRunInEveryFormat() {
        let list = WaiverList([Self.waiver(case: "lists orders")], at: Sample.noon)
        let run = Sample.run([Sample.passed])
        let whole = WaiverList.adding(list.results(of: run, isWhole: true), to: run)
        #expect(run.exitCode == 0 && whole.exitCode == 1)
        for format in ReportFormat.allCases where ![.har, .metrics].contains(format) {
            #expect(
                String(decoding: format.bytes(whole), as: UTF8.self).contains("line 2")
                    && whole.waivers.first?.state == .unneeded,
                "\(format)"
            )
        }
    }

    @Test func whatIsWaivedIsSeenAndFailsNothing() {
        let list = WaiverList([Self.waiver(case: "reads an order")], at: Sample.noon)
        let cases = [Sample.passed, Sample.failed].map { list.apply(to: $0, in: "Orders") }
        var run = Sample.run(cases) { $0.suites[0].requirements = [Requirement(id: "REQ-1", text: "t")] }
        run = WaiverList.adding(list.results(of: run, isWhole: true), to: run)
        #expect(run.exitCode == 0)
        for format in ReportFormat.allCases where ![.har, .metrics].contains(format) {
            let text = String(decoding: format.bytes(run), as: UTF8.self)
            #expect(text.contains("waived until 2026-12-31") || format == .html || format == .markdown, "\(format)")
            #expect(text.contains("ETag") && text.contains("2026-12-31"), "\(format)")
        }
        let tap = TAPReport.text(run)
        #expect(tap.contains("not ok 2 - Orders: reads an order # TODO waived until 2026-12-31"))
        let terminal = TerminalReport.text(run)
        #expect(terminal.contains("ACCEPTED") && terminal.contains("1 waived"))
        #expect(terminal.contains("waived: REQ-1 (0 of 1)"))
        #expect(GitHubAnnotations.text(run).hasPrefix("::notice file=orders.json"))
    }
}

@Suite struct DeclarationTests {
    private static let vendor = Declarations(by: "Vendor Ltd", answers: ["Is the plus literal?": "no"])

    @Test func aDeclaredAnswerThatIsNotObservedIsAFinding() throws {
        let result = Self.vendor.apply(to: Sample.asked("yes"))
        #expect(result.verdict == .failed && result.question?.declared == "no")
        let finding = try #require(result.steps.last?.findings.last)
        #expect(
            finding.summary.hasPrefix("declared: expected the answer 'no', as Vendor Ltd declares, found 'yes': 200")
        )
    }

    @Test func aDeclaredAnswerThatIsObservedChangesNothing() {
        let result = Self.vendor.apply(to: Sample.asked("no"))
        #expect(result.verdict == .answered && result.question?.declared == "no")
        #expect(Self.vendor.apply(to: Sample.passed) == Sample.passed)
    }

    @Test func whatWasNotMeasuredIsNoLie() {
        var unmeasured = Sample.asked(nil)
        unmeasured.verdict = .error
        #expect(Self.vendor.apply(to: unmeasured).verdict == .error)
    }
}

@Suite struct RunMergeTests {
    private static func run(_ cases: [CaseResult], seed: UInt64 = 1) -> RunResult {
        Sample.run(cases) { run in
            run.seed = seed
            run.suites[0].sources = [SourceDigest(.suite, path: "orders.json", sha256: "\(seed)")]
        }
    }

    @Test func whatWasRunAgainStandsInPlaceOfTheOld() throws {
        var mended = Sample.failed
        mended.verdict = .passed
        mended.steps = [Sample.step()]
        let merged = RunMerge.merge(
            Self.run([mended], seed: 1),
            into: Self.run([Sample.passed, Sample.failed, Sample.skipped])
        )
        #expect(merged.suites[0].cases.map(\.verdict) == [.passed, .passed, .skipped])
        #expect(
            merged.merged
                == MergedRun(startedAt: Sample.noon, tool: "muster 0.1.0", seed: 1, label: nil, rerun: 1, kept: 2)
        )
        let warning = try #require(merged.warnings.first)
        #expect(warning == "MERGED: 1 case was run again, 2 stand as they were in the run of 2026-11-24 12:00:00 UTC")
        #expect(merged.warnings.count == 1)
    }

    @Test func aChangedSuiteIsTold() {
        let merged = RunMerge.merge(Self.run([Sample.failed], seed: 2), into: Self.run([Sample.failed]))
        #expect(merged.warnings.contains("MERGED: the files of 'Orders' have changed since that run"))
    }

    /// A run that was stopped took nothing away from what was known.
    @Test func whatWasNotComeToStandsAsItWas() {
        var skipped = Sample.failed
        skipped.verdict = .skipped
        let merged = RunMerge.merge(Self.run([skipped]), into: Self.run([Sample.failed]))
        #expect(merged.suites[0].cases == [Sample.failed] && merged.merged?.kept == 1)
    }

    @Test func coverageIsOfBothRuns() {
        var (one, other) = (Self.run([Sample.failed]), Self.run([Sample.failed]))
        one.suites[0].contract = Sample.contract
        other.suites[0].contract = Sample.contract
        let merged = RunMerge.merge(other, into: one).suites[0].contract
        #expect(merged?.exchanges == 18 && merged?.coverage[0].count == 6 && merged?.allowed[0].count == 4)
    }

    @Test func repeatsAreKnown() {
        #expect(!RunMerge.isRepeated(Self.run([Sample.passed])))
        #expect(RunMerge.isRepeated(Self.run([Sample.passed, Sample.result("lists orders (repeat 2)", .passed)])))
    }
}

@Suite struct RequirementStateTests {
    private static func row(_ requirement: Requirement, _ verdicts: Verdict...) -> RequirementTable.Row {
        let cases = verdicts.enumerated().map { index, verdict in
            var result = Sample.result("case \(index)", verdict)
            result.covers = ["A"]
            return result
        }
        return RequirementTable(Sample.suite(cases) { $0.requirements = [requirement] }).rows[0]
    }

    private static let attested = Requirement(
        id: "A",
        text: "t",
        attested: .init(by: "b", on: "2026-11-20", text: "seen")
    )
    private static let elsewhere = Requirement(id: "A", text: "t", inapplicable: "no pictures")

    @Test func whatIsObservedCountsBeforeWhatIsSaid() {
        #expect(Self.row(Self.attested).state == .attested)
        #expect(Self.row(Self.attested, .answered).state == .attested)
        #expect(Self.row(Self.attested, .passed).state == .met)
        #expect(Self.row(Self.attested, .passed, .failed).state == .broken)
        #expect(Self.row(Self.elsewhere).state == .inapplicable)
        #expect(Self.row(Self.elsewhere, .skipped).state == .inapplicable)
        #expect(Self.row(Self.elsewhere, .failed).state == .broken)
        #expect(Self.row(Self.elsewhere, .error).state == .unclear)
        #expect(Self.row(Requirement(id: "A", text: "t"), .passed, .waived).state == .waived)
        #expect(Self.row(Requirement(id: "A", text: "t"), .skipped).state == .untested)
    }

    @Test func theVerdictsAreThoseOfEARL() {
        let words = RequirementTable.State.allCases.map { "\($0) \($0.earl.outcome) \($0.mode)" }
        #expect(
            words == [
                "broken failed automatic", "unclear cantTell automatic", "waived failed automatic",
                "untested untested automatic", "asked cantTell automatic", "attested passed manual",
                "met passed automatic", "inapplicable inapplicable manual",
            ]
        )
    }

    @Test func theShareAndTheLevelAreShown() {
        let row = Self.row(Requirement(id: "A", text: "t", level: .should), .passed, .failed)
        #expect(row.note == " (should, 1 of 2)")
        #expect(Self.row(Requirement(id: "A", text: "t")).note == "")
    }
}
