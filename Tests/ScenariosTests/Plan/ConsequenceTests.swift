import Diagnostics
import Substitution
import Testing

@testable import Decoding
@testable import Scenarios

/// One mistake is one error, whatever follows from it.
@Suite struct ConsequenceTests {
    private static func suite(_ members: String, _ scenario: String) -> String {
        #"{ "suite": "S", \#(members)"scenarios": [{ "name": "n", "expect": { "status": 200 }, \#(scenario) }] }"#
    }

    /// Two steps, of which the second needs what the first captures.
    private static func steps(_ first: String) -> String {
        let second = #""request": { "path": "/${t}", "headers": { "A": "${t}" } }, "expect": { "status": 200 }"#
        return #""steps": [{ "expect": { "status": 200 }, \#(first) }, { \#(second) }]"#
    }

    @Test(arguments: [
        ("", steps(#""captur": { "t": "$.t" }"#), "unknown key 'captur' in a step"),
        ("", steps(#""capture": { "t": "token" }"#), "JSONPath: expected `$`, found `t`"),
        ("", steps(#""capture": { "t": { "jsn": "$.t" } }"#), "unknown key 'jsn' in a capture"),
        ("", steps(#""capture": { "t": {} }"#), "a capture needs one of json, xpath, css, header"),
        ("", steps(#""capture": ["t"]"#), "'capture' must be an object"),
        (#""variabels": { "t": 1 }, "#, #""request": { "path": "/${t}" }"#, "unknown key 'variabels' in a suite"),
        (#""variables": ["t"], "#, #""request": { "path": "/${t}" }"#, "'variables' must be an object"),
        (
            #""include": "missing.json", "#, #""steps": [{ "use": "login" }, { "request": { "path": "/${t}" } }]"#,
            "the file"
        ),
        (
            "",
            #""steps": [{ "use": "login" }, { "request": { "path": "/${t}" }, "expect": { "status": 200 } }]"#,
            "no included file has steps called 'login'"
        ),
        (
            "", #""steps": [{ "forEach": "${ids}", "request": { "path": "/${item}" }, "expect": { "status": 200 } }]"#,
            "unknown variable 'ids'"
        ),
        ("", #""load": { "rat": "10/s", "for": "5s" }"#, "unknown key 'rat' in 'load'"),
        ("", #""retry": { "time": 3 }"#, "unknown key 'time' in 'retry'"),
        (
            #""variables": { "a": "${nope}", "b": "${a}" }, "#, #""request": { "path": "/${a}/${b}" }"#,
            "unknown variable 'nope'"
        ),
        ("", #""request": { "auth": { "basic": { "usr": "u", "password": "p" } } }"#, "unknown key 'usr' in 'basic'"),
        ("", #""each": "missing.csv", "request": { "path": "/${id}" }"#, "the file"),
    ])
    func isOneError(_ members: String, _ scenario: String, _ beginning: String) throws {
        let problems = try Fixtures.problems(Self.suite(members, scenario))
        #expect(problems.count == 1 && problems[0].hasPrefix(beginning), "\(problems)")
    }

    @Test(arguments: [
        (
            #"{ "suite": "S", "steps": [{ "name": "a", "expect": { "status": 200 } }] }"#,
            "unknown key 'steps' in a suite"
        ),
        (
            #"{ "suite": "S", "scenarios": [{ "nam": "a", "expect": { "status": 200 } }, { "name": "b", "after": ["a"], "expect": { "status": 200 } }] }"#,
            "unknown key 'nam' in a scenario"
        ),
        (
            #"{ "suite": "S", "scenarios": [{ "name": "a", "question": "q", "answer": [{ "answer": "x", "when": { "status": 200 } }] }] }"#,
            "unknown key 'answer' in a scenario"
        ),
        (
            #"{ "suite": "S", "scenarios": [{ "name": "a", "busrt": { "requests": 2 }, "expect": { "status": 200, "counts": { "200": 2 } } }] }"#,
            "unknown key 'busrt' in a scenario"
        ),
    ])
    func ofASuiteToo(_ suite: String, _ beginning: String) throws {
        let problems = try Fixtures.problems(suite)
        #expect(problems.count == 1 && problems[0].hasPrefix(beginning), "\(problems)")
    }

    /// Mistakes in one file hide nothing in another.
    @Test(arguments: [
        (#"{ "suite": "A", "scenarioz": [] }"#, #"{ "suite": "B" }"#, "a suite needs"),
        (
            #"{ "suite": "A", "inclde": "x.json", "scenarios": [{ "name": "n", "expect": { "status": 200 } }] }"#,
            #"{ "suite": "B", "scenarios": [{ "name": "n", "request": { "path": "/${nope}" }, "expect": { "status": 200 } }] }"#,
            "unknown variable 'nope'"
        ),
    ])
    func otherFilesAreTold(_ one: String, _ other: String, _ beginning: String) throws {
        let folder = try TemporaryFolder()
        let paths = [try folder.write("a.json", one), try folder.write("b.json", other)]
        let found = #expect(throws: Problems.Found.self) {
            try PlanBuilder(options: PlanOptions(), files: FileStore()).plan(paths)
        }
        let told = (found?.diagnostics ?? []).map { (path: $0.location?.file.path ?? "", message: $0.message) }
        #expect(told.contains { $0.path.hasSuffix("a.json") && $0.message.hasPrefix("unknown key") }, "\(told)")
        #expect(told.contains { $0.path.hasSuffix("b.json") && $0.message.hasPrefix(beginning) }, "\(told)")
    }

    @Test func oneOfThoseThatHangTogetherIsTold() {
        func diagnostic(_ message: String, loses lost: Set<Consequence>, misses: Set<Consequence>) -> Diagnostic {
            var diagnostic = Diagnostic(message: message)
            (diagnostic.lost, diagnostic.misses) = (lost, misses)
            return diagnostic
        }
        let own = diagnostic("own", loses: [.variable("a")], misses: [.variable("a")])
        #expect([own].withoutConsequences == [own])
        let other = diagnostic("other", loses: [.variable("b")], misses: [.variable("a")])
        let back = diagnostic("back", loses: [.variable("a")], misses: [.variable("b")])
        #expect([other, back].withoutConsequences == [other])
        let cause = diagnostic("cause", loses: [.included], misses: [])
        let hidden = diagnostic("hidden", loses: [.anyVariable], misses: [.included])
        let further = diagnostic("further", loses: [], misses: [.anyVariable])
        #expect([further, hidden, cause].withoutConsequences == [cause])
    }

    /// What has nothing to do with it is told at once.
    @Test func otherMistakesAreTold() throws {
        let steps = Self.steps(#""captur": { "other": "$.t" }"#)
        let problems = try Fixtures.problems(Self.suite("", steps))
        #expect(problems.contains("unknown variable 't'") && problems.contains("unknown key 'captur' in a step"))
        let two = try Fixtures.problems(Self.suite("", #""load": { "rat": "10/s" }"#))
        #expect(two.contains("'load' needs 'for'") && two.count == 2, "\(two)")
    }
}
