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

    @Test func whatIsRefusedAlikeAtManyPlacesIsOneCause() {
        func refused(_ places: [String], _ status: Int) -> [CaseResult] {
            places.map { Self.broken("accepts \($0)", $0, status, expected: "2xx") }
        }
        let few = Cause.all(of: Sample.run(refused(["a", "b", "c"], 404)))
        #expect(few.map(\.title) == ["a", "b", "c"].map { "POST /pets at \($0): refuses what the contract allows" })
        let many = Cause.all(
            of: Sample.run(refused(["a", "b", "c", "d"], 404) + refused(["a"], 409) + refused(["d"], 404))
        )
        #expect(
            many.map(\.title) == [
                "POST /pets at 4 places (a, b, c, ...): refuses what the contract allows",
                "POST /pets at a: refuses what the contract allows",
            ]
        )
        #expect(many.map(\.places.count) == [5, 1])
        // One field of all operations: one cause.
        let shared = (1...5).map { number in
            var result = Self.broken("accepts \(number)", "x-version", 400, expected: "2xx")
            result.subject?.operation = "GET /pets/\(number)"
            return result
        }
        #expect(
            Cause.all(of: Sample.run(shared)).map(\.title) == [
                "5 operations (GET /pets/1, GET /pets/2, GET /pets/3, ...) at x-version: refuses what the contract allows"
            ]
        )
        // What a server carries out or fails at depends on the place.
        let accepted = Cause.all(of: Sample.run(["a", "b", "c", "d"].map { Self.broken("refuses \($0)", $0, 201) }))
        #expect(accepted.count == 4)
        // A server that is busy is so whatever it is asked; one that breaks breaks on something.
        for (status, count) in [(503, 1), (502, 1), (504, 1), (500, 4)] {
            let failed = Cause.all(
                of: Sample.run(["a", "b", "c", "d"].map { Self.broken("accepts \($0)", $0, status) })
            )
            #expect(failed.count == count, "\(status)")
        }
        // To be led elsewhere isn't to be let in.
        let led = Cause.all(of: Sample.run([Self.broken("refuses nobody", "", 302, expected: "401 or 403")]))
        #expect(led.map(\.title) == ["POST /pets: answers with another status"])
    }

    /// One request may hang all of a server: what is sent meanwhile finds it stuck, whatever it asks for.
    @Test func aStuckServerIsOneCauseInAllOperations() {
        func results(_ status: Int?, of operations: Int) -> [CaseResult] {
            (0..<operations).map { number in
                var result = Self.broken("accepts \(number)", "field \(number)", status ?? 0)
                result.subject?.operation = "GET /pets/\(number)"
                guard status == nil else { return result }
                result.steps[0].response = nil
                result.steps[0].failure = ExchangeFailure(.timeout, "no answer")
                return result
            }
        }
        for status in [503, nil] {
            #expect(
                Cause.all(of: Sample.run(results(status, of: 4))).map(\.title) == [
                    "4 operations (GET /pets/0, GET /pets/1, GET /pets/2, ...) at 4 places "
                        + "(field 0, field 1, field 2, ...): the server failed"
                ]
            )
            #expect(Cause.all(of: Sample.run(results(status, of: 3))).count == 3)
        }
        #expect(Cause.all(of: Sample.run(results(500, of: 4))).count == 4)
    }

    /// What one change of a request does at many places, or in many operations, it does by what they have in common.
    @Test func oneChangeIsOneCauseWhereverItIsMade() {
        func results(_ kind: String, _ status: Int, _ operations: Int, _ places: Int, expected: String = "400")
            -> [CaseResult]
        {
            (0..<operations).flatMap { operation in
                (0..<places).map { place in
                    var result = Self.broken("\(operation) \(place)", "p\(place)", status, expected: expected)
                    result.subject?.operation = "GET /\(operation)"
                    result.tags = ["nightly", "generated", kind]
                    return result
                }
            }
        }
        func titles(_ results: [CaseResult]) -> [String?] { Cause.all(of: Sample.run(results)).map(\.title) }
        #expect(
            titles(results("query-broken-encoding", 500, 1, 5)) == [
                "GET /0 at 5 places (p0, p1, p2, ...): the server failed"
            ]
        )
        #expect(
            titles(results("field-null", 200, 4, 1)) == [
                "4 operations (GET /0, GET /1, GET /2, ...) at p0: carries out what the contract forbids"
            ]
        )
        #expect(titles(results("field-null", 500, 3, 1)).count == 3)
        let mixed = results("a", 500, 1, 4) + results("b", 500, 1, 2)
        #expect(titles(mixed).count == 1, "one of them at all places")
        let others = results("a", 500, 4, 1) + results("b", 500, 4, 1)
        #expect(titles(others).count == 4, "of operations not by two changes")
        func whole(_ results: [CaseResult]) -> [CaseResult] {
            results.map { result in
                var result = result
                result.subject?.place = ""
                return result
            }
        }
        #expect(titles(whole(results("path-case", 307, 5, 1, expected: "404"))).count == 1)
        #expect(titles(whole(results("valid-request", 404, 5, 1, expected: "2xx"))).count == 1)
        #expect(
            titles(whole(results("valid-request", 422, 5, 1, expected: "2xx"))).count == 5,
            "each for its own reason"
        )
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
