import HTTP
import Testing

@testable import MockServer

@Suite struct ConditionTests {
    /// Whether `when` holds for a request.
    static func holds(
        _ when: String,
        _ method: String = "GET",
        _ target: String = "/",
        _ headers: [(String, String)] = [],
        _ body: String = "",
        now: Int64 = 0
    ) throws -> Bool {
        try TestMock(rules: #"{ "name": "r", "when": \#(when), "respond": { "status": 299 } }"#)
            .status(method, target, headers, body, now: now) == 299
    }

    @Test(arguments: [
        (#"{ "method": "GET" }"#, true), (#"{ "method": "get" }"#, false), (#"{ "method": ["PUT", "GET"] }"#, true),
        (#"{ "method": { "not": "GET" } }"#, false), (#"{ "method": { "in": ["GET"] } }"#, true), ("{}", true),
        (#"{ "path": "/a%20b/c" }"#, true), (#"{ "path": "/a b/c" }"#, true), (#"{ "path": "/a b/c/" }"#, false),
        (#"{ "path": "/{x}/c" }"#, true), (#"{ "path": "/{x}" }"#, false), (#"{ "path": "/a b/c/{x}" }"#, false),
        (#"{ "path": { "matches": "^/a%20b" } }"#, true), (#"{ "path": { "endsWith": "/c" } }"#, true),
        (#"{ "query": { "n": { ">": 4 } } }"#, true), (#"{ "query": { "n": 5 } }"#, true),
        (#"{ "query": { "N": { "missing": true } } }"#, true), (#"{ "query": { "d": "1, 2" } }"#, true),
        (#"{ "query": { "e": "" } }"#, true), (#"{ "query": { "p": "x y+z" } }"#, true),
        (#"{ "not": { "query": { "n": "5" } } }"#, false),
        (#"{ "any": [{ "method": "PUT" }, { "query": { "n": "5" } }] }"#, true),
        (#"{ "all": [{ "method": "PUT" }, { "query": { "n": "5" } }] }"#, false),
    ])
    func looksAtMethodAndTarget(_ when: String, _ expected: Bool) throws {
        #expect(try Self.holds(when, "GET", "/a%20b/c?n=5&d=1&d=2&e&p=x+y%2Bz") == expected)
    }

    @Test(arguments: [
        (#"{ "headers": { "x-one": "1" } }"#, true), (#"{ "headers": { "X-One": { "<": 2 } } }"#, true),
        (#"{ "headers": { "X-Two": "a, b" } }"#, true), (#"{ "headers": { "X-None": { "missing": true } } }"#, true),
        (#"{ "headers": { "X-None": "1" } }"#, false), (#"{ "headerCount": { "X-Two": 2, "X-None": 0 } }"#, true),
        (#"{ "headerCount": { "X-Two": { ">": 2 } } }"#, false),
        (
            #"{ "headers": { "X-Date": { "date": { "format": "yyyyMMdd'T'HHmmss'Z'", "notOlderThan": "15m", "notInFuture": true } } } }"#,
            true
        ),
        (
            #"{ "headers": { "X-Date": { "date": { "format": "yyyyMMdd'T'HHmmss'Z'", "notOlderThan": "14m" } } } }"#,
            false
        ),
        (#"{ "headers": { "X-One": "${request.headers.X-Same}" } }"#, true),
        (#"{ "headers": { "X-One": { "not": "${request.headers.X-Same}" } } }"#, false),
        (#"{ "headers": { "X-One": "${request.query.none}" } }"#, false),
    ])
    func looksAtHeaders(_ when: String, _ expected: Bool) throws {
        let headers = [
            ("X-One", "1"), ("X-Two", "a"), ("x-two", "b"), ("X-Same", "1"), ("X-Date", "20231114T221320Z"),
        ]
        // A quarter of an hour later.
        #expect(try Self.holds(when, "GET", "/", headers, now: 1_700_000_900_000) == expected)
    }

    @Test(arguments: [
        (#"{ "isJSON": true }"#, true), (#"{ "isJSON": false }"#, false),
        (#"{ "json": { "$.a": 1, "$.b[*].c": { "length": 2 } } }"#, true),
        (#"{ "json": { "$.a": { "type": "string" } } }"#, false),
        (#"{ "json": { "$.none": { "missing": true } } }"#, true),
        (#"{ "json": { "$.a": "${request.headers.X-A}" } }"#, false),
        (#"{ "json": { "$.id": "${request.headers.X-A}" } }"#, true),
        (#"{ "body": { "contains": "\"a\": 1" } }"#, true), (#"{ "body": { "empty": true } }"#, false),
        (#"{ "body": { "size": { ">": "10B" } } }"#, true),
    ])
    func looksAtTheContent(_ when: String, _ expected: Bool) throws {
        let body = #"{ "a": 1, "b": [{"c":1},{"c":2},{}], "id": "7" }"#
        #expect(try Self.holds(when, "POST", "/", [("X-A", "7")], body) == expected)
    }

    @Test(arguments: ["", "{", #"{"a":1,"a":1}"#, "{\"a\":1}\u{0}"])
    func contentThatIsNotJSONHasNothingAtAnyPath(_ body: String) throws {
        #expect(try Self.holds(#"{ "isJSON": false }"#, "POST", "/", [], body))
        #expect(try Self.holds(#"{ "json": { "$.a": { "missing": true } } }"#, "POST", "/", [], body))
        #expect(try !Self.holds(#"{ "json": { "$.a": { "exists": true } } }"#, "POST", "/", [], body))
        #expect(try !Self.holds(#"{ "json": { "$.a": 1 } }"#, "POST", "/", [], body))
    }

    static let signed = #"""
        { "signed": { "hmac": { "signedHeaders": ["host", "x-date"],
            "canonicalRequest": "{method}\n{path}\n{query}\n{headers}\n{body-hash}",
            "stringToSign": "{canonicalRequest-hash}",
            "headers": { "Authorization": "MAC {id}:{signature}" } },
          "keys": { "app": "secret" } } }
        """#

    // Derivation:
    //   python3 -c 'import hmac,hashlib
    //   c="POST\n/a\nb=1\nhost:h\nx-date:d\n\n"+hashlib.sha256(b"body").hexdigest()
    //   print(hmac.new(b"secret",hashlib.sha256(c.encode()).hexdigest().encode(),hashlib.sha256).hexdigest())'
    @Test func verifiesASignature() throws {
        let mac = "MAC app:c8a9abea8285a3e4441deaa9b6a65e76a8b1f71723f1444015914d330ddc3681"
        let headers = [("X-Date", "d"), ("Authorization", mac)]
        #expect(try Self.holds(Self.signed, "POST", "/a?b=1", headers, "body"))
        #expect(try !Self.holds(Self.signed, "POST", "/a?b=2", headers, "body"))
        #expect(try !Self.holds(Self.signed, "POST", "/a?b=1", headers, "Body"))
        #expect(try !Self.holds(Self.signed, "POST", "/a?b=1", [("X-Date", "d")], "body"))
        let unsigned = Self.signed.replacing(#""keys""#, with: #""is": false, "keys""#)
        #expect(try !Self.holds(unsigned, "POST", "/a?b=1", headers, "body"))
        #expect(try Self.holds(unsigned, "POST", "/a?b=1", [], "body"))
    }

    @Test func theFirstRuleThatHoldsAnswers() throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "1", "when": { "path": "/{id}", "headers": { "X": "y" } }, "respond": { "text": "1 ${request.path.id}" } },
                { "name": "2", "when": { "path": "/a" }, "respond": { "text": "2" } },
                { "name": "3", "when": { "state": { "k": { "missing": true } } }, "respond": { "text": "3" } },
                { "name": "4", "respond": { "text": "4" } }
                """#
        )
        #expect(mock.send("GET", "/a", [("X", "y")]).text == "1 a")
        #expect(mock.send("GET", "/a").text == "2")
        #expect(mock.send("GET", "/b").text == "3")
        #expect(mock.mock.rules.map(\.usesState) == [false, false, true, false])
    }

    @Test(arguments: [
        (
            #"{ "all": [{ "path": "/orders/{id}" }], "state": { "order:${request.path.id}": { "exists": true } } }"#,
            true
        ),
        (
            #"{ "any": [{ "path": "/orders/{id}" }], "state": { "order:${request.path.id}": { "missing": true } } }"#,
            false
        ),
        (#"{ "path": "/orders/{id}", "state": { "order:${request.path.id}": { "exists": true } } }"#, true),
    ])
    func stateSeesWhatInnerPathsCaptured(_ when: String, _ expected: Bool) throws {
        let rules = #"{ "name": "r", "when": \#(when), "respond": { "status": 299 } }"#
        let mock = try TestMock(#"{ "mock": "m", "state": { "order:7": 1 }, "rules": [\#(rules)] }"#)
        #expect(mock.status("GET", "/orders/7") == (expected ? 299 : 404))
    }

    @Test func whatTakesAPermitIsJudgedAfterTheState() throws {
        let mock = try TestMock(
            #"""
            { "mock": "m", "state": { "open": false }, "limits": { "one": { "rate": "1/h", "burst": 1, "key": "k" } }, "rules": [
              { "name": "closed", "when": { "any": [{ "over": "one" }], "state": { "open": true } }, "respond": { "status": 201 } },
              { "name": "over", "when": { "over": "one" }, "respond": { "status": 429 } } ] }
            """#
        )
        // Had the first rule taken the only permit, the second would refuse.
        #expect(mock.status("GET", "/") == 404)
    }
}
