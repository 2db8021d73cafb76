import Diagnostics
import HTTP
import JSON
import JSONPath
import Testing

@testable import Decoding
@testable import Scenarios
@testable import Substitution

@Suite struct PlanTests {
    private func suite(_ scenarios: String, _ more: String = "") -> String {
        #"{ "suite": "S", \#(more) "scenarios": [\#(scenarios)] }"#
    }

    private func names(_ scenarios: String) throws -> [String] {
        try Fixtures.plan(suite(scenarios)).suites[0].cases.map(\.name)
    }

    @Test func `multiplies over every combination of lists`() throws {
        let names = try names(#"{ "name": "x", "each": { "a": [1, 2], "b": ["p", ""] }, "expect": { "status": 200 } }"#)
        #expect(names == ["x [a=1, b=p]", "x [a=1, b=\"\"]", "x [a=2, b=p]", "x [a=2, b=\"\"]"])
    }

    @Test func `puts the row's values into the name where it asks for them`() throws {
        let names = try names(
            #"{ "name": "without ${h}", "each": [{ "h": "A", "n": 1 }, { "h": "B", "n": 2 }], "expect": { "status": 200 } }"#
        )
        #expect(names == ["without A", "without B"])
    }

    @Test func `names are unique and the same in every run`() throws {
        let names = try names(
            #"{ "name": "${a}", "each": [{ "a": "x" }, { "a": "x" }, { "a": "${uuid}" }], "expect": { "status": 200 } }"#
        )
        #expect(names == ["x", "x #2", "${uuid}"])
    }

    @Test func `reads rows from CSV and JSON files`() throws {
        let folder = try TemporaryFolder()
        try folder.write("rows.csv", "code,text\r\n1,\"a, \"\"b\"\"\"\r\n2,${x}\r\n")
        try folder.write("rows.json", #"[{ "code": 7 }]"#)
        let path = try folder.write(
            "s.json",
            suite(
                #"""
                { "name": "${code} ${text}", "each": "rows.csv", "request": { "text": "${text}" }, "expect": { "status": 200 } },
                { "name": "json ${code}", "each": "rows.json", "expect": { "status": 200 } }
                """#
            )
        )
        let plan = try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([path])
        #expect(plan.suites[0].cases.map(\.name) == [#"1 a, "b""#, "2 $${x}", "json 7"])
        var scope = try CaseScope(plan.suites[0].cases[1], options: PlanOptions(), files: FileStore(), seed: 1)
        let request = try scope.request(plan.suites[0].cases[1].steps[0], target: "http://h").request
        #expect(request.body == Array("${x}".utf8))
    }

    @Test func `reports all mistakes at once, each with its place and the nearest word`() throws {
        let text = """
            {
              "suite": "S", "targt": "http://x",
              "request": { "method": "GE T", "timeout": 5 },
              "scenarios": [
                { "name": "a", "expct": { "status": 200 } },
                { "name": "a", "covers": "R1", "expect": { "status": "2x", "json": { "$.a[": 1 } } },
                { "expect": { "body": { "matches": "[" } } }
              ]
            }
            """
        let found = #expect(throws: Problems.Found.self) { try Fixtures.plan(text) }
        let lines = (found?.diagnostics ?? []).map { "\($0.location?.line ?? 0): \($0.message)" }
        #expect(lines.contains("2: unknown key 'targt' in a suite"))
        #expect(lines.contains("3: 'GE T' is not a method"))
        #expect(lines.contains("3: 5 needs a unit"))
        #expect(lines.contains("5: unknown key 'expct' in a scenario"))
        #expect(lines.contains("6: another scenario has this name"))
        #expect(lines.contains("6: 'covers' must be a list of requirement IDs, found a string"))
        #expect(lines.contains { $0.hasPrefix("6: a status is a number from 100 to 999, or a range") })
        #expect(lines.contains { $0.hasPrefix("6: JSONPath: ") })
        #expect(lines.contains("7: a scenario needs 'name'"))
        #expect(found?.diagnostics.first { $0.message.contains("targt") }?.help == "did you mean 'target'?")
    }

    @Test(arguments: [
        (#"{ "name": "n" }"#, "this scenario expects nothing, so it can't fail"),
        (
            #"{ "name": "n", "expect": { "status": 200 }, "burst": { "requests": 0 } }"#,
            "'requests' must be a whole number from 1 to 50000"
        ),
        (#"{ "name": "n", "expect": { "status": 200 }, "load": { "rate": "5/s" } }"#, "'load' needs 'for'"),
        (
            #"{ "name": "n", "expect": { "status": 200 }, "load": { "users": 2, "rate": "5/s", "for": "1s" } }"#,
            "can't be given together"
        ),
        (#"{ "name": "n", "expect": { "counts": { "200": 1 } } }"#, "'counts' needs a burst or a load"),
        (
            #"{ "name": "n", "expect": { "status": 200, "failure": "reset" } }"#,
            "'status' can't hold when the exchange must fail"
        ),
        (
            #"{ "name": "n", "question": "?", "answers": [{ "answer": "a", "when": { "status": 200 } }], "pinned": "b" }"#,
            "'pinned' is none of the answers"
        ),
        (
            #"{ "name": "n", "question": "?", "expect": { "status": 200 }, "answers": [{ "answer": "a", "when": {} }] }"#,
            "a question has 'answers' in place of 'expect'"
        ),
        (
            #"{ "name": "n", "request": { "path": "orders" }, "expect": { "status": 200 } }"#,
            "'path' must begin with a slash"
        ),
        (
            #"{ "name": "n", "request": { "json": {}, "text": "" }, "expect": { "status": 200 } }"#,
            "'json' and 'text' can't be given together"
        ),
        (
            #"{ "name": "n", "request": { "headers": { "A": { "b": 1 } } }, "expect": { "status": 200 } }"#,
            "'A' must be a text or a list of texts"
        ),
        (#"{ "name": "n ${x}", "expect": { "status": 200 } }"#, "unknown variable 'x'"),
        (#"{ "name": "n", "each": [], "expect": { "status": 200 } }"#, "'each' has no rows"),
        (#"{ "name": "n", "each": "no.csv", "expect": { "status": 200 } }"#, "does not exist"),
        (
            #"{ "name": "n", "variables": { "a": "${b}", "b": "${a}" }, "expect": { "status": 200 } }"#,
            "need each other"
        ),
        (
            #"{ "name": "n", "steps": [{ "request": { "path": "/${id}" }, "expect": { "status": 200 } }] }"#,
            "unknown variable 'id'"
        ),
        (#"{ "name": "n", "retry": { "delay": "1s" }, "expect": { "status": 200 } }"#, "'retry' needs 'times'"),
        (
            #"{ "name": "n", "connection": { "tls": { "minimum": "1.1" } }, "expect": { "status": 200 } }"#,
            "'minimum' must be"
        ),
        (
            #"{ "name": "n", "request": { "auth": { "bearer": "a", "basic": {} } }, "expect": { "status": 200 } }"#,
            "can't be given together"
        ),
        (#"{ "name": "n", "skip": true, "expect": { "status": 200 } }"#, "'skip' must be a string"),
    ])
    func `refuses`(scenario: String, message: String) throws {
        let found = try Fixtures.problems(suite(scenario))
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test func `a requirement must be listed once there is a list`() throws {
        let problems = try Fixtures.problems(
            suite(
                #"{ "name": "n", "covers": ["REQ-2"], "expect": { "status": 200 } }"#,
                #""requirements": { "REQ-1": "one" },"#
            )
        )
        #expect(problems == ["the suite lists no requirement 'REQ-2'"])
    }

    @Test func `what the command line says takes the place of a variable, and must be one`() throws {
        let text = suite(
            #"{ "name": "n", "request": { "path": "/${v}" }, "expect": { "status": 200 } }"#,
            #""variables": { "v": "1" },"#
        )
        let options = PlanOptions(variables: ["v": "a${b}"])
        let only = try Fixtures.plan(text, options: options).suites[0].cases[0]
        var scope = try CaseScope(only, options: options, files: FileStore(), seed: 1)
        #expect(try scope.request(only.steps[0], target: "http://h").request.url == "http://h/a${b}")
        #expect(throws: Problems.Found.self) { try Fixtures.plan(text, options: PlanOptions(variables: ["w": "1"])) }
    }

    @Test func `what the command line says has the type that the file declares`() throws {
        let text = #"""
            { "suite": "S", "variables": { "n": 1, "b": true, "o": { "a": 1 }, "l": [1], "z": null, "t": "1", "s": { "secret": 7000000 } },
              "scenarios": [{ "name": "n", "expect": { "status": 200 }, "request": { "json": {
                "n": "${n}", "b": "${b}", "o": "${o}", "l": "${l}", "z": "${z}", "t": "${t}", "s": "${s}" } } }] }
            """#
        func body(_ variables: [String: String]) throws -> String {
            let options = PlanOptions(variables: variables)
            let only = try Fixtures.plan(text, options: options).suites[0].cases[0]
            var scope = try CaseScope(only, options: options, files: FileStore(), seed: 1)
            let body = try scope.request(only.steps[0], target: "http://h").request.body
            return String(decoding: body ?? [], as: UTF8.self)
        }
        let given = ["n": "5", "b": "false", "o": #"{"z":"${n}"}"#, "l": "[]", "z": "[2]", "t": "2", "s": "9000000"]
        #expect(
            try body(given) == ##"{"n":5,"b":false,"o":{"z":"${n}"},"l":[],"z":[2],"t":"2","s":9000000}"##
        )
        #expect(try body(["z": "a b", "n": "-1.50e3"]).contains(#""n":-1.50e3"#))
        #expect(try body(["z": "a b"]).contains(#""z":"a b""#))
        for (name, value, message) in [
            ("n", "five", #"--var n must be a number, as it is here, found "five""#),
            ("b", "1", #"--var b must be a boolean, as it is here, found "1""#),
            ("o", "[1]", #"--var o must be an object, as it is here, found "[1]""#),
            ("l", "1,2", #"--var l must be an array, as it is here, found "1,2""#),
            ("s", "hidden", "--var s must be a number, as it is here, found something else"),
        ] {
            let found = #expect(throws: Problems.Found.self) { try body([name: value]) }
            #expect(found?.diagnostics.map(\.message) == [message])
            #expect(found?.diagnostics.first?.location != nil && found?.diagnostics.first?.help != nil)
        }
    }

    @Test func `a setup's own steps come without the credentials that they bring`() throws {
        func suite(_ variables: String, _ request: String, _ steps: String) -> String {
            #"""
            { "suite": "S", "variables": { \#(variables) }, "request": \#(request),
              "setup": [ \#(steps) ],
              "scenarios": [{ "name": "n", "request": { "path": "/a" }, "expect": { "status": 200 } }] }
            """#
        }
        let login = #"{ "name": "log in", "expect": { "status": 200 }, "capture": { "token": "$.token" } }"#
        let look = #"{ "name": "look", "expect": { "status": 200 } }"#
        for (variables, auth) in [("", "${token}"), (#""t": "${token}""#, "${t}")] {
            let plan = try Fixtures.plan(
                suite(variables, #"{ "auth": { "bearer": "\#(auth)" }, "headers": { "X": "1" } }"#, "\(login), \(look)")
            )
            let steps = try #require(plan.suites[0].frame.setup?.setup)
            #expect(steps.map { $0.request["auth"] != nil } == [false, true])
            #expect(steps.map { $0.request["headers"] != nil } == [true, true])
            #expect(plan.suites[0].cases[0].steps[0].request["auth"] != nil)
        }
        // What else needs it is said, with what to do.
        let text = suite("", #"{ "headers": { "X-Session": "${token}" } }"#, login)
        let found = #expect(throws: Problems.Found.self) { try Fixtures.plan(text) }
        #expect(found?.diagnostics.map(\.message) == ["'token' has no value here yet: the step 'log in' captures it"])
        #expect(found?.diagnostics.first?.help?.contains("taken away in one by null") == true)
        #expect(
            try Fixtures.problems(
                suite(
                    "",
                    #"{ "headers": { "X-Session": "${token}" } }"#,
                    #"{ "name": "log in", "request": { "headers": { "X-Session": null } }, "expect": { "status": 200 }, "capture": { "token": "$.token" } }"#
                )
            ) == []
        )
    }

    @Test func `a mistake in the rows of a load is said once`() throws {
        let text = suite(
            #"{ "name": "n", "load": { "rate": "1/s", "for": "1s", "data": "rows.csv" }, "request": { "path": "/${id}" }, "expect": { "status": 200 } }"#
        )
        let problems = try Fixtures.problems(text, files: ["rows.csv": "id,name\n1,a\n2\n"])
        #expect(problems.count == 1 && problems[0].contains("rows.csv, line 3"), "\(problems)")
        #expect(try Fixtures.problems(text).count == 1)
    }

    @Test func `an environment variable that isn't set is an error, unless the files are only checked`() throws {
        let text = suite(
            #"{ "name": "n", "expect": { "status": 200 } }"#,
            #""variables": { "t": { "secret": "${env:MUSTER_UNSET}" } },"#
        )
        #expect(throws: Problems.Found.self) { try Fixtures.plan(text) }
        let plan = try Fixtures.plan(text, options: PlanOptions(toleratesUnsetEnvironment: true))
        #expect(plan.suites.count == 1)
    }

    @Test func `finds suites in folders and globs and leaves other JSON alone`() throws {
        let folder = try TemporaryFolder()
        let one = try folder.write("a/one.json", suite(#"{ "name": "n", "expect": { "status": 200 } }"#))
        try folder.write("a/data.json", "[1]")
        try folder.write("a/mock.json", #"{ "mock": "m", "rules": [] }"#)
        let broken = try folder.write("b/broken.json", #"{ "scenarios": [ }"#)
        let problems = Problems()
        let finder = SuiteFinder(files: FileStore(), problems: problems)
        #expect(finder.suites([folder.path]) == [one, broken])
        #expect(finder.suites([folder.path + "/*/one.json"]) == [one])
        #expect(!problems.hasErrors)
        #expect(finder.suites([folder.path + "/none*"]).isEmpty)
        #expect(problems.hasErrors)
    }

    /// A file of a folder that was meant for a suite isn't left out in silence: it is taken for one, whose error is
    /// seen, or is named.
    @Test func whatMayBeASuiteIsNotLeftOutInSilence() throws {
        let folder = try TemporaryFolder()
        let broken = try [
            folder.write("cut.json", #"{ "suite": "c", "tar"#),
            folder.write("javascript.json", "{suite: 'c', scenarios: []}"),
            folder.write("single.JSON", "{ 'suite': 'c' }"),
        ]
        try folder.write("empty.json", "")
        try folder.write("list.yaml", "- a\n- b\n")
        try folder.write("data.json", "[1]")
        let problems = Problems()
        #expect(SuiteFinder(files: FileStore(), problems: problems).suites([folder.path]) == broken.sorted())
        #expect(problems.diagnostics.map(\.severity) == [.warning])
        #expect(problems.diagnostics.first?.message == "\(folder.path)/empty.json isn't JSON, and is left out")
    }
}
