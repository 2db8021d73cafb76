import JSON
import Testing

@testable import Matching

/// Every matcher at its edges, both ways.
@Suite struct MatcherTableTests {
    static let holding: [(matcher: String, value: JSONValue)] = [
        (#"{ "equals": null }"#, .null), (#"{ "equals": 1.0 }"#, 1), (#"{ "equals": {} }"#, .object(JSONObject())),
        (#"{ "equals": { "a": 1, "b": 2 } }"#, ["b": 2, "a": 1]), (#"{ "equals": [] }"#, []), (#"[1, "a"]"#, [1, "a"]),
        ("true", true),
        (#"{ "not": { "type": "null" } }"#, 0), (#"{ "not": { "in": [1, 2] } }"#, 3), (#"{ "in": [null, []] }"#, []),
        (#"{ "matches": "b" }"#, "abc"), (#"{ "matches": "^$" }"#, ""),
        (#"{ "matches": "\\u00e9" }"#, "caf\u{E9}"), (#"{ "contains": "" }"#, "x"), (#"{ "contains": 1 }"#, [1, 2]),
        (#"{ "contains": { "equals": { "a": 1 } } }"#, [["a": 1]]),
        (#"{ "startsWith": "" }"#, "x"), (#"{ "endsWith": "" }"#, ""), (#"{ "type": "number" }"#, 1.5),
        (#"{ "type": "integer" }"#, 2.0),
        (#"{ "type": "boolean" }"#, false), (#"{ "type": "array" }"#, []), (#"{ "type": "object" }"#, ["a": 1]),
        (#"{ "type": "null" }"#, .null),
        (#"{ "<": 1 }"#, 0.5), (#"{ "<=": 1 }"#, 1), (#"{ ">": -1 }"#, 0),
        (#"{ ">": 9007199254740992 }"#, .number(JSONNumber(9_007_199_254_740_993))),
        (#"{ "length": 0 }"#, ""), (#"{ "length": 1 }"#, "😀"), (#"{ "length": 2 }"#, "e\u{301}"),
        (#"{ "length": 1 }"#, ["a": 1]),
        (#"{ "each": { ">": 0 } }"#, []), (#"{ "each": 1 }"#, [1, 1]), (#"{ "date": "unix" }"#, "0"),
        (#"{ "all": [1] }"#, 1),
        (#"{ "any": [1, 2] }"#, 2), (#"{ "type": "string", "length": { "<=": 3 }, "matches": "^a" }"#, "abc"),
        (#"{ "exists": true }"#, .null),
        (#"{ "//": "a comment", "equals": 1 }"#, 1),
    ]

    static let broken: [(matcher: String, value: JSONValue)] = [
        (#"{ "equals": null }"#, 0), ("1", 1.0000000001), (#"{ "equals": { "a": 1 } }"#, ["a": 1, "b": 2]),
        ("[1, 2]", [2, 1]), ("true", "true"),
        (#"{ "not": { "not": 1 } }"#, 2), (#"{ "in": [1] }"#, "1"), (#"{ "matches": "b" }"#, 5),
        (#"{ "matches": "B" }"#, "abc"),
        (#"{ "contains": "x" }"#, ["x": 1]), (#"{ "contains": 1 }"#, ["1"]), (#"{ "contains": "a" }"#, .null),
        (#"{ "startsWith": "b" }"#, "abc"),
        (#"{ "startsWith": "a" }"#, ["a"]), (#"{ "endsWith": "abcd" }"#, "bcd"), (#"{ "type": "string" }"#, .null),
        (#"{ "type": "integer" }"#, 1.5),
        (#"{ "type": "number" }"#, "1"), (#"{ "<": 1 }"#, 1), (#"{ ">": 1 }"#, "2"), (#"{ "<=": 0 }"#, .null),
        (#"{ "length": 1 }"#, 1),
        (#"{ "length": 1 }"#, .null), (#"{ "length": 1 }"#, "e\u{301}"), (#"{ "each": 1 }"#, 1),
        (#"{ "each": 1 }"#, [1, 2]),
        (#"{ "date": "unix" }"#, true), (#"{ "date": "iso8601" }"#, "yesterday"),
        (#"{ "all": [{ ">": 0 }, { "<": 5 }] }"#, 5), (#"{ "any": [1, 2] }"#, 3),
        (#"{ "type": "string", "length": { "<=": 3 } }"#, "abcd"), (#"{ "exists": false }"#, .null),
        (#"{ "missing": true }"#, .null),
        (#"{ "matches": "^.$" }"#, "\n"), (#"{ "contains": { "missing": true } }"#, [1]), (#"{ ">=": 1e400 }"#, 1),
    ]

    private static let context = MatchContext(now: Fixtures.noon)

    @Test(arguments: holding.indices)
    func holds(index: Int) throws {
        let (matcher, value) = Self.holding[index]
        let mismatch = try Fixtures.matcher(matcher).judge(value, Self.context).mismatch
        #expect(mismatch == nil, "\(matcher) on \(value)")
    }

    @Test(arguments: broken.indices)
    func isBroken(index: Int) throws {
        let (matcher, value) = Self.broken[index]
        let mismatch = try Fixtures.matcher(matcher).judge(value, Self.context).mismatch
        #expect(mismatch != nil, "\(matcher) on \(value)")
        #expect(mismatch?.expected.isEmpty == false && mismatch?.found.isEmpty == false)
    }

    /// What isn't there equals, matches and contains nothing.
    @Test(arguments: [
        ("1", false), (#"{ "equals": null }"#, false), (#"{ "not": 1 }"#, true), (#"{ "in": [null] }"#, false),
        (#"{ "matches": "" }"#, false),
        (#"{ "contains": "" }"#, false), (#"{ "startsWith": "" }"#, false), (#"{ "type": "null" }"#, false),
        (#"{ "<": 1 }"#, false),
        (#"{ "length": 0 }"#, false), (#"{ "each": 1 }"#, false), (#"{ "date": "unix" }"#, false),
        (#"{ "exists": false }"#, true),
        (#"{ "missing": false }"#, false), (#"{ "any": [1, { "missing": true }] }"#, true),
        (#"{ "all": [{ "missing": true }, 1] }"#, false),
        (#"{ "not": { "exists": true } }"#, true),
    ])
    func onNothing(matcher: String, isMet: Bool) throws {
        #expect(try (Fixtures.matcher(matcher).judge(nil, Self.context).mismatch == nil) == isMet)
    }

    @Test(
        arguments: [
            (#""x""#, "y", "\"x\"", "string \"y\""), (#"{ "not": 1 }"#, 1, "not 1", "number 1"),
            (#"{ "in": [1, "a"] }"#, 2, "one of 1, \"a\"", "number 2"),
            (#"{ "matches": "^a" }"#, "b", "a text that matches /^a/", "string \"b\""),
            (#"{ "type": ["string", "null"] }"#, [], "a string or null", "list of 0: []"),
            (#"{ "length": { ">": 2 } }"#, "é", "length: a number > 2", "1, the length of \"é\""),
            (#"{ "<=": 5 }"#, .null, "a number <= 5", "null"),
            (#"{ "any": [1, { "startsWith": "a" }] }"#, true, "1 or a text that starts with \"a\"", "boolean true"),
            (
                #"{ "date": { "format": "iso8601", "notOlderThan": "15m" } }"#, "2026-11-24T11:00:00Z",
                "a date iso8601, not older than 15 m",
                "a date 1 h old: \"2026-11-24T11:00:00Z\""
            ),
            (
                #"{ "date": { "format": "iso8601", "notInFuture": true } }"#, "2026-11-24T12:00:01Z",
                "a date iso8601, not in the future",
                "a date 1 s in the future: \"2026-11-24T12:00:01Z\""
            ),
        ] as [(String, JSONValue, String, String)]
    )
    func saysWhatIsWrong(matcher: String, value: JSONValue, expected: String, found: String) throws {
        let mismatch = try Fixtures.matcher(matcher).judge(value, Self.context).mismatch
        #expect(mismatch?.expected == expected)
        #expect(mismatch?.found == found)
    }
}
