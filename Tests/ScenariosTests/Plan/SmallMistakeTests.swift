import Diagnostics
import HTTP
import JSON
import Testing

@testable import Decoding
@testable import Scenarios
@testable import Substitution

/// Mistakes that once passed in silence, or were found only when the run had begun.
@Suite struct SmallMistakeTests {
    private static func suite(_ members: String, scenario: String = #""expect": { "status": 200 }"#) -> String {
        #"{ "suite": "S", \#(members)"scenarios": [{ "name": "n", \#(scenario) }] }"#
    }

    // A null that stands for a value.

    @Test(arguments: [
        (#""json": { "$.a": null }"#, "$.a"), (#""headers": { "ETag": null }"#, "ETag"),
        (#""json": { "$.a": { "not": null } }"#, "not"),
        (#""byStatus": { "200": { "json": { "$.a": null } } }"#, "$.a"),
        (#""body": { "contains": null }"#, "contains"),
    ])
    func aNullThatTakesNothingAwayIsRefused(_ expect: String, _ name: String) throws {
        let problems = try Fixtures.problems(Self.suite("", scenario: #""expect": { "status": 200, \#(expect) }"#))
        #expect(problems.contains("this null expects nothing, and there is no inherited '\(name)' to take away"))
        let inherited = try Fixtures.problems(Self.suite(#""expect": { \#(expect) }, "#))
        #expect(inherited.contains("this null expects nothing, and there is no inherited '\(name)' to take away"))
    }

    @Test(arguments: [
        #""json": { "$.a": { "equals": null } }"#, #""json": { "$.a": "${null}" }"#, #""json": null, "body": null"#,
        #""json": { "$.a": { "equals": { "b": null } } }"#, #""json": { "$.a": { "in": [null] } }"#,
        #""schema": { "const": null }"#, #""headers": { "//": null, "ETag": { "missing": true } }"#,
    ])
    func aNullThatMeansSomethingIsAccepted(_ expect: String) throws {
        #expect(try Fixtures.problems(Self.suite("", scenario: #""expect": { "status": 200, \#(expect) }"#)) == [])
    }

    @Test func aNullTakesAwayWhatIsInherited() throws {
        let suite = Self.suite(
            #""expect": { "status": 200, "json": { "$.a": 1, "$.b": 2 } }, "#,
            scenario: #""expect": { "json": { "$.a": null } }"#
        )
        let plan = try Fixtures.plan(suite)
        var scope = Fixtures.scope()
        let expectation = try plan.suites[0].cases[0].steps[0].expect.expectation(&scope)
        #expect(expectation.json.count == 1)
    }

    // One mistake is one error.

    @Test(arguments: [
        (#""load": { "rate": "fast", "for": "1s" }"#, #""latency": { "p99": "1s" }"#),
        (#""load": { "for": "1s" }"#, #""failures": "1%""#),
        (#""burst": { "request": 2 }"#, #""counts": { "200": 2 }"#),
        (#""burst": { "requests": "many" }, "request": { "path": "/${index}" }"#, #""status": 200"#),
    ])
    func whatBelongsToABrokenLoadIsNotWrongForIt(_ traffic: String, _ expect: String) throws {
        let problems = try Fixtures.problems(Self.suite("", scenario: #"\#(traffic), "expect": { \#(expect) }"#))
        #expect(!problems.isEmpty)
        #expect(!problems.contains { $0.contains("needs a burst or a load") || $0.contains("index") }, "\(problems)")
    }

    // Names that aren't known.

    @Test func everyKeyOfAnExpectationIsNamed() throws {
        let node = try Fixtures.node(#"{ "zzzzzzzzzzzzzzzz": 1 }"#)
        let problems = Problems()
        _ = ExpectationDecoder(problems: problems, files: FileStore(), forMany: false).expectation(node)
        let help = try #require(problems.diagnostics.first?.help)
        for key in ExpectationDecoder.keys { #expect(help.contains(key), "\(key) in \(help)") }
        #expect(!help.contains("…"))
    }

    @Test func ofVeryManyNamesThoseThatBeginAlikeAreNamed() {
        let names = (0..<200).map { "operation-\($0)-of-a-long-document" } + ["zebra-stripes", "zebra-hooves"]
        let help = UnknownName.help("zebra-xxxxxxxxxxxxxxxxxx", among: names)
        #expect(help.contains("zebra-hooves, zebra-stripes") && help.hasSuffix("and 190 more"), "\(help)")
        #expect(UnknownName.help("x", among: []) == "")
    }

    @Test func noHelpIsNoLine() {
        let diagnostic = Diagnostic(message: "wrong", help: "")
        #expect(DiagnosticRenderer().render(diagnostic) == "error: wrong")
    }

    // Columns of a load's rows in names.

    @Test(arguments: [
        #""load": { "rate": "10/s", "for": "1s", "data": [{ "key": "a", "value": 1 }] }"#,
        #""burst": { "requests": 2, "data": [{ "key": "a", "value": 1 }] }"#,
    ])
    func aColumnOfDataCanBeAName(_ traffic: String) throws {
        let suite = Self.suite(
            "",
            scenario: #"""
                \#(traffic), "request": { "query": { "${key}": "${value}", "n": "${index}" }, "headers": { "X-${key}": "1" } },
                "expect": { "status": 200 }
                """#
        )
        let only = try Fixtures.plan(suite).suites[0].cases[0]
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        scope.scope.variables = ["key": "a", "value": 1, "index": 3]
        let request = try scope.request(only.steps[0], target: "http://h").request
        #expect(request.url == "http://h/?a=1&n=3")
        #expect(request.headers["X-a"] == "1")
    }

    @Test func aNameThatIsNoColumnIsStillUnknown() throws {
        let suite = Self.suite(
            "",
            scenario: #"""
                "load": { "rate": "10/s", "for": "1s", "data": [{ "key": "a" }] }, "request": { "query": { "${kee}": "1" } },
                "expect": { "status": 200 }
                """#
        )
        #expect(try Fixtures.problems(suite) == ["unknown variable 'kee'"])
    }

    // Files and targets.

    @Test(arguments: ["ca", "certificate", "key"])
    func aMissingFileOfTLSIsFoundWhenPlanning(_ key: String) throws {
        // A key is one of a certificate.
        let beside = key == "key" ? #", "certificate": "there.pem""# : ""
        let connection = #""connection": { "tls": { "\#(key)": "no.pem"\#(beside) } }, "#
        let problems = try Fixtures.problems(Self.suite(connection), files: ["there.pem": "x"])
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("the file of 'tls.\(key)', ") == true, "\(problems)")
        #expect(problems.first?.hasSuffix("/no.pem, does not exist") == true, "\(problems)")
        #expect(try Fixtures.problems(Self.suite(connection), files: ["no.pem": "x", "there.pem": "x"]) == [])
        let skipped = Self.suite(connection, scenario: #""skip": "later", "expect": { "status": 200 }"#)
        #expect(try Fixtures.problems(skipped) == [], "what is skipped may wait for the file")
    }

    @Test(arguments: [
        ("http://h:99999", "'target' needs a port from 1 to 65535, found '99999'"),
        ("http://h:0/a", "'target' needs a port from 1 to 65535, found '0'"),
        ("http://u:p@h:x", "'target' needs a port from 1 to 65535, found 'x'"),
        ("http://[::1]:", "'target' needs a port from 1 to 65535, found ''"),
        ("http://h/a?b=c", "'target' is a base URL, which has no query, found \"http://h/a?b=c\""),
        ("http://h#a", "'target' is a base URL, which has no fragment, found \"http://h#a\""),
        ("http:///a", "'target' needs a host and no blanks, found \"http:///a\""),
        ("ftp://h", "'target' must begin with http:// or https://, found \"ftp://h\""),
    ])
    func aTargetThatCannotBeOneIsRefused(_ target: String, _ message: String) throws {
        #expect(try Fixtures.problems(Self.suite(#""target": "\#(target)", "#)) == [message])
    }

    @Test(arguments: [
        "http://h", "https://h:443/a/", "http://[::1]:80/", "http://u:p@h:8080", "https://h/a:b", "HTTP://h",
        "Https://h:1/a",
    ])
    func aTargetThatCanBeOneIsAccepted(_ target: String) throws {
        #expect(try Fixtures.problems(Self.suite(#""target": "\#(target)", "#)) == [])
    }

    @Test(arguments: [
        (#""capture": { "n": "$.n" }"#, "capture"), (#""retry": { "times": 2 }"#, "retry"),
        (#""eventually": { "within": "1s" }"#, "eventually"),
    ])
    func whatOneResponseGivesABurstHasNot(_ member: String, _ key: String) throws {
        let step = #"{ "name": "b", "burst": { "requests": 2 }, \#(member) }"#
        let suite =
            #"{ "suite": "s", "expect": { "status": 200 }, "scenarios": [{ "name": "a", "steps": [\#(step)] }] }"#
        #expect(try Fixtures.problems(suite) == ["'\(key)' can't be given for a step that is sent many times"])
    }

    // Secrets that are found everywhere.

    @Test(arguments: [("12345", true), ("123456", false), ("", false)])
    func aShortSecretIsWarnedOf(_ secret: String, _ isShort: Bool) throws {
        let suite = Self.suite(#""variables": { "pin": { "secret": "\#(secret)" } }, "#)
        let folder = try TemporaryFolder()
        let builder = PlanBuilder(options: PlanOptions(), files: FileStore())
        _ = try builder.plan([try folder.write("suite.json", suite)])
        let warnings = builder.problems.diagnostics
        #expect(warnings.allSatisfy { $0.severity == .warning && $0.location?.line == 1 })
        #expect(warnings.map(\.message).contains { $0.hasPrefix("the secret 'pin' has fewer than 6") } == isShort)
        #expect(!warnings.contains { $0.message.contains("12345") }, "the secret itself isn't told")
    }

    // What couldn't be sent, found before anything is.

    @Test(arguments: [
        (#""request": { "path": "/a b" }"#, "'path' contains a space"),
        (#""request": { "path": "/a\nb" }"#, "'path' contains a space"),
        (#""request": { "url": "http://h/\u007f" }"#, "'url' contains a space"),
        (#""request": { "url": "http://h:99999/" }"#, "'url' can't be sent"),
        (#""request": { "url": "http:///a" }"#, "'url' can't be sent"),
        (#""request": { "method": "A B" }"#, "'A B' is not a method"),
        (#""request": { "headers": { "X Y": "1" } }"#, "\"X Y\" is not a field's name"),
        (#""request": { "headers": { "": "1" } }"#, "\"\" is not a field's name"),
        (#""request": { "headers": { "X": "a\r\nEvil: 1" } }"#, "the value of header field X contains"),
        (#""request": { "headers": { "X": ["a", "b\u0000"] } }"#, "the value of header field X contains"),
        (#""request": { "auth": { "bearer": "a\n" } }"#, "the value of header field Auth"),
        (
            #""request": { "headers": { "X": "${v}" } }, "each": { "v": ["a", "b\n"] }"#,
            "the value of header field X contains"
        ),
        (#""request": { "headers": { "Transfer-Encoding": "gzip" } }"#, "the request's Transfer-Encoding"),
        (#""connection": { "proxy": "127.0.0.1:3128" }"#, "'proxy' must be a URL"),
        (#""connection": { "proxy": "ftp://h:1" }"#, "'proxy' must be a URL"),
    ])
    func whatCannotBeSentIsFoundInTheFile(_ scenario: String, _ message: String) throws {
        let problems = try Fixtures.problems(Self.suite("", scenario: #"\#(scenario), "expect": { "status": 200 }"#))
        #expect(problems.contains { $0.hasPrefix(message) }, "\(problems)")
    }

    @Test(arguments: [
        #""request": { "path": "/a%20b?x=ä" }"#, #""request": { "headers": { "X": "tab\tä" } }"#,
        #""request": { "headers": { "Transfer-Encoding": "chunked" }, "text": "a" }"#,
        #""connection": { "proxy": "" }"#, #""connection": { "proxy": "${env:NO_SUCH_PROXY:-}" }"#,
        #""connection": { "proxy": "socks5h://h:1" }"#,
    ])
    func whatCanBeSentIsAccepted(_ scenario: String) throws {
        #expect(try Fixtures.problems(Self.suite("", scenario: #"\#(scenario), "expect": { "status": 200 }"#)) == [])
    }

    @Test func aMultipartTypeWithoutBoundaryIsWarnedOf() throws {
        func warnings(_ type: String) throws -> [String] {
            let headers = #""headers": { "Content-Type": "\#(type)" }"#
            let request = #""request": { \#(headers), "multipart": [{ "name": "a", "text": "b" }] }"#
            let suite = Self.suite("", scenario: #"\#(request), "expect": { "status": 200 }"#)
            let folder = try TemporaryFolder()
            let path = try folder.write("suite.json", suite)
            let builder = PlanBuilder(options: PlanOptions(), files: FileStore())
            _ = try builder.plan([path])
            return builder.problems.diagnostics.map(\.message)
        }
        #expect(try warnings("multipart/form-data").first?.hasPrefix("this Content-Type has no boundary") == true)
        #expect(try warnings("multipart/form-data; boundary=b") == [])
        let request = try Fixtures.request(
            Self.suite(
                "",
                scenario: #"""
                    "request": { "headers": { "Content-Type": "multipart/form-data; Boundary=\"the one\"" },
                                 "multipart": [{ "name": "a", "text": "b" }] }, "expect": { "status": 200 }
                    """#
            )
        )
        #expect(String(decoding: request.body ?? [], as: UTF8.self).hasPrefix("--the one\r\n"))
    }

    // A client's certificate in PKCS#12 is told by what is in the file, whatever its name.

    private static func connection(_ tls: String, _ files: [String: String]) throws -> ConnectionSettings {
        let suite = suite("", scenario: #""connection": { "tls": { \#(tls) } }, "expect": { "status": 200 }"#)
        return try Fixtures.plan(suite, files: files).suites[0].cases[0].steps[0].connection
    }

    private static let archive = "\u{30}\u{0}\u{02}\u{01}\u{03}"

    @Test(arguments: [
        ("a.pfx", "\u{30}\u{0}\u{02}\u{01}\u{03}", true), ("a.pem", "\u{30}\u{0}\u{02}\u{01}\u{03}", true),
        ("a.p12", "-----BEGIN CERTIFICATE-----", false), ("a.p12", "\u{30}\u{03}\u{30}\u{01}\u{03}", false),
        ("a.p12", "\u{30}", false),
    ])
    func aCertificateIsAnArchiveByItsContent(_ name: String, _ content: String, _ isArchive: Bool) throws {
        let connection = try Self.connection(#""certificate": "\#(name)""#, [name: content])
        #expect(connection.isArchive == isArchive && connection.certificate?.hasSuffix(name) == true)
    }

    @Test func anArchiveHoldsTheKey() throws {
        let problems = try Fixtures.problems(
            Self.suite(
                "",
                scenario:
                    #""connection": { "tls": { "certificate": "a.p12", "key": "a.key" } }, "expect": { "status": 200 }"#
            ),
            files: ["a.p12": Self.archive, "a.key": "k"]
        )
        #expect(problems == ["'certificate' is a PKCS#12 file, which holds the key too: 'key' has nothing to do"])
        let missing = try Fixtures.problems(
            Self.suite(
                "",
                scenario: #""connection": { "tls": { "certificate": "no.p12" } }, "expect": { "status": 200 }"#
            )
        )
        #expect(missing.count == 1 && missing[0].contains("the file of 'tls.certificate'"), "\(missing)")
    }

    @Test(arguments: [
        (#""a.example": "nowhere""#, "'resolve': 'a.example' must lead to an IP address, found \"nowhere\""),
        (#""http://a.example": "127.0.0.1""#, "'resolve': 'http://a.example' is no host's name"),
        (#""10.0.0.1": "127.0.0.1""#, "'resolve': '10.0.0.1' is an address, and only names lead to others"),
        (#""a.example": 7"#, "an address must be a string, found a number"),
    ])
    func aNameLeadsToAnAddress(_ members: String, _ problem: String) throws {
        let suite = Self.suite(
            "",
            scenario: #""connection": { "resolve": { \#(members) } }, "expect": { "status": 200 }"#
        )
        #expect(try Fixtures.problems(suite) == [problem])
    }

    @Test(arguments: [("proxy", #""${late}""#), ("resolve", #"{ "a.example": "${late}" }"#)])
    func whereConnectionsGoIsKnownBefore(_ name: String, _ value: String) throws {
        let suite = Self.suite(
            "",
            scenario: #"""
                "steps": [ { "expect": { "status": 200 }, "capture": { "late": "$.a" } },
                  { "expect": { "status": 200 }, "connection": { "\#(name)": \#(value) } } ]
                """#
        )
        #expect(
            try Fixtures.problems(suite) == ["'\(name)' can't hold what a response brings: it has to be known before"]
        )
    }

    @Test func whereANameLeadsIsPatchedAsAnythingElse() throws {
        var options = PlanOptions()
        try options.connection.addresses.add("c.example", "127.0.0.1")
        let suite = Self.suite(
            #""connection": { "resolve": { "a.example": "10.0.0.1", "b.example": "10.0.0.2", "c.example": "10.0.0.3" } },"#,
            scenario:
                #""connection": { "resolve": { "a.example": null, "b.example": "::1", "d.example": "" } }, "expect": { "status": 200 }"#
        )
        let connection = try Fixtures.plan(suite, options: options).suites[0].cases[0].steps[0].connection
        #expect(
            connection.addresses.entries.map { "\($0.host) \($0.address)" } == ["c.example 127.0.0.1", "b.example ::1"]
        )
    }

    @Test(
        arguments: [
            (ProxyChoice.written, "http://file:1"), (.direct, nil), (.url("http://mine:1"), "http://mine:1"),
            (.environment(ProxyOptions(url: "http://environment:1")), "http://file:1"),
        ] as [(ProxyChoice, String?)]
    )
    func theProxyIsTheOneThatWasChosen(_ choice: ProxyChoice, _ proxy: String?) throws {
        var options = PlanOptions()
        options.connection.proxy = choice
        let suite = Self.suite(
            "",
            scenario:
                #""steps": [{ "expect": { "status": 200 }, "connection": { "proxy": "http://file:1" } }, { "expect": { "status": 200 } }]"#
        )
        let steps = try Fixtures.plan(suite, options: options).suites[0].cases[0].steps
        #expect(steps[0].connection.proxy(for: "http://api.invalid/a?b") == proxy)
        let other: String? =
            switch choice {
            case .written, .direct: nil
            case .url: "http://mine:1"
            case .environment: "http://environment:1"
            }
        #expect(steps[1].connection.proxy(for: "http://api.invalid/") == other)
    }
}
