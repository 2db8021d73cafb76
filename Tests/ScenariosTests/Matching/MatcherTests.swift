import Diagnostics
import JSON
import Testing

@testable import Decoding
@testable import Matching

@Suite struct MatcherTests {
    private func holds(_ matcher: String, _ value: JSONValue?, isText: Bool = false) throws -> Bool {
        let context = MatchContext(now: Fixtures.noon, isText: isText)
        return try Fixtures.matcher(matcher).judge(value, context).mismatch == nil
    }

    private static let table: [(matcher: String, right: JSONValue, wrong: JSONValue)] = [
        (#""0""#, JSONValue.string("0"), JSONValue.number(JSONNumber(0))),
        (#"0"#, .number(JSONNumber(0)), .string("0")),
        (#"null"#, .null, .bool(false)),
        (#"{ "equals": { "a": [1] } }"#, ["a": [1]], ["a": [2]]),
        (#"{ "not": "x" }"#, "y", "x"),
        (#"{ "in": ["a", 1] }"#, 1, 2),
        (#"{ "matches": "^[a-z]+$" }"#, "abc", "abc1"),
        (#"{ "contains": "b" }"#, "abc", "ac"),
        (#"{ "contains": { ">": 2 } }"#, [1, 3], [1, 2]),
        (#"{ "startsWith": "ab" }"#, "abc", "bc"),
        (#"{ "endsWith": "bc" }"#, "abc", "ab"),
        (#"{ "type": "integer" }"#, 1, 1.5),
        (#"{ "type": ["string", "null"] }"#, .null, 1),
        (#"{ ">=": 1, "<": 3 }"#, 1, 3),
        (#"{ "length": 2 }"#, "éß", "é"),
        (#"{ "length": { ">": 1 } }"#, [1, 2], [1]),
        (#"{ "each": { "type": "string" } }"#, ["a", "b"], ["a", 1]),
        (#"{ "any": ["a", { ">": 5 }] }"#, 6, 5),
        (#"{ "all": [{ "startsWith": "a" }, { "endsWith": "b" }] }"#, "a-b", "a-c"),
        (#"{ "date": "yyyy-MM-dd" }"#, "2026-02-28", "2026-02-30"),
        (
            #"{ "date": { "format": "iso8601", "notOlderThan": "15m", "notInFuture": true } }"#, "2026-11-24T11:45:00Z",
            "2026-11-24T11:44:59Z"
        ),
        (#"{ "date": { "format": "iso8601", "notInFuture": true } }"#, "2026-11-24T12:00:00Z", "2026-11-24T12:00:01Z"),
        // NumericDate (RFC 7519, section 2): a number of seconds, perhaps with a fraction.
        (#"{ "date": "unix" }"#, 1_795_521_600, true),
        (#"{ "date": "unix" }"#, "1795521600", "2026-11"),
        (#"{ "date": "unixms" }"#, 1_795_521_600_123, ["1795521600123"]),
        (#"{ "date": { "format": "unix", "notInFuture": true } }"#, 1_795_521_599.5, 1_795_521_601),
        (#"{ "date": { "format": "unix", "notOlderThan": "1h" } }"#, 1_795_518_000, 1_795_517_999),
        (#"{ "date": { "format": "unix", "notInFuture": true } }"#, -5, 1e300),
        (#"{ "date": "iso8601" }"#, "2026-11-24T12:00:00Z", 1_795_521_600),
    ]

    @Test(arguments: table.indices)
    func `tells right from wrong`(row: Int) throws {
        let (matcher, right, wrong) = Self.table[row]
        #expect(try holds(matcher, right), "\(matcher) must hold for \(right)")
        #expect(try !holds(matcher, wrong), "\(matcher) must not hold for \(wrong)")
    }

    private static let incomparable: [(matcher: String, value: JSONValue)] = [
        (#"{ "not": { ">": 5 } }"#, "6"), (#"{ "not": { ">": 5 } }"#, true), (#"{ "not": { ">": 5, "<": 9 } }"#, "x"),
        (#"{ "not": { "not": { "not": { ">": 5 } } } }"#, "x"), (#"{ "not": { "length": 3 } }"#, 5),
        (#"{ "each": { "not": { "<": 1 } } }"#, [2, "x"]), (#"{ "not": { "any": [{ ">": 5 }, "y"] } }"#, "x"),
    ]

    /// "Not above 5" can't be said of a text: within `not` that is no answer, and so neither is `not` of that.
    @Test(arguments: incomparable)
    func `a comparison that cannot be made is no answer within not`(_ matcher: String, _ value: JSONValue) throws {
        let outcome = try Fixtures.matcher(matcher).judge(value, MatchContext(now: Fixtures.noon))
        guard case .undecided(let mismatch) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(mismatch.found.hasPrefix("no answer: "))
    }

    @Test func `what has no number is told apart`() throws {
        #expect(try holds(#"{ "not": { ">": 5 } }"#, nil))
        #expect(try holds(#"{ "not": { ">": 5 } }"#, .null))
        #expect(try holds(#"{ "not": { ">": 5 } }"#, 5))
        #expect(try holds(#"{ "not": { ">": 5 } }"#, "5", isText: true))
        #expect(try !holds(#"{ "not": { ">": 5 } }"#, "6", isText: true))
        #expect(try holds(#"{ "any": [{ "type": "string" }, { "not": { ">": 5 } }] }"#, "x"))
        #expect(try holds(#"{ "not": { ">": 5, "type": "number" } }"#, "x"))
        #expect(try !holds(#"{ ">": 5 }"#, "x"))
    }

    @Test func `knows what is missing`() throws {
        #expect(try holds(#"{ "exists": true }"#, .null))
        #expect(try !holds(#"{ "exists": true }"#, nil))
        #expect(try holds(#"{ "missing": true }"#, nil))
        #expect(try !holds(#"{ "missing": true }"#, "x"))
        #expect(try !holds(#""x""#, nil))
        #expect(try holds(#"{ "not": "x" }"#, nil))
    }

    @Test func `compares texts of a protocol as texts`() throws {
        #expect(try holds("12", "12", isText: true))
        #expect(try holds(#"{ ">": 5 }"#, "12", isText: true))
        #expect(try !holds(#"{ ">": 5 }"#, "12"))
        #expect(try !holds("12", "12"))
    }

    @Test func `compares code points, not what looks alike`() throws {
        #expect(try !holds("\"e\u{301}\"", "\u{E9}"))
        #expect(try !holds("{ \"contains\": \"\u{E9}\" }", "e\u{301}"))
    }

    @Test(arguments: [
        (#"{ "mathces": "x" }"#, "'mathces' is not a matcher"),
        (#"{ "matches": "(" }"#, "regular expression"),
        (#"{}"#, "an empty matcher can't fail"),
        (#"{ "in": "abc" }"#, "'in' must be a list"),
        (#"{ "<": "5" }"#, "'<' must be a number"),
        (#"{ "type": "str" }"#, "unknown type 'str'"),
        (#"{ "equals": 1, "equls": 2 }"#, "unknown key 'equls' in a matcher"),
        (#"{ "date": { "notOlderThan": "1m" } }"#, "'date' needs 'format'"),
    ])
    func `refuses what it doesn't know`(matcher: String, message: String) {
        let found = #expect(throws: Problems.Found.self) { try Fixtures.matcher(matcher) }
        #expect(found?.diagnostics.first?.message.contains(message) == true)
    }

    @Test func `points at the element that is wrong`() throws {
        let mismatch = try #require(
            try Fixtures.matcher(#"{ "each": { "type": "string" } }"#)
                .judge(["a", 1], MatchContext(now: 0)).mismatch
        )
        #expect(mismatch.pointer.description == "/1")
        #expect(mismatch.expected == "a string")
        #expect(mismatch.found == "number 1")
    }
}
