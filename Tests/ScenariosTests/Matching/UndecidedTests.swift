import HTTP
import JSON
import Results
import Testing

@testable import Scenarios

/// What can't be judged has not passed: a regular expression at its limit is neither "no match" nor a match.
@Suite("What can't be judged") struct UndecidedTests {
    /// It reaches the limit on steps before it comes to the alternative that would match.
    private static let pattern = #"^(?:(a|a)*\\1?b|.*secret)"#
    private static let text = String(repeating: "a", count: 40) + "secret"
    private static let open = #"{ "matches": "\#(pattern)" }"#

    private static func truth(_ matcher: String, _ value: JSONValue) throws -> Truth {
        switch try Workshop.matcher(matcher).judge(value, MatchContext(now: 0)) {
        case .holds: .holds
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
        (#"{ "any": [\#(open), { "type": "string" }] }"#, .holds),
        (#"{ "any": [\#(open), { "type": "number" }] }"#, .undecided),
        (#"{ "not": { "all": [\#(open), { "type": "number" }] } }"#, .holds),
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
        #expect(try Self.truth(#"{ "contains": \#(Self.open) }"#, [.string(Self.text), "secret"]) == .holds)
        #expect(try Self.truth(#"{ "not": { "contains": \#(Self.open) } }"#, list) == .undecided)
    }

    @Test func `says so`() throws {
        let outcome = try Workshop.matcher(#"{ "not": \#(Self.open) }"#)
            .judge(.string(Self.text), MatchContext(now: 0))
        #expect(outcome.mismatch?.found.hasPrefix("no answer: none after 25000000 steps") == true)
    }

    private static let expectations = [
        #"{ "headers": { "X-A": { "not": \#(open) } } }"#,
        #"{ "json": { "$.a": { "not": \#(open) } } }"#,
        #"{ "body": { "not": { "matches": "(?:(a|a)*\\1?b|.*secret)\\W{2}x" } } }"#,
        #"{ "schema": { "properties": { "a": { "not": { "pattern": "\#(pattern)" } } } } }"#,
        #"{ "byStatus": { "200": { "json": { "$.a": { "not": \#(open) } } } } }"#,
    ]

    @Test(arguments: expectations.indices)
    func `is a finding of every expectation`(row: Int) throws {
        let expectation = try Workshop.expectation(Self.expectations[row])
        let response = HTTPResponse(
            status: 200,
            version: "HTTP/1.1",
            headers: HeaderFields([HeaderField("X-A", Self.text)]),
            body: Array(#"{"a":"\#(Self.text)"}"#.utf8)
        )
        let exchange = Exchange(
            outcome: .success(response),
            timings: PhaseTimings(total: 0),
            intended: 0,
            started: 0
        )
        let judgement = expectation.judge(expectation.subject(exchange), now: 0)
        #expect(!judgement.holds)
        #expect(judgement.truth == .undecided, "\(judgement.findings)")
    }

    @Test func `is decided by what is broken beside it`() throws {
        let expectation = try Workshop.expectation(#"{ "status": 201, "headers": { "X-A": { "not": \#(Self.open) } } }"#)
        let headers = HeaderFields([HeaderField("X-A", Self.text)])
        let response = HTTPResponse(status: 200, version: "HTTP/1.1", headers: headers, body: [])
        let exchange = Exchange(outcome: .success(response), timings: PhaseTimings(total: 0), intended: 0, started: 0)
        let judgement = expectation.judge(expectation.subject(exchange), now: 0)
        #expect(judgement.truth == .fails)
        #expect(judgement.findings.count == 2)
    }

    @Test func `is a capture that says why it found nothing`() throws {
        let problems = Problems()
        let node = try Workshop.node(#"{ "it": { "header": "X-A", "matches": "\#(Self.pattern)" } }"#)
        let capture = try #require(Capture.decode(node, problems).first)
        let headers = HeaderFields([HeaderField("X-A", Self.text)])
        let response = HTTPResponse(status: 200, version: "HTTP/1.1", headers: headers, body: [])
        let exchange = Exchange(outcome: .success(response), timings: PhaseTimings(total: 0), intended: 0, started: 0)
        let subject = Subject(exchange, parsing: false)
        #expect(capture.value(in: subject) == nil)
        #expect(capture.finding(in: subject).found.hasPrefix("no answer: none after 25000000 steps"))
    }
}
