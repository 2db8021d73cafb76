import Foundation
import HTTP
import JSON
import Results
import Testing

@testable import Reports

/// What is written is well-formed, and valid against both schemas in use, whatever servers and suites hold.
@Suite(.enabled(if: XMLLint.path != nil, XMLLint.missing)) struct JUnitSchemaTests {
    /// A run whose every text is `text`.
    private static func run(of text: String) -> RunResult {
        var finding = Finding("json.\(text)", expected: text, found: text, diff: text)
        finding.pointer = JSONPointer(tokens: [text])
        var step = StepResult(name: text, findings: [finding], error: text)
        step.response = Sample.response(text)
        step.response?.reason = text
        step.response?.headers.append(text, text)
        step.request = Sample.request
        step.request?.url = text
        step.request?.curl = text
        step.failure = ExchangeFailure(.reset, text)
        step.load = Sample.load(.burst)
        step.load?.model = text
        step.load?.examples[0].kind = text
        let question = QuestionResult(question: text, answer: text, observed: text, pinned: text, answers: [text])
        let cases = Verdict.allCases.map { verdict in
            var result = Sample.result(text, verdict, reason: text, steps: [step], question: question)
            (result.file, result.scenario, result.tags, result.covers) = (text, text, [text], [text])
            return result
        }
        return Sample.run(cases) { run in
            run.tool = text
            run.suites[0].name = text
            run.suites[0].description = text
            run.suites[0].file = text
            run.suites[0].target = text
            run.suites[0].warnings = [text]
            run.suites[0].requirements = [Requirement(id: text, text: text, source: text)]
        }
    }

    @Test(arguments: Hostile.texts.indices)
    func hostileTextsAreWellFormed(index: Int) throws {
        let document = JUnitReport.xml(Self.run(of: Hostile.texts[index].text))
        #expect(try XMLLint.complaints(document) == "")
        #expect(String(validating: document, as: UTF8.self) != nil)
    }

    @Test(.enabled(if: XMLLint.schemas != nil, "the JUnit schemas are not at hand"), arguments: Hostile.texts.indices)
    func hostileTextsAreValid(index: Int) throws {
        let document = JUnitReport.xml(Self.run(of: Hostile.texts[index].text))
        for schema in try #require(XMLLint.schemas) { #expect(try XMLLint.complaints(document, schema: schema) == "") }
    }

    @Test(.enabled(if: XMLLint.schemas != nil, "the JUnit schemas are not at hand"))
    func aMegabyteIsValid() throws {
        #expect(Hostile.long.utf8.count > 1 << 20)
        var step = Sample.step(findings: [Finding("body", expected: "less", found: Hostile.long)])
        step.response = Sample.response(Hostile.long)
        let document = JUnitReport.xml(Sample.run([Sample.result("n", .failed, steps: [step])]))
        for schema in try #require(XMLLint.schemas) { #expect(try XMLLint.complaints(document, schema: schema) == "") }
    }

    @Test(.enabled(if: XMLLint.schemas != nil, "the JUnit schemas are not at hand"))
    func everythingIsValid() throws {
        let runs = [Sample.everything, Sample.run([]), Sample.run([]) { $0.suites = [] }]
        for document in runs.map(JUnitReport.xml) {
            for schema in try #require(XMLLint.schemas) {
                #expect(try XMLLint.complaints(document, schema: schema) == "")
            }
        }
    }

    /// Jenkins reads what its own schema says, repeated cases among it.
    @Test(.enabled(if: XMLLint.schemas != nil, "the JUnit schemas are not at hand"))
    func whatIsForJenkinsIsValid() throws {
        let schema = try #require(XMLLint.schemas).first
        for run in [Sample.everything, Sample.run([])] + Hostile.texts.map({ Self.run(of: $0.text) }) {
            for unit in JUnitReport.Unit.allCases {
                #expect(try XMLLint.complaints(JUnitReport.xml(run, .jenkins, by: unit), schema: schema) == "")
            }
        }
    }

    /// The check itself can fail.
    @Test(.enabled(if: XMLLint.schemas != nil, "the JUnit schemas are not at hand"))
    func whatIsWrongIsFound() throws {
        let broken = Array("<testsuites><testsuite/></testsuites>".utf8)
        for schema in try #require(XMLLint.schemas) { #expect(try XMLLint.complaints(broken, schema: schema) != "") }
        #expect(try XMLLint.complaints(Array("<a>\u{1}</a>".utf8)) != "")
    }
}
