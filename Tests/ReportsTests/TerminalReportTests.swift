import Foundation
import HTTP
import JSON
import Measurement
import Results
import Testing

@testable import Reports

/// The terminal report, as snapshots in `Tests/Snapshots/Terminal`: after a wanted change, run the tests with
/// `MUSTER_UPDATE_SNAPSHOTS=1` and read the difference.
@Suite struct TerminalReportTests {
    static let snapshots: [(name: String, run: RunResult, options: TerminalReport.Options)] = [
        ("passed", Sample.run([Sample.passed]), options()),
        ("failed", Sample.run([Sample.passed, Sample.failed]), options()),
        ("failed-in-colour", Sample.run([Sample.passed, Sample.failed]), options { $0.isColoured = true }),
        ("not-measured", Sample.run([Sample.passed, Sample.unmeasured]), options()),
        ("skipped", Sample.run([Sample.passed, Sample.skipped]), options()),
        ("questions", Sample.run([Sample.asked("yes"), Sample.asked(nil)]), options()),
        ("burst", Sample.run([Sample.loaded(.burst, .failed)]), options()),
        ("load", Sample.run([Sample.loaded(.load)]), options()),
        ("rows", Sample.run(rows), options()),
        ("interrupted", Sample.run([Sample.passed, Sample.skipped]) { $0.interrupted = true }, options()),
        ("everything", Sample.everything, options { $0.reports = ["reports/junit.xml", "reports/results.json"] }),
        ("everything-narrow", Sample.everything, options { $0.width = 60 }),
        ("everything-in-colour", Sample.everything, options { $0.isColoured = true }),
        ("quiet", Sample.everything, options { $0.verbosity = .quiet }),
        ("verbose", Sample.run([Sample.passed, Sample.skipped]), options { $0.verbosity = .verbose }),
        ("nothing", Sample.run([]), options()),
        ("hostile", hostile, options()),
    ]

    private static func options(_ change: (inout TerminalReport.Options) -> Void = { _ in }) -> TerminalReport.Options {
        var options = TerminalReport.Options()
        change(&options)
        return options
    }

    /// Three rows of one scenario that passed, and two of another of which one was broken.
    private static let rows: [CaseResult] = {
        let names = [("refuses", "a", Verdict.passed), ("refuses", "b", .passed), ("refuses", "c", .skipped)]
        let others = [("accepts", "a", Verdict.passed), ("accepts", "b", .failed)]
        return (names + others).map { scenario, row, verdict in
            var result = Sample.result("\(scenario) [x=\(row)]", verdict, steps: [Sample.step()])
            result.scenario = scenario
            result.line = scenario == "refuses" ? 3 : 9
            if verdict == .failed { result.steps[0].findings = [Sample.missing] }
            return result
        }
    }()

    private static let hostile: RunResult = {
        let text = Hostile.texts.map { "\($0.name): \($0.text)" }.joined(separator: "|")
        var step = Sample.step(findings: [Finding("body", expected: text, found: text, diff: text)])
        step.response = Sample.response(text)
        step.response?.headers.append("X-Hostile", text)
        let question = QuestionResult(question: text, answer: text, observed: text, pinned: nil, answers: [text])
        let cases = [
            Sample.result(text, .failed, steps: [step]), Sample.result("skipped", .skipped, reason: text),
            Sample.result("asked", .answered, question: question),
            Sample.result("error", .error, reason: text, steps: [StepResult(name: text, error: text)]),
        ]
        return Sample.run(cases) { run in
            run.suites[0].name = text
            run.suites[0].file = text
            run.suites[0].target = text
            run.suites[0].warnings = [text]
            run.suites[0].requirements = [Requirement(id: text, text: text)]
        }
    }()

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Snapshots/Terminal")

    @Test(arguments: snapshots.indices)
    func isAsItWas(index: Int) throws {
        let (name, run, options) = Self.snapshots[index]
        let text = TerminalReport.text(run, options)
        let file = Self.folder.appendingPathComponent("\(name).txt")
        if ProcessInfo.processInfo.environment["MUSTER_UPDATE_SNAPSHOTS"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: file, encoding: .utf8)), "\(name) has changed")
    }

    /// The only control characters are line feeds and, with colours, the escapes of this program's own.
    @Test(arguments: snapshots.indices, [true, false])
    func nothingThatATerminalObeysComesFromOutside(index: Int, isColoured: Bool) throws {
        var options = Self.snapshots[index].options
        options.isColoured = isColoured
        options.verbosity = .verbose
        let text = TerminalReport.text(Self.snapshots[index].run, options)
        let plain = isColoured ? text.replacing(/\u{1B}\[(0|1|2|31|32|33|36)m/, with: "") : text
        let obeyed = plain.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar != "\n" && scalar != "\t"
            case .format: scalar.properties.isBidiControl
            case .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
        #expect(obeyed.isEmpty, "\(obeyed.map { String($0.value, radix: 16) })")
    }

    @Test(arguments: snapshots.indices)
    func coloursAddNothingButColours(index: Int) {
        var options = Self.snapshots[index].options
        options.isColoured = true
        let coloured = TerminalReport.text(Self.snapshots[index].run, options)
        options.isColoured = false
        let plain = TerminalReport.text(Self.snapshots[index].run, options)
        #expect(coloured.replacing(/\u{1B}\[(0|1|2|31|32|33|36)m/, with: "") == plain)
        #expect(coloured != plain)
    }

    @Test(arguments: [
        ([Sample.passed], "ACCEPTED"), ([Sample.failed], "NOT ACCEPTED"), ([Sample.unmeasured], "NO VERDICT"),
    ])
    func theVerdictIsThatOfTheExitCode(cases: [CaseResult], words: String) {
        #expect(TerminalReport.text(Sample.run(cases)).contains("\n\(words)"))
    }
}
