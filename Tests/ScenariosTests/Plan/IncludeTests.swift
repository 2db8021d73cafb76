import Decoding
import Diagnostics
import HTTP
import JSON
import Testing

@testable import Scenarios
@testable import Substitution

/// What suites share: files of steps, requests and variables.
@Suite struct IncludeTests {
    private static let suite = #"""
        { "suite": "S", "include": "a.json",
          "scenarios": [
            { "name": "n", "variables": { "id": 7 }, "steps": [ { "use": "log in" }, { "request": { "use": "order", "query": { "b": "2" }, "headers": { "X": null } }, "expect": { "status": 200 } } ] } ] }
        """#
    private static let shared = #"""
        { "include": ["sub/b.json"], "variables": { "user": "ann", "both": "${user}-${other}" },
          "requests": { "order": { "use": "base", "path": "/orders/${id}" } },
          "steps": { "log in": [ { "use": "greet" }, { "name": "in", "request": { "path": "/login/${both}" }, "expect": { "status": 200 } } ] } }
        """#
    private static let further = #"""
        { "include": "../c.json", "variables": { "other": "bob" }, "requests": { "base": { "query": { "a": "1" }, "headers": { "X": "x", "Y": "y" } } },
          "steps": { "greet": { "name": "hello", "expect": { "status": 200 } } } }
        """#

    private static func files(_ third: String = "{}") -> [String: String] {
        ["a.json": shared, "sub/b.json": further, "c.json": third]
    }

    @Test func stepsRequestsAndVariablesComeFromFilesThatIncludeOthers() throws {
        let plan = try Fixtures.plan(Self.suite, files: Self.files())
        let only = try #require(plan.suites.first?.cases.first)
        #expect(only.steps.map(\.name) == ["hello", "in", "step 3"])
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        #expect(try scope.request(only.steps[1], target: "http://h").request.url == "http://h/login/ann-bob")
        let request = try scope.request(only.steps[2], target: "http://h").request
        #expect(request.url == "http://h/orders/7?a=1&b=2")
        #expect(request.headers["Y"] == "y" && request.headers["X"] == nil)
        #expect(plan.suites[0].included.map { $0.split(separator: "/").last } == ["a.json", "b.json", "c.json"])
    }

    @Test func aVariableOfAnIncludedFileCanBeSetFromOutside() throws {
        let options = PlanOptions(variables: ["user": "eve"])
        let plan = try Fixtures.plan(Self.suite, options: options, files: Self.files())
        let only = plan.suites[0].cases[0]
        var scope = try CaseScope(only, options: options, files: FileStore(), seed: 1)
        #expect(try scope.request(only.steps[1], target: "http://h").request.url == "http://h/login/eve-bob")
    }

    /// What is wrong, where, and how to mend it.
    private static func problem(_ suite: String, _ files: [String: String]) throws -> String {
        do {
            _ = try Fixtures.plan(suite, files: files)
            return "nothing"
        } catch let found as Problems.Found {
            return found.diagnostics.map { diagnostic in
                let place =
                    diagnostic.location.map { "\($0.file.path.split(separator: "/").last ?? ""):\($0.line)" } ?? ""
                return "\(place) \(diagnostic.message)"
            }.joined(separator: "; ")
        }
    }

    @Test func filesThatIncludeEachOtherAreAnError() throws {
        let found = try Self.problem(Self.suite, Self.files(#"{ "include": "a.json" }"#))
        #expect(found.hasPrefix("c.json:1 the files ") && found.hasSuffix(" include each other"))
    }

    @Test(arguments: [
        (#"{ "variables": { "other": 1 } }"#, "b.json:1 another included file has a variable called 'other'"),
        (#"{ "requests": { "base": {} } }"#, "b.json:1 another included file has a request called 'base'"),
        (#"{ "steps": { "greet": [] } }"#, "b.json:2 another included file has steps called 'greet'"),
        (#"{ "suite": "S" }"#, "c.json:1 what is included has no scenarios: this is a suite"),
        (#"{ "steps": { "a": { "use": "b" }, "b": { "use": "a" } } }"#, "nothing"),
    ])
    func whatIsThereTwiceIsAnError(_ third: String, _ expected: String) throws {
        #expect(try Self.problem(Self.suite, Self.files(third)) == expected)
    }

    @Test func stepsThatUseEachOtherAreAnErrorWhereTheyAreUsed() throws {
        let files = [
            "a.json": #"{ "steps": { "a": { "use": "b" }, "b": { "use": "a" } }, "requests": { "r": { "use": "r" } } }"#
        ]
        let suite = { (step: String) in
            #"{ "suite": "S", "include": "a.json", "scenarios": [{ "name": "n", "steps": [\#(step), { "expect": { "status": 200 } }] }] }"#
        }
        #expect(try Self.problem(suite(#"{ "use": "a" }"#), files) == "a.json:1 the steps a → b → a use each other")
        #expect(
            try Self.problem(suite(#"{ "request": { "use": "r" } }"#), files)
                == "a.json:1 the request r → r use each other"
        )
    }

    @Test func theSuiteCannotDeclareTheSameVariable() throws {
        let suite =
            #"{ "suite": "S", "include": "a.json", "variables": { "v": 1 }, "scenarios": [{ "name": "n", "expect": { "status": 200 } }] }"#
        #expect(
            try Self.problem(suite, ["a.json": #"{ "variables": { "v": 2 } }"#])
                == "suite.json:1 an included file has a variable 'v' too"
        )
    }

    @Test func anErrorInAnIncludedStepPointsIntoItsFile() throws {
        let suite = #"{ "suite": "S", "include": "a.json", "scenarios": [{ "name": "n", "steps": [{ "use": "s" }] }] }"#
        let found = try Self.problem(
            suite,
            [
                "a.json":
                    "{ \"steps\": { \"s\":\n { \"request\": { \"path\": \"/${nobody}\" }, \"expect\": { \"status\": 200 } } } }"
            ]
        )
        #expect(found == "a.json:2 unknown variable 'nobody'")
    }
}
