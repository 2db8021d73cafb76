import Decoding
import Diagnostics
import Substitution
import Testing

@testable import MockServer

@Suite struct MockErrorTests {
    /// What is wrong with a mock file: `line:column message (help)` for each.
    static func problems(_ json: String) -> [String] {
        let problems = Problems()
        let file = SourceFile(path: "m", bytes: Array(json.utf8))
        _ = Mock.decode(file, Environment(), FileStore(), 0, problems)
        return problems.diagnostics.map { diagnostic in
            let place = diagnostic.location.map { "\($0.line):\($0.column) " } ?? ""
            return place + diagnostic.message + (diagnostic.help.map { " (\($0))" } ?? "")
        }
    }

    @Test func saysEverythingAtOnce() {
        let found = Self.problems(
            #"""
            { "moc": "x",
              "tokens": { "t": { "lifetime": 20 } },
              "rules": [
                { "name": "a", "when": { "path": "orders", "metod": "GET" }, "respond": { "status": 42, "bodi": 1 } },
                { "when": { "over": "lim" }, "respond": { "text": "${requst.method}" } } ] }
            """#
        )
        #expect(found.count == 10)
        for problem in [
            "1:3 unknown key 'moc' in a mock (did you mean 'mock'?)", "1:1 a mock needs 'mock'",
            "4:48 unknown key 'metod' in 'when' (did you mean 'method'?)",
            "4:38 a path begins with a slash and has no query, found 'orders' (conditions on the query go into 'query')",
            "4:93 unknown key 'bodi' in 'respond'", "5:5 a rule needs 'name'",
            "4:89 'status' must be a whole number from 200 to 999, found number 42",
            "5:25 unknown limit 'lim' (declare it in 'limits')",
            "5:56 unknown variable 'requst' (did you mean 'request'?)", "2:34 20 needs a unit",
        ] {
            #expect(found.contains { $0.hasPrefix(problem) }, "\(problem) in \(found)")
        }
    }

    /// Rules, and the one thing that is wrong with each; `nil` where the words are another part's.
    private static let slips: [(rule: String, message: String?)] = [
        (
            #""when": { "path": "/{id}" }, "respond": { "text": "${request.path.idd}" }"#,
            "the path has no part called 'idd' (did you mean 'id'?)"
        ),
        (
            #""respond": { "text": "${request.path.id}" }"#,
            "the path has no part called 'id' (the rule's 'path' has no {id})"
        ),
        (#""respond": { "text": "${request.hedders.a}" }"#, "a request has no 'hedders' (did you mean 'headers'?)"),
        (
            #""respond": { "text": "${request}" }"#,
            "'request' alone has no value (write for example ${request.method})"
        ),
        (
            #""respond": { "text": "${request.query}" }"#,
            "'request.query' needs a name (write ${request.query.NAME})"
        ),
        (
            #""when": { "headers": { "A": "${token}" } }, "respond": {}"#,
            "'token' has no value here (it belongs into the content or headers of a 'respond')"
        ),
        (#""respond": { "text": "${state}" }"#, "'state' has no value here (write ${state:KEY})"),
        (#""respond": { "fault": "rest" }"#, "unknown fault 'rest' (did you mean 'reset'?)"),
        (#""respond": { "fault": "truncate" }"#, #"unknown fault 'truncate' (write { "truncate": … })"#),
        (
            #""respond": { "fault": { "truncate": 1, "drip": "1ms" } }"#,
            "'fault' needs exactly one of truncate, wrongLength, drip"
        ),
        (#""respond": { "fault": { "wrongLength": 0 } }"#, "a length that is off by 0 is right"),
        (#""respond": { "json": 1, "text": "" }"#, "'json' and 'text' can't be given together (keep one content)"),
        (#""respond": { "issue": "acces" }"#, "unknown token store 'acces' (did you mean 'access'?)"),
        (
            #""when": { "token": { "store": "access", "from": "", "is": "vald" } }, "respond": {}"#,
            "no token is 'vald' (did you mean 'valid'?)"
        ),
        (
            #""when": { "token": { "store": "x", "from": "", "is": "valid" } }, "respond": {}"#,
            "unknown token store 'x' (known here: access)"
        ),
        (#""respond": { "headers": { "a b": "c" } }"#, "'a b' is not a field's name (RFC 9110, section 5.1)"),
        (#""respond": { "add": { "n": "one" } }"#, #"a number to add must be a number, found string "one""#),
        (#""respond": { "once": { "key": "k" } }"#, "'once' needs 'for'"),
        (
            #""when": { "any": [] }, "respond": {}"#,
            "'any' must be a list with at least one 'when', found an array"
        ),
        (
            #""when": { "signed": { "hmac": { "id": "i", "canonicalRequest": "", "stringToSign": "", "headers": { "A": "" } }, "keys": {} } }, "respond": {}"#,
            "'id' is for whoever signs (the ids and their secrets go into 'keys')"
        ),
        (#""respond": { "service": {} }"#, "'service' needs 'time'"),
        (
            #""respond": { "service": { "time": "1ms", "server": 2 } }"#,
            "unknown key 'server' in 'service' (did you mean 'servers'?)"
        ),
        (
            #""respond": { "service": { "time": "1ms", "full": {} } }"#,
            "'full' needs 'queue' (a queue without a limit is never full)"
        ),
        (#""respond": { "service": { "time": {} } }"#, "'time' needs exactly one of exponential, choices"),
        (
            #""respond": { "service": { "time": { "choices": [{ "share": "60%", "time": "1ms" }, { "share": "30%", "time": "1ms" }] } } }"#,
            "the shares of 'choices' must add up to 100%, found 90.0%"
        ),
        (
            #""respond": { "service": { "time": { "choices": [] } } }"#,
            "'choices' must be a list with at least one choice, found an array"
        ),
        (#""respond": { "service": { "time": "1ms", "queue": 1, "full": { "text": "${request.body}" } } }"#, nil),
        (#""when": { "json": { "$.a[": 1 } }, "respond": {}"#, nil),
        (#""when": { "path": { "matches": "(" } }, "respond": {}"#, nil),
        (#""when": { "json": { "$.a": { "lenght": 1 } } }, "respond": {}"#, nil),
        (#""respond": { "delay": 5 }"#, nil),
        (#""respond": { "text": "${unknown}" }"#, nil),
        (#""respond": { "text": "${now:QQ}" }"#, nil),
        (#""respond": { "text": "${now" }"#, nil),
        (#""respond": { "base64": "?" }"#, nil),
        (#""respond": { "file": "no-such-file" }"#, nil),
    ]

    @Test(arguments: slips)
    func refuses(_ rule: String, _ message: String?) {
        let found = Self.problems(
            #"{ "mock": "m", "tokens": { "access": {} }, "rules": [{ "name": "r", \#(rule) }] }"#
        )
        #expect(found.count == 1, "\(found)")
        if let message { #expect(found.first.map { String($0.drop { $0 != " " }.dropFirst()) } == message) }
    }

    @Test func pointsAtThePlace() {
        let found = Self.problems(
            "{ \"mock\": \"m\",\n  \"rules\": [{ \"name\": \"r\", \"respond\": { \"text\": \"é ${request.bdy}\" } }] }"
        )
        #expect(found == ["2:52 a request has no 'bdy' (did you mean 'body'?)"])
    }

    @Test func saysThatAFileIsMissing() {
        let error = #expect(throws: Problems.Found.self) { try Mock.load("/no/such/mock.json") }
        #expect(error?.diagnostics.first?.message == "the mock file /no/such/mock.json does not exist")
    }

    @Test func aVariableDoesNotHideTheIssuedToken() {
        let mock = { (variable: String, respond: String) in
            #"{ "mock": "m", "variables": { "\#(variable)": "x" }, "tokens": { "t": {} }, "rules": [ { "name": "r", "respond": \#(respond) } ] }"#
        }
        let issuing = #"{ "issue": "t", "json": { "token": "${token}" } }"#
        let hidden = Self.problems(mock("token", issuing))
        #expect(hidden.count == 1)
        #expect(
            hidden[0].hasSuffix(
                "the variable 'token' hides what 'token' stands for here (give the variable another name)"
            )
        )
        #expect(Self.problems(mock("other", issuing)) == [])
        #expect(Self.problems(mock("token", #"{ "json": { "token": "${token}" } }"#)) == [], "nothing is issued here")
        #expect(Self.problems(mock("request", "{}")).count == 1)
    }
}
