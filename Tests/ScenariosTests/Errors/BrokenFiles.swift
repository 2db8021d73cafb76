/// Suite files that are wrong, each in one way or a few, by the name of their snapshot.
enum BrokenFiles {
    /// One scenario, `MEMBERS` behind its name.
    static func scenario(_ members: String) -> String {
        """
        {
          "suite": "S",
          "scenarios": [
            { "name": "n", \(members) }
          ]
        }
        """
    }

    static func expecting(_ expect: String) -> String { scenario(#""expect": \#(expect)"#) }

    static func sending(_ request: String) -> String {
        scenario(#""request": \#(request), "expect": { "status": 200 }"#)
    }

    static func suite(_ members: String) -> String {
        """
        {
          "suite": "S",
          \(members),
          "scenarios": [{ "name": "n", "expect": { "status": 200 } }]
        }
        """
    }

    static let all: [(name: String, text: String)] =
        syntax + suites + scenarios + frames + flows + requests + expectations + substitutions + credentials + settings

    private static let frames: [(String, String)] = [
        (
            "after-unknown-and-in-a-circle",
            ##"{ "suite": "S", "expect": { "status": 200 }, "scenarios": [\##n  { "name": "a", "after": ["b", "d"] },\##n  { "name": "b", "after": ["c"] },\##n  { "name": "c", "after": ["a"], "alone": "yes" } ] }"##
        ),
        ("frame-setup-expects-nothing", suite(##""setup": [{ "request": { "path": "/x" } }]"##)),
        ("frame-setup-is-no-list", suite(##""setup": { "request": { "path": "/x" } }, "cleanup": []"##)),
        (
            "frame-setup-shadows-a-variable",
            suite(
                ##""variables": { "token": "x" }, "setup": [{ "expect": { "status": 200 }, "capture": { "token": "$.t" } }]"##
            )
        ),
        (
            "frame-setup-uses-what-it-captures-later",
            suite(
                ##""setup": [{ "request": { "path": "/${token}" }, "expect": { "status": 200 } }, { "expect": { "status": 200 }, "capture": { "token": "$.t" } }]"##
            )
        ),
        (
            "frame-name-of-a-scenario",
            ##"{ "suite": "S", "setup": [{ "expect": { "status": 200 } }], "scenarios": [{ "name": "setup", "expect": { "status": 200 } }] }"##
        ),
        ("frame-step-of-a-cleanup", scenario(##""expect": { "status": 200 }, "cleanup": [{ "reqest": {} }]"##)),
        ("include-missing-file", suite(##""include": ["no-such-steps.json"]"##)),
        ("include-is-a-number", suite(##""include": 1"##)),
        (
            "include-unknown-steps",
            scenario(
                ##""steps": [{ "use": "log in" }, { "use": "log in", "name": "x" }, { "expect": { "status": 200 } }]"##
            )
        ),
        ("include-unknown-request", sending(##"{ "use": "account", "path": "/x" }"##)),
    ]

    private static func flow(_ step: String) -> String {
        scenario(
            ##""steps": [{ "expect": { "status": 200 }, "capture": { "items": "$.items" } }, { \##(step), "expect": { "status": 200 } }]"##
        )
    }

    private static let flows: [(String, String)] = [
        ("flow-on-failure", flow(##""onFailure": "contine""##)),
        ("flow-while-without-a-bound", flow(##""while": { "items": { "not": null } }"##)),
        ("flow-at-most-alone", flow(##""atMost": 5"##)),
        ("flow-for-each-and-while", flow(##""forEach": "${items}", "while": { "items": 1 }, "atMost": 5"##)),
        ("flow-for-each-of-a-text", flow(##""forEach": "items""##)),
        ("flow-for-each-two-names", flow(##""forEach": { "a": [1], "b": [2] }"##)),
        ("flow-for-each-shadows", flow(##""forEach": { "items": "${items}" }"##)),
        ("flow-condition-of-an-unknown-name", flow(##""if": { "item": 1, "status": "2x" }"##)),
        ("flow-condition-is-empty", flow(##""if": {}"##)),
        ("flow-condition-is-a-text", flow(##""if": "${items}""##)),
        (
            "flow-element-after-its-step",
            scenario(
                ##""steps": [{ "forEach": [1], "request": { "path": "/${item}" }, "expect": { "status": 200 } }, { "request": { "path": "/${item}" }, "expect": { "status": 200 } }]"##
            )
        ),
        (
            "flow-of-a-load",
            scenario(
                ##""load": { "rate": "1/s", "for": "1s" }, "steps": [{ "expect": { "status": 200 }, "forEach": [1], "onFailure": "continue" }]"##
            )
        ),
        (
            "flow-of-a-question",
            scenario(
                ##""question": "?", "answers": [{ "answer": "a", "when": { "status": 200 } }], "steps": [{ "forEach": [1] }]"##
            )
        ),
        (
            "flow-captures",
            scenario(
                ##""expect": { "status": 200 }, "capture": { "a": { "header": "A", "all": true }, "b": { "json": "$.b", "attribute": "Path" }, "c": { "link": 1 }, "d": { "cookie": "s", "default": "${x}" } }"##
            )
        ),
    ]

    private static let syntax: [(String, String)] = [
        ("syntax-empty", ""),
        ("syntax-trailing-comma", "{ \"suite\": \"S\",\n  \"scenarios\": [], }"),
        ("syntax-single-quotes", "{ 'suite': \"S\" }"),
        ("syntax-duplicate-key", "{ \"suite\": \"S\",\n  \"suite\": \"T\" }"),
        ("syntax-unclosed-string", "{ \"suite\": \"S\n}"),
        ("syntax-comment", "{\n  // a comment\n  \"suite\": \"S\" }"),
        ("syntax-control-character", "{ \"suite\": \"a\tb\" }"),
    ]

    private static let suites: [(String, String)] = [
        ("suite-not-an-object", "[1, 2]"),
        ("suite-without-anything", "{}"),
        ("suite-without-name", "{ \"scenarios\": [{ \"name\": \"n\", \"expect\": { \"status\": 200 } }] }"),
        ("suite-scenarios-empty", "{ \"suite\": \"S\", \"scenarios\": [] }"),
        ("suite-unknown-key", suite(#""scenario": [], "varables": {}"#)),
        ("suite-target-without-scheme", suite(#""target": "api.example.com""#)),
        ("suite-requirements", suite(#""requirements": { "A": 1, "B": { "txt": "x" } }"#)),
        ("suite-variable-names", suite(#""variables": { "1st": 1, "a.b": 2, "uuid": 3 }"#)),
        ("suite-secret-with-more", suite(#""variables": { "t": { "secret": "x", "default": "y" } }"#)),
        ("suite-variables-in-a-circle", suite(#""variables": { "a": "${b}", "b": "${c}", "c": "${a}" }"#)),
        (
            "suite-connection",
            suite(#""connection": { "http": "3", "tls": { "minimum": 1.2, "verify": false }, "redirects": -1 }"#)
        ),
        ("suite-tags", suite(#""tags": "smoke""#)),
    ]

    private static let scenarios: [(String, String)] = [
        ("scenario-without-name", "{ \"suite\": \"S\", \"scenarios\": [{ \"expect\": { \"status\": 200 } }] }"),
        ("scenario-unknown-key", scenario(#""requst": {}, "expect": { "status": 200 }"#)),
        (
            "scenario-same-name-twice",
            "{ \"suite\": \"S\", \"expect\": { \"status\": 200 }, \"scenarios\": [\n  { \"name\": \"a\" },\n  { \"name\": \"a\" } ] }"
        ),
        ("scenario-expects-nothing", scenario(#""request": { "path": "/" }"#)),
        (
            "scenario-steps-and-burst",
            scenario(#""steps": [{ "expect": { "status": 200 } }], "burst": { "requests": 2 }"#)
        ),
        ("scenario-empty-steps", scenario(#""steps": []"#)),
        ("scenario-unknown-key-of-a-step", scenario(#""steps": [{ "expects": {}, "expect": { "status": 200 } }]"#)),
        ("scenario-burst-of-none", scenario(#""burst": { "requests": 0 }, "expect": { "status": 200 }"#)),
        ("scenario-load-without-model", scenario(#""load": { "for": "1s" }, "expect": { "status": 200 }"#)),
        ("scenario-load-bare-number", scenario(#""load": { "rate": 200, "for": 30 }, "expect": { "status": 200 }"#)),
        (
            "scenario-load-arrivals",
            scenario(#""load": { "rate": "5/s", "for": "1s", "arrivals": "poison" }, "expect": { "status": 200 }"#)
        ),
        ("scenario-each-is-a-number", scenario(#""each": 5, "expect": { "status": 200 }"#)),
        ("scenario-each-empty-list", scenario(#""each": { "a": [1], "b": [] }, "expect": { "status": 200 }"#)),
        ("scenario-each-missing-file", scenario(#""each": "no-such-rows.csv", "expect": { "status": 200 }"#)),
        ("scenario-question-without-answers", scenario(#""question": "Why?""#)),
        (
            "scenario-pinned-unknown",
            scenario(#""question": "?", "answers": [{ "answer": "yes", "when": { "status": 200 } }], "pinned": "yse""#)
        ),
        ("scenario-answers-without-question", scenario(#""answers": [], "expect": { "status": 200 }"#)),
        ("scenario-retry", scenario(#""retry": { "time": 3, "on": ["5xx", "timeot"] }, "expect": { "status": 200 }"#)),
        ("scenario-eventually", scenario(#""eventually": { "every": "1" }, "expect": { "status": 200 }"#)),
        (
            "scenario-capture",
            scenario(#""capture": { "a": "id", "b": {}, "c": { "status": false }, "d-": 1, "1": "$.x" }"#)
        ),
        (
            "scenario-covers-unknown",
            "{ \"suite\": \"S\", \"requirements\": { \"REQ-1\": \"one\" }, \"expect\": { \"status\": 200 },\n  \"scenarios\": [{ \"name\": \"n\", \"covers\": [\"REQ-l\"] }] }"
        ),
    ]

    private static let requests: [(String, String)] = [
        ("request-method", sending(#"{ "method": "GE T" }"#)),
        ("request-path-without-slash", sending(#"{ "path": "orders" }"#)),
        ("request-path-is-url", sending(#"{ "path": "https://shop.example/orders?page=2" }"#)),
        ("request-path-with-method", sending(#"{ "path": "GET /orders" }"#)),
        ("request-url-scheme", sending(#"{ "url": "ftp://host/" }"#)),
        ("request-path-and-url", sending(#"{ "path": "/", "url": "http://host/" }"#)),
        ("request-two-bodies", sending(#"{ "json": {}, "form": {} }"#)),
        ("request-headers", sending(#"{ "headers": { "A": { "b": 1 }, "B": [[1]] } }"#)),
        ("request-timeout", sending(#"{ "timeout": 30 }"#)),
        ("request-timeout-unit", sending(#"{ "timeout": "30 seconds" }"#)),
        ("request-base64", sending(#"{ "base64": "not base64!" }"#)),
        ("request-missing-file", sending(#"{ "file": "no-such-file.bin" }"#)),
        (
            "request-multipart",
            sending(#"{ "multipart": [{ "text": "x" }, { "name": "a" }, { "name": "b", "text": "", "json": 1 }] }"#)
        ),
        ("request-auth", sending(#"{ "auth": { "bearr": "t" } }"#)),
        ("request-basic", sending(#"{ "auth": { "basic": { "user": "u", "pass": "p" } } }"#)),
        (
            "request-hmac",
            sending(
                #"{ "auth": { "hmac": { "id": "a", "secret": "b", "hash": "md4", "canonicalRequest": "{methd}", "stringToSign": "", "headers": {} } } }"#
            )
        ),
    ]

    private static let expectations: [(String, String)] = [
        ("expect-status", expecting(#"{ "status": [200, "2x", 99, "500-400"] }"#)),
        ("expect-unknown-key", expecting(#"{ "statsu": 200, "header": {} }"#)),
        ("expect-version", expecting(#"{ "version": "HTTP/3" }"#)),
        ("expect-jsonpath", expecting(#"{ "json": { "$.a[": 1, "b": 2, "$.é[?@.x=1]": 3 } }"#)),
        (
            "expect-css",
            expecting(
                ##"{ "css": { "h1..a": "x", "a[href=/b]@href": 1, "p:contains('x')": { "equal": 1 }, ":first-of-type": 1, "a::text": "b" } }"##
            )
        ),
        ("capture-css", scenario(#""expect": { "status": 200 }, "capture": { "a": { "css": "li:nth-child(x)" } }"#)),
        ("expect-matcher-unknown", expecting(#"{ "json": { "$.a": { "mathces": "x" }, "$.b": { "equal": 1 } } }"#)),
        ("expect-matcher-mixed", expecting(#"{ "json": { "$.a": { "type": "string", "lenght": 3 } } }"#)),
        ("expect-matcher-empty", expecting(#"{ "headers": { "ETag": {} } }"#)),
        (
            "expect-regular-expression",
            expecting(#"{ "headers": { "X": { "matches": "a(b" } }, "body": { "matches": "[z-a]" } }"#)
        ),
        ("expect-date", expecting(#"{ "headers": { "Date": { "date": "YYYY-MM-DD" } } }"#)),
        ("expect-type", expecting(#"{ "json": { "$": { "type": "int" } } }"#)),
        ("expect-size", expecting(#"{ "body": { "size": 100 } }"#)),
        ("expect-within", expecting(#"{ "status": 200, "within": "1.5e3ms" }"#)),
        ("expect-failure", expecting(#"{ "failure": "timout", "status": 200 }"#)),
        ("expect-schema", expecting(#"{ "schema": { "type": "strin" } }"#)),
        ("expect-schema-missing", expecting(#"{ "schema": "no-such-schema.json" }"#)),
        ("expect-counts-without-burst", expecting(#"{ "counts": { "200": 1 }, "latency": { "p99": "1s" } }"#)),
        (
            "expect-of-a-burst",
            scenario(
                #""burst": { "requests": 2 }, "expect": { "counts": { "2XX": 2 }, "latency": { "p98": "1s" }, "failures": "150%", "goodput": "5" }"#
            )
        ),
    ]

    private static let substitutions: [(String, String)] = [
        ("substitution-unknown-variable", suite(#""variables": { "token": 1 }, "request": { "path": "/é/${tokn}" }"#)),
        ("substitution-unknown-variables", sending(#"{ "path": "/${tokn}/${now:unix}/${idd}/${env:NOT_SET_HERE}" }"#)),
        ("substitution-unclosed", sending(#"{ "path": "/${name" }"#)),
        ("substitution-function", sending(#"{ "path": "/${random.hexx(3)}${random.hex(x)}" }"#)),
        ("substitution-environment", sending(#"{ "headers": { "A": "${env:NOT_SET_HERE}" } }"#)),
        ("substitution-date", sending(#"{ "headers": { "A": "${now:yyyy-mm-DD}", "B": "${now-15:unix}" } }"#)),
        (
            "substitution-member",
            suite(#""variables": { "user": { "secret": "x" }, "o": { "id": 1 } }, "request": { "path": "/${o.idd}" }"#)
        ),
        (
            "substitution-before-capture",
            scenario(
                #""steps": [{ "request": { "path": "/${id}" }, "capture": { "id": "$.id" }, "expect": { "status": 200 } }]"#
            )
        ),
        ("substitution-name", sending(#"{ "headers": { "${header}": "x" } }"#)),
        ("substitution-after-escapes", sending(#"{ "path": "/\u0041\t${x}" }"#)),
    ]
}
