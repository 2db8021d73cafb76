import JSON
import Measurement
import Quantities
package import Results

/// The waivers of a run: what they accept of its cases, and which of them have to go.
package struct WaiverList: Sendable {
    private let waivers: [Waiver]
    private let today: Int

    /// `waivers`, as they hold at a time of day in milliseconds since 1970.
    package init(_ waivers: [Waiver], at moment: Int64) {
        self.waivers = waivers
        today = Day.number(at: moment)
    }

    /// A waiver holds until its day is over.
    private func holds(_ waiver: Waiver) -> Bool { Day.number(waiver.until).map { today <= $0 } ?? false }

    /// `result`, waived when each of its findings is; one whose waiver is over says so.
    package func apply(to result: CaseResult, in suite: String) -> CaseResult {
        let findings = result.steps.flatMap(\.findings)
        guard result.verdict == .failed, !findings.isEmpty else { return result }
        let own = waivers.filter { $0.isAbout(result, in: suite) }
        var result = result
        var used: [Waiver] = []
        for finding in findings {
            if let waiver = own.first(where: { holds($0) && $0.isAbout(finding) }) {
                if !used.contains(waiver) { used.append(waiver) }
            } else {
                let over = own.first { !holds($0) && $0.isAbout(finding) }
                result.reason = over.map { "a waiver is over since \($0.until) (\($0.owner): \($0.reason))" } ?? ""
                return result
            }
        }
        result.verdict = .waived
        result.reason = used.map(\.description).joined(separator: "; ")
        return result
    }

    /// What became of each in `run`, to which they were applied. Of a run that `isWhole` all cases of its suites were
    /// chosen: only then is a waiver unneeded that names no case of it.
    package func results(of run: RunResult, isWhole: Bool) -> [WaiverResult] {
        waivers.map { waiver in
            let about = run.suites.flatMap { suite in suite.cases.filter { waiver.isAbout($0, in: suite.name) } }
            let failing = about.filter { result in
                (result.verdict == .failed || result.verdict == .waived)
                    && result.steps.contains { $0.findings.contains(where: waiver.isAbout) }
            }
            guard failing.isEmpty else {
                return WaiverResult(waiver, holds(waiver) ? .applied : .expired, cases: failing.map(\.name))
            }
            guard isDecided(waiver, about, run, isWhole) else { return WaiverResult(waiver, .idle) }
            return UnknownWaiver.words(waiver, run).map { WaiverResult.unknown(waiver, $0) }
                ?? WaiverResult(waiver, .unneeded)
        }
    }

    /// Whether enough was measured to say that a failure no longer occurs.
    private func isDecided(_ waiver: Waiver, _ about: [CaseResult], _ run: RunResult, _ isWhole: Bool) -> Bool {
        guard !run.interrupted, isWhole || waiver.caseName != nil && !about.isEmpty else { return false }
        if about.isEmpty { return true }
        return about.allSatisfy { $0.verdict != .error } && about.contains { $0.verdict != .skipped }
    }

    /// The name of the suite that holds the waivers that have to go, or to be mended.
    package static let suiteName = "Waivers"

    /// `run` with what became of the waivers: those that have to go or to be mended fail it, as cases of a suite of
    /// their own that every report shows.
    package static func adding(_ results: [WaiverResult], to run: RunResult) -> RunResult {
        var run = run
        run.waivers = results
        let broken = results.filter { $0.state == .unneeded || $0.state == .unknown }
        guard let first = broken.first?.waiver else { return run }
        var suite = SuiteResult(
            name: suiteName,
            description:
                "Waivers whose failure no longer occurs, or that name what nobody has: they have to go or to be mended, so that the "
                + "list tells what is accepted.",
            file: first.file,
            target: run.suites.first?.target ?? "",
            startedAt: run.startedAt,
            duration: 0,
            cases: broken.map { failure($0, run) },
            responseTime: .empty
        )
        suite.mock = run.suites.first?.mock
        run.suites.append(suite)
        return run
    }

    private static func failure(_ result: WaiverResult, _ run: RunResult) -> CaseResult {
        let waiver = result.waiver
        // A failure that was mended leaves no name behind, nor does one that was never there.
        let mended = waiver.finding.map { ", or mend the finding's name if '\($0)' isn't how it is spelt" } ?? ""
        let finding = Finding(
            "waiver",
            expected: "the failure that is waived until \(waiver.until) by \(waiver.owner)",
            found: result.unknown ?? "no case that fails so: take the waiver out of the list\(mended)"
        )
        return CaseResult(
            name: "\(waiver.subject), line \(waiver.line)",
            scenario: waiver.subject,
            file: waiver.file,
            line: waiver.line,
            verdict: .failed,
            startedAt: run.endedAt,
            duration: 0,
            steps: [StepResult(name: "", findings: [finding], expectations: 1)]
        )
    }
}
