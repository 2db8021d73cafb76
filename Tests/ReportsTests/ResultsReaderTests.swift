import JSON
import Results
import Testing

@testable import Reports

/// Results that were written and read again are the same: every report can be made once more.
@Suite struct ResultsReaderTests {
    private static let runs = ResultsDocumentTests.runs.map(\.run)

    @Test(arguments: runs.indices)
    func whatWasReadIsWrittenWithTheSameBytes(index: Int) throws {
        let bytes = ReportFormat.json.bytes(Self.runs[index])
        let run = try ResultsReader.run(try JSONParser.parse(bytes))
        for format in ReportFormat.allCases {
            #expect(format.bytes(run) == format.bytes(Self.runs[index]), "\(format)")
        }
        var verbose = TerminalReport.Options()
        verbose.verbosity = .verbose
        verbose.showsCoverage = true
        #expect(TerminalReport.text(run, verbose) == TerminalReport.text(Self.runs[index], verbose))
    }

    /// Nothing of a run gets lost but what only other tools' files hold, and the part of a response that came before it
    /// broke.
    @Test func everythingIsReadBack() throws {
        let run = try ResultsReader.run(ResultsDocument.json(Sample.everything))
        #expect(run == Sample.everything)
    }

    @Test func whatIsNotKnownIsPassedOverAndWhatCameLaterMayBeMissing() throws {
        guard case .object(var document) = ResultsDocument.json(Sample.run([Sample.passed])) else { return }
        document["future"] = ["a": [1, 2]]
        document["host"] = nil
        let run = try ResultsReader.run(.object(document))
        #expect(run.suites[0].cases == [Sample.passed])
    }

    @Test(arguments: [
        ("/format", JSONValue.string("other"), "the document: expected the results of a run"),
        ("/version", 2, "/version: expected 1, found 2"),
        ("/seed", "-1", "/seed: expected a number of 64 bits as a text"),
        ("/durationNs", -1, "/durationNs: expected a whole number from 0 to 18446744073709551615, found -1"),
        ("/suites", .null, "/suites: expected an array, found null"),
        ("/suites/0/cases/1", "x", "/suites/0/cases/1: expected an object, found \"x\""),
        ("/suites/0/cases/1/verdict", "good", "/suites/0/cases/1/verdict: expected one of passed, failed, error"),
        ("/suites/0/cases/1/steps/0/findings/0/pointer", "x", "expected a JSON Pointer, found \"x\""),
        ("/suites/2/cases/1/steps/0/load/offered", 1.5, "/offered: expected a whole number"),
        ("/suites/2/cases/1/steps/0/load/failures/0/category", "bad", "/category: expected one of dns, refused"),
    ])
    func whatIsWrongIsSaidWithItsPlace(pointer: String, value: JSONValue, words: String) throws {
        let place = try #require(JSONPointer(pointer))
        let document = ResultsDocument.json(Sample.everything)
        #expect(place.value(in: document) != nil)
        let error = #expect(throws: ResultsError.self) {
            try ResultsReader.run(ResultsDocumentTests.replacing(place.tokens[...], in: document, by: value))
        }
        #expect(error?.description.contains(words) == true, "\(error.debugDescription)")
    }

    /// A damaged file is refused or read, and nothing of it ends the program: each part is replaced by what it can't
    /// be.
    @Test(arguments: [JSONValue.null, -1, 1e300, "", [], [:]])
    func noDamageEndsTheProgram(value: JSONValue) throws {
        var whole = Sample.everything
        // The last suite has one of each part.
        whole.suites.removeFirst(whole.suites.count - 1)
        let document = ResultsDocument.json(whole)
        for place in Self.places(in: document) {
            let damaged = ResultsDocumentTests.replacing(place[...], in: document, by: value)
            guard let run = try? ResultsReader.run(damaged) else { continue }
            for format in ReportFormat.allCases { _ = format.bytes(run) }
            _ = TerminalReport.text(run)
        }
    }

    private static func places(in value: JSONValue) -> [[String]] {
        switch value {
        case .object(let object):
            [[]] + object.flatMap { member in places(in: member.value).map { [member.name] + $0 } }
        case .array(let elements):
            [[]]
                + elements.prefix(2).enumerated().flatMap { index, element in
                    places(in: element).map { ["\(index)"] + $0 }
                }
        case .null, .bool, .number, .string: [[]]
        }
    }
}
