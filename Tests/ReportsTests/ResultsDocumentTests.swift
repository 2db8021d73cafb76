import Foundation
import HTTP
import JSON
import JSONSchema
import Measurement
import Results
import Testing

@testable import Reports

/// `results.json` and the schema that is published for it.
@Suite struct ResultsDocumentTests {
    static func schemaDocument() throws -> JSONValue {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return try JSONParser.parse(Array(Data(contentsOf: root.appendingPathComponent("docs/results.schema.json"))))
    }

    static let runs: [(name: String, run: RunResult)] =
        [
            ("everything", Sample.everything),
            ("nothing", Sample.run([]) { $0.suites = [] }),
            ("passed", Sample.run([Sample.passed])),
            ("failed", Sample.run([Sample.failed])),
            ("not measured", Sample.run([Sample.unmeasured])),
            ("skipped", Sample.run([Sample.skipped])),
            ("asked", Sample.run([Sample.asked("yes"), Sample.asked(nil)])),
            ("burst and load", Sample.run([Sample.loaded(.burst, .failed), Sample.loaded(.load)])),
            ("bare step", Sample.run([Sample.result("n", .passed, steps: [StepResult(name: "")])])),
        ]
        + Hostile.texts.map { ("hostile: \($0.name)", Sample.run([Sample.result($0.text, .error, reason: $0.text)])) }

    @Test(arguments: runs.indices)
    func isValidUnderItsSchema(index: Int) throws {
        let schema = try JSONSchema(Self.schemaDocument())
        let violations = schema.validate(ResultsDocument.json(Self.runs[index].run))
        #expect(violations.isEmpty, "\(Self.runs[index].name): \(violations.map(\.description))")
    }

    /// The schema lets members pass that it doesn't know; this program writes none of them.
    @Test(arguments: runs.indices)
    func hasNoMemberThatTheSchemaDoesNotDescribe(index: Int) throws {
        let schema = try JSONSchema(Self.closed(Self.schemaDocument()))
        let violations = schema.validate(ResultsDocument.json(Self.runs[index].run))
        #expect(violations.isEmpty, "\(Self.runs[index].name): \(violations.map(\.description))")
    }

    /// The schema with `additionalProperties: false` in every object.
    private static func closed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var closed = JSONObject(object.map { JSONObject.Member(name: $0.name, value: Self.closed($0.value)) })
            if case .object? = object["properties"], case .array? = object["required"] {
                closed["additionalProperties"] = false
            }
            return .object(closed)
        case .array(let elements): return .array(elements.map(closed))
        default: return value
        }
    }

    @Test(arguments: [
        ("/version", JSONValue.number(JSONNumber(2))), ("/seed", 1), ("/exitCode", 2), ("/suites/0/name", .null),
        ("/suites/0/cases/0/verdict", "good"), ("/suites/0/cases/0/durationNs", -1), ("/suites/0/cases/0/line", 0),
        ("/suites/0/cases/0/steps/0/response/status", "200"), ("/suites/0/cases/2/steps/0/failure/category", "bad"),
        ("/suites/0/cases/6/steps/0/load/statuses", .object(JSONObject())),
    ])
    func theSchemaRefusesWhatIsWrong(pointer: String, value: JSONValue) throws {
        let schema = try JSONSchema(Self.schemaDocument())
        let document = ResultsDocument.json(Sample.everything)
        let place = try #require(JSONPointer(pointer))
        #expect(place.value(in: document) != nil)
        #expect(!schema.isValid(Self.replacing(place.tokens[...], in: document, by: value)))
    }

    static func replacing(_ way: ArraySlice<String>, in value: JSONValue, by new: JSONValue) -> JSONValue {
        guard let first = way.first else { return new }
        switch value {
        case .object(var object):
            object[first] = object[first].map { replacing(way.dropFirst(), in: $0, by: new) }
            return .object(object)
        case .array(var elements):
            if let index = Int(first) { elements[index] = replacing(way.dropFirst(), in: elements[index], by: new) }
            return .array(elements)
        default: return value
        }
    }

    @Test(arguments: runs.indices)
    func survivesBeingWrittenAndRead(index: Int) throws {
        let bytes = ResultsDocument.bytes(Self.runs[index].run)
        #expect(try JSONSerializer.serialize(JSONParser.parse(bytes), style: .pretty) == bytes)
    }

    @Test func holdsWhatTheRunHolds() throws {
        let document = ResultsDocument.json(Sample.everything)
        func at(_ pointer: String) throws -> JSONValue? { try #require(JSONPointer(pointer)).value(in: document) }
        #expect(try at("/format") == "muster-results")
        #expect(try at("/seed") == "18446744073709551615")
        #expect(try at("/startedAtMs") == .number(JSONNumber(Sample.noon)))
        #expect(try at("/durationNs") == 1_234_567_890)
        #expect(try at("/exitCode") == 1)
        #expect(try at("/interrupted") == true)
        #expect(try at("/totals") == ["passed": 5, "failed": 3, "error": 1, "skipped": 1, "answered": 2, "waived": 1])
        #expect(try at("/suites/0/requirements/0/state") == "broken")
        #expect(try at("/suites/0/requirements/0/cases") == ["reads an order"])
        #expect(try at("/suites/0/cases/0/steps/0/timings/tlsNs") == .null)
        #expect(try at("/suites/0/cases/0/steps/0/timings/connectNs") == 90_000)
        #expect(try at("/suites/0/cases/1/steps/0/findings/0/pointer") == "/item")
        #expect(try at("/suites/0/cases/1/steps/0/findings/1/pointer") == .null)
        #expect(try at("/suites/0/cases/4/question/answer") == "yes")
        #expect(try at("/suites/0/cases/5/question/answer") == .null)
        let load = try #require(try at("/suites/0/cases/6/steps/0/load"))
        #expect(load["unsent"] == 1)
        #expect(load["goodputPerSecond"] == 30)
        #expect(load["statuses"] == [["status": 200, "count": 60], ["status": 503, "count": 3]])
        #expect(load["responseTime"]?["meanNs"] == 2_500_000.5)
        #expect(load["responseTime"]?["percentiles"]?.array?.count == 3)
    }

    @Test func exitCodes() {
        #expect(Sample.run([Sample.passed, Sample.skipped, Sample.asked(nil)]).exitCode == 0)
        #expect(Sample.run([Sample.failed, Sample.unmeasured]).exitCode == 1)
        #expect(Sample.run([Sample.passed, Sample.unmeasured]).exitCode == 3)
        #expect(Sample.run([Sample.passed]) { $0.interrupted = true }.exitCode == 3)
        #expect(Sample.run([Sample.failed]) { $0.interrupted = true }.exitCode == 1)
    }
}
