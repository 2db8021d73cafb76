import HTTP
import JSON
import Testing

@testable import Decoding
@testable import Matching
@testable import Quantities
@testable import Scenarios
@testable import Substitution

/// Requests with gaps for what differs from one request of a load to the next.
@Suite struct GapTests {
    private static func draft(_ request: String, columns: [String] = ["c"], captures: Set<String> = []) throws
        -> RequestDraft
    {
        let plan = try Fixtures.plan(
            #"{ "suite": "s", "variables": { "known": "k" }, "scenarios": [{ "name": "n", "expect": { "status": 200 } }] }"#
        )
        var own = try CaseScope(plan.suites[0].cases[0], options: PlanOptions(), files: FileStore(), seed: 1)
        own.scope.late = LateValues(columns: columns, captures: captures)
        return try own.draft(try Fixtures.node(request), target: "http://host/base/")
    }

    /// Which values stand in the first gap of a part, and how.
    private static func filled(_ text: GapText, _ value: JSONValue) throws -> String? {
        let fill = try #require(text.gaps.first?.fill)
        return fill.bytes(of: value).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `what is known is written, what isn't leaves a gap of its place`() throws {
        let draft = try Self.draft(
            #"{ "path": "/a/${c}/${known}", "query": { "q": "<${c}>" }, "headers": { "X": "a ${c}" }, "json": { "v": "${c}", "t": "<${c}>" } }"#
        )
        #expect(draft.url.closed == "http://host/base/a//k?q=%3C%3E")
        #expect(draft.url.shown == "http://host/base/a/${c}/k?q=%3C${c}%3E")
        #expect(draft.url.gaps.map(\.fill?.encoding) == [.plain, .percent])
        #expect(draft.fields.map(\.value.shown) == ["a ${c}", "application/json"])
        #expect(draft.body?.closed == #"{"v":,"t":"<>"}"#)
        #expect(draft.body?.gaps.map(\.fill?.encoding) == [.json, .jsonText])
        #expect(!draft.isOpaque && draft.holdsGaps)
    }

    @Test func `a request without gaps is the one that is sent`() throws {
        let draft = try Self.draft(#"{ "method": "PUT", "path": "/${known}", "form": { "a b": ["1", "x&y"] } }"#)
        #expect(!draft.holdsGaps)
        let request = draft.prepared.request
        #expect(request.method == "PUT" && request.url == "http://host/base/k")
        #expect(request.body == Array("a+b=1&a+b=x%26y".utf8))
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
    }

    @Test(
        arguments: [
            (#"{ "path": "/${c}" }"#, JSONValue.string("a/b;c%20"), "a/b;c%20"),
            (#"{ "path": "/${c}" }"#, "a b", nil), (#"{ "path": "/${c}" }"#, "a?b", nil),
            (#"{ "path": "/${c}" }"#, "a#b", nil),
            (#"{ "path": "/${c}" }"#, "a\r\nb", nil), (#"{ "path": "/${c}" }"#, .null, "null"),
            (#"{ "path": "${c}" }"#, "/a", "/a"), (#"{ "path": "${c}" }"#, "a", nil),
            (#"{ "path": "${c}" }"#, .null, nil),
            (#"{ "query": { "q": "${c}" } }"#, "a b&ä", "a%20b%26%C3%A4"),
            (#"{ "query": { "q": "${c}" } }"#, ["x"], nil),
            (#"{ "query": { "q": "${c}" } }"#, 5, "5"),
        ] as [(String, JSONValue, String?)]
    )
    func `a value in the target`(request: String, value: JSONValue, expected: String?) throws {
        #expect(try Self.filled(try Self.draft(request).url, value) == expected)
    }

    @Test(
        arguments: [
            ("${c}", JSONValue.string("a b"), "a b"), ("${c}", "a\r\nX: 1", nil), ("${c}", "a\n", nil),
            ("${c}", "a\u{0}", nil),
            ("${c}", "ä", "ä"), ("${c}", "", nil), ("${c}", .null, nil), ("${c}", ["a"], nil),
            ("a ${c}", .null, "null"),
            ("${c}", true, "true"), ("<${c}>", ["a"], #"["a"]"#),
        ] as [(String, JSONValue, String?)]
    )
    func `a value in a field`(text: String, value: JSONValue, expected: String?) throws {
        let draft = try Self.draft(#"{ "headers": { "X": "\#(text)" } }"#)
        #expect(try Self.filled(draft.fields[0].value, value) == expected)
    }

    @Test(
        arguments: [
            (#"{ "json": "${c}" }"#, JSONValue.string("a\"b"), #""a\"b""#), (#"{ "json": "${c}" }"#, .null, "null"),
            (#"{ "json": "${c}" }"#, 1.5, "1.5"), (#"{ "json": { "t": "<${c}>" } }"#, "a\"\n", #"a\"\n"#),
            (#"{ "json": { "t": "<${c}>" } }"#, ["a"], #"[\"a\"]"#), (#"{ "json": { "${c}": 1 } }"#, "a\"b", #"a\"b"#),
            (#"{ "text": "${c}" }"#, "a\r\nb", "a\r\nb"), (#"{ "text": "${c}" }"#, 5, "5"),
            (#"{ "text": "${c}" }"#, .null, nil),
            (#"{ "form": { "a": "${c}" } }"#, "x y~*", "x+y%7E*"),
        ] as [(String, JSONValue, String?)]
    )
    func `a value in the content`(request: String, value: JSONValue, expected: String?) throws {
        #expect(try Self.filled(try #require(try Self.draft(request).body), value) == expected)
    }

    @Test(arguments: [
        #"{ "method": "${c}" }"#, #"{ "headers": { "X-${c}": "1" } }"#, #"{ "base64": "${c}" }"#,
        #"{ "file": "${c}" }"#,
        #"{ "multipart": [{ "name": "a", "text": "${c}" }] }"#,
        #"{ "auth": { "basic": { "user": "${c}", "password": "p" } } }"#,
        #"{ "path": "/${c}", "auth": { "hmac": { "id": "i", "secret": "s", "canonicalRequest": "{path}", "stringToSign": "{canonicalRequest-hash}", "headers": { "X": "{signature}" } } } }"#,
    ])
    func `what is computed of all bytes makes each request by itself`(request: String) throws {
        #expect(try Self.draft(request).isOpaque)
    }

    @Test func `a late timeout is refused`() {
        #expect(throws: Problems.Found.self) { try Self.draft(#"{ "timeout": "${c}" }"#) }
    }

    @Test func `names have one meaning each, the nearest first`() throws {
        var scope = Fixtures.scope(["user": "ada", "uuid": "u", "null": "n"])
        scope.ambient = ["user": 1, "index": 2]
        for (text, expected) in [
            ("${user}", "ada"), ("${index}", "2"), ("${uuid}", "u"), ("${null}", "n"), ("${now:yyyy}", "2026"),
        ] {
            #expect(try scope.value(ofText: text, in: "").plainText == expected)
        }
        scope.late = LateValues(columns: ["user", "now"], captures: ["uuid"])
        let problems = Problems()
        let node = scope.resolve(
            try Fixtures.node(#"["${user}", "${now}", "${uuid.part}", "${index}", "${now-1h}"]"#),
            problems
        )
        #expect(!problems.hasErrors)
        #expect(
            scope.late?.values == [
                .column(0, path: []), .column(1, path: []), .capture("uuid", path: ["part"]),
                .function(.now(offset: -3_600_000_000_000, try DateFormat("iso8601"))),
            ],
            "a value without a gap is known"
        )
        #expect(node.elements?[3].value == 2)
    }

    @Test func `no character means anything but itself`() throws {
        let mark: Unicode.Scalar = "\u{10F7ED}"
        let text = "\(mark)id\(mark)"
        let matcher = try Fixtures.matcher("\"\(text)\"")
        let context = MatchContext(now: Fixtures.noon, isText: false)
        #expect(matcher.judge(.string(text), context).mismatch == nil)
        #expect(matcher.judge("other", context).mismatch != nil)
        let value = try Fixtures.scope(["v": .string(text)]).copy { scope in try scope.value(ofText: "<${v}>", in: "") }
        #expect(value == .string("<\(text)>"))
        #expect(Matcher.deferred.judge("anything", context).mismatch != nil, "what isn't known holds nothing")
    }

    @Test func `variables that double are bounded`() throws {
        var members = [#""a0": "\#(String(repeating: "x", count: 1024))""#]
        for number in 1...40 { members.append(#""a\#(number)": "${a\#(number - 1)}${a\#(number - 1)}""#) }
        let texts = try Fixtures.problems(
            #"{ "suite": "s", "variables": { \#(members.joined(separator: ", ")) }, "scenarios": [{ "name": "n", "request": { "path": "/${a40}" }, "expect": { "status": 200 } }] }"#
        )
        #expect(texts.contains("with this, more than 128 MiB would be substituted here"))
        var lists = [#""a0": [1, 2, 3, 4]"#]
        for number in 1...40 { lists.append(#""a\#(number)": ["${a\#(number - 1)}", "${a\#(number - 1)}"]"#) }
        let sizes = try Fixtures.problems(
            #"{ "suite": "s", "variables": { \#(lists.joined(separator: ", ")) }, "scenarios": [{ "name": "n", "request": { "json": "${a40}" }, "expect": { "status": 200 } }] }"#
        )
        #expect(sizes.contains("with this, more than 128 MiB would be substituted here"))
    }
}

extension Scope {
    fileprivate func copy<Value>(_ body: (inout Scope) throws -> Value) rethrows -> Value {
        var copy = self
        return try body(&copy)
    }
}
