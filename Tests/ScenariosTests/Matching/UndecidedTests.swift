import HTTP
import JSON
import JSONPath
import Results
import Testing

@testable import Decoding
@testable import Matching
@testable import Scenarios

/// What can't be judged has not passed: a regular expression at its limit is neither "no match" nor a match.
@Suite("What can't be judged") struct UndecidedTests {
    /// It reaches the limit on steps before it comes to the alternative that would match.
    private static let pattern = #"^(?:(a|a)*\\1?b|.*secret)"#
    private static let text = String(repeating: "a", count: 40) + "secret"
    private static let open = #"{ "matches": "\#(pattern)" }"#

    private static let context = {
        var context = MatchContext(now: 0)
        context.patternSteps = 100_000
        return context
    }()

    private static func truth(_ matcher: String, _ value: JSONValue) throws -> Truth {
        switch try Fixtures.matcher(matcher).judge(value, context) {
        case .passes: .passes
        case .fails: .fails
        case .undecided: .undecided
        }
    }

    private static let table: [(matcher: String, truth: Truth)] = [
        (open, .undecided),
        (#"{ "not": \#(open) }"#, .undecided),
        (#"{ "not": { "not": \#(open) } }"#, .undecided),
        (#"{ "not": \#(open), "type": "string" }"#, .undecided),
        (#"{ "all": [\#(open), { "type": "number" }] }"#, .fails),
        (#"{ "all": [{ "type": "string" }, \#(open)] }"#, .undecided),
        (#"{ "any": [\#(open), { "type": "string" }] }"#, .passes),
        (#"{ "any": [\#(open), { "type": "number" }] }"#, .undecided),
        (#"{ "not": { "all": [\#(open), { "type": "number" }] } }"#, .passes),
        (#"{ "not": { "any": [\#(open), { "type": "number" }] } }"#, .undecided),
    ]

    @Test(arguments: table.indices)
    func `stays so through every matcher`(row: Int) throws {
        let (matcher, truth) = Self.table[row]
        #expect(try Self.truth(matcher, .string(Self.text)) == truth, "\(matcher)")
    }

    @Test func `stays so in lists`() throws {
        let list: JSONValue = ["x", .string(Self.text)]
        #expect(try Self.truth(#"{ "each": { "not": \#(Self.open) } }"#, list) == .undecided)
        #expect(try Self.truth(#"{ "each": { "not": \#(Self.open) } }"#, [.string(Self.text), "secret"]) == .fails)
        #expect(try Self.truth(#"{ "contains": \#(Self.open) }"#, list) == .undecided)
        #expect(try Self.truth(#"{ "contains": \#(Self.open) }"#, [.string(Self.text), "secret"]) == .passes)
        #expect(try Self.truth(#"{ "not": { "contains": \#(Self.open) } }"#, list) == .undecided)
    }

    @Test func `says so`() throws {
        let outcome = try Fixtures.matcher(#"{ "not": \#(Self.open) }"#)
            .judge(.string(Self.text), Self.context)
        #expect(outcome.mismatch?.found.hasPrefix("no answer: none after 100000 steps") == true)
    }

    /// What brings each place of an expectation to a limit, for a document of lists in lists.
    private static let expectations = [
        #"{ "json": { "$..*..*..*..*": { "not": ["x"] } } }"#,
        #"{ "json": { "$..*..*..*..*": { "any": ["x", { "type": "array" }] } } }"#,
        #"{ "byStatus": { "200": { "json": { "$..*..*..*..*": { "missing": true } } } } }"#,
    ]

    private static let nested = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)

    private static func subject(_ body: String, _ headers: [HeaderField] = []) -> Subject {
        let response = HTTPResponse(
            status: 200,
            version: "HTTP/1.1",
            headers: HeaderFields(headers),
            body: Array(body.utf8)
        )
        let exchange = Exchange(outcome: .success(response), timings: PhaseTimings(total: 0), intended: 0, started: 0)
        return Subject(exchange, parsing: true)
    }

    @Test(arguments: expectations)
    func `is a finding of every expectation`(text: String) throws {
        let judgement = try Fixtures.expectation(text).judge(Self.subject(Self.nested), now: 0)
        #expect(!judgement.passes)
        #expect(judgement.truth == .undecided, "\(judgement.findings)")
    }

    @Test func `is a finding of a schema`() throws {
        let schema = #"{ "schema": { "properties": { "a": { "not": { "pattern": "\#(Self.pattern)" } } } } }"#
        let judgement = try Fixtures.expectation(schema).judge(Self.subject(#"{"a":"\#(Self.text)"}"#), now: 0)
        #expect(judgement.truth == .undecided, "\(judgement.findings)")
    }

    @Test func `is decided by what is broken beside it`() throws {
        let expectation = try Fixtures.expectation(#"{ "status": 201, "json": { "$..*..*..*..*": { "not": ["x"] } } }"#)
        let judgement = expectation.judge(Self.subject(Self.nested), now: 0)
        #expect(judgement.truth == .fails)
        #expect(judgement.findings.count == 2)
    }

    @Test func `is a capture that says why it found nothing`() throws {
        let node = try Fixtures.node(#"{ "it": "$..*..*..*..*" }"#)
        let capture = try #require(Capture.decode(node, Problems()).first)
        let subject = Self.subject(Self.nested)
        #expect(capture.value(in: subject) == nil)
        #expect(capture.finding(in: subject).found.hasPrefix("no answer: expected the JSONPath"))
    }

    @Test func `is no value that all responses have in common`() throws {
        let together = try Fixtures.expectation(#"{ "same": ["$..*..*..*..*"] }"#, forMany: true).together
        guard case .undecided = together.values(of: Self.subject(Self.nested)).first else {
            Issue.record("it was decided")
            return
        }
    }
}
