import Foundation
import HTTP
import Results
import Testing

@testable import Reports

/// Findings of cases that were made from a contract: one for each cause, the worst first.
@Suite struct CauseTests {
    private static func broken(
        _ name: String,
        _ place: String,
        _ status: Int,
        expected: String = "400 or 422",
        check: String = "status"
    ) -> CaseResult {
        let finding = Finding(check, expected: expected, found: "\(status)")
        var step = Sample.step(findings: [finding])
        step.response?.status = status
        step.request?.curl = "curl \(name)"
        var result = Sample.result(name, .failed, steps: [step])
        result.subject = CaseSubject(operation: "POST /pets", place: place, group: "fields")
        return result
    }

    private static let cases = [
        broken("refuses name as a number, in a long request", "name", 201),
        broken("refuses name as null", "name", 201),
        broken("refuses age as a text", "age", 201),
        broken("accepts a valid request", "", 404, expected: "2xx"),
        broken("refuses a bell", "name", 500),
        broken("has a schema", "name", 400, expected: "a string", check: "schema"),
        broken("has a schema too", "age", 400, expected: "a string", check: "schema"),
    ]

    @Test func causesAreByOperationCheckPlaceAndAnswer() {
        let causes = Cause.all(of: Sample.run(Self.cases))
        #expect(
            causes.map(\.title) == [
                "POST /pets at name: the server failed",
                "POST /pets at name: carries out what the contract forbids",
                "POST /pets at age: carries out what the contract forbids",
                "POST /pets: refuses what the contract allows",
                "POST /pets: an answer without its form",
            ]
        )
        #expect(causes.map(\.places.count) == [1, 2, 1, 1, 2])
    }

    @Test func theSmallestRequestIsShown() throws {
        let run = Sample.run(Self.cases)
        let causes = Cause.all(of: run)
        #expect(causes[1].curl(of: run) == "curl refuses name as null")
        let text = TerminalReport.text(run, TerminalReport.Options())
        let place = try #require(text.range(of: "FAILED  POST /pets at name: carries out what the contract forbids"))
        #expect(text[place.upperBound...].hasPrefix("  2 cases\n  refuses name as null\n"))
        #expect(MarkdownReport.text(run).contains("- repeat it with `curl refuses name as null`"))
    }

    @Test func aServerErrorIsOneCauseHoweverItIsFound() {
        var result = Self.broken("a", "name", 500)
        result.steps[0].findings.append(Finding("contract.server-error", expected: "a status below 500", found: "500"))
        #expect(Cause.all(of: Sample.run([result])).count == 1)
    }

    @Test func whatAPersonWroteStaysAsItIs() {
        var own = Self.broken("own", "", 201)
        own.subject = nil
        let causes = Cause.all(of: Sample.run([own, Self.cases[4]]))
        #expect(causes.map(\.title) == ["POST /pets at name: the server failed", nil])
    }

    @Test func aTestcaseMayBeAnOperation() {
        let passed = Sample.passed
        let xml = String(
            decoding: JUnitReport.xml(Sample.run([passed] + Self.cases), .strict, by: .operation),
            as: UTF8.self
        )
        #expect(xml.contains(#"tests="2" failures="1""#), "\(xml)")
        #expect(xml.contains(#"<testcase name="POST /pets: fields""#))
        #expect(xml.contains("7 of 7 cases"))
    }
}
