import Diagnostics
import HTTP
import JSON
import Testing

@testable import Decoding
@testable import Scenarios
@testable import Substitution

/// Suites as JSON with comments, and as YAML.
@Suite struct OwnFilesTests {
    private static let json = #"""
        // What this is about
        { "suite": "S", /* shared */ "variables": { "id": "7" },
          "scenarios": [
            { "name": "n", "request": { "method": "PUT", "path": "/a/${id}", "json": { "on": "yes", "n": 1.0, "text": "// no comment" }, },
              "expect": { "status": [200, 201,] } }, // the last
          ] /**/ }
        // the end
        """#
    private static let yaml = """
        # What this is about
        suite: S
        variables:
          id: "7"
        scenarios:
          - name: n
            request:
              method: PUT
              path: /a/${id}
              json: { on: yes, n: 1.0, text: // no comment }
            expect: { status: [200, 201] }
        """

    private static func plan(_ text: String, as name: String) throws -> Plan {
        let folder = try TemporaryFolder()
        let path = try folder.write(name, text)
        return try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([path])
    }

    @Test(arguments: [("s.json", json), ("s.jsonc", json), ("s.yaml", yaml), ("s.yml", yaml)])
    func sayTheSame(_ name: String, _ text: String) throws {
        let plan = try Self.plan(text, as: name)
        let only = try #require(plan.suites.first?.cases.first)
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        let request = try scope.request(only.steps[0], target: "http://h").request
        #expect(request.method == "PUT" && request.url == "http://h/a/7")
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == #"{"on":"yes","n":1.0,"text":"// no comment"}"#)
    }

    /// What is wrong, as `line:column message`.
    private static func problems(_ text: String, as name: String) throws -> [String] {
        do {
            _ = try plan(text, as: name)
            return []
        } catch let found as Problems.Found {
            return found.diagnostics.map { diagnostic in
                let place = diagnostic.location.map { "\($0.line):\($0.column) " } ?? ""
                return place + diagnostic.message
            }
        }
    }

    @Test(arguments: [
        (
            "s.yaml", "suite: S\nscenarios:\n  - name: n\n    expct: { status: 200 }\n    request: { path: /x }\n",
            ["4:5 unknown key 'expct' in a scenario"]
        ),
        (
            "s.yaml",
            "suite: S\nscenarios:\n  - name: n\n    request:\n      path: /a/${nobody}\n    expect: { status: 200 }\n",
            ["5:16 unknown variable 'nobody'"]
        ),
        (
            "s.yaml",
            "suite: S\nscenarios:\n  - name: n\n    request: { path: '/a/${nobody}' }\n    expect: { status: 200 }\n",
            ["4:26 unknown variable 'nobody'"]
        ),
        (
            "s.yaml", "suite: S\nscenarios: [\n",
            ["3:1 YAML: while parsing a flow node: did not find expected node content"]
        ),
        ("s.json", "{ \"suite\": \"S\", # no\n }", ["1:17 expected a name in double quotes, found '#'"]),
        (
            "s.json", "{ \"suite\": \"S\", /* no\n }",
            ["1:17 expected '*/' at the end of the comment, found a comment that is never closed"]
        ),
        ("s.json", "{ \"suite\": \"S\",, }", ["1:16 expected a name in double quotes, found ','"]),
    ])
    func pointAtWhatIsWrong(_ name: String, _ text: String, _ expected: [String]) throws {
        #expect(try Self.problems(text, as: name) == expected)
    }

    @Test func areFoundInFolders() throws {
        let folder = try TemporaryFolder()
        let names = [
            "a.json": Self.json, "b.yaml": Self.yaml, "c.jsonc": Self.json, "d.yaml": "openapi: 3.1.0\n",
            "e.yml": "steps: {}\n",
        ]
        for (name, text) in names { try folder.write(name, text) }
        let problems = Problems()
        let found = SuiteFinder(files: FileStore(), problems: problems).suites([folder.path])
        #expect(found.map { $0.split(separator: "/").last } == ["a.json", "b.yaml", "c.jsonc"])
        try folder.write("m.yaml", "mock: M\nrules: []\n")
        let both = SuiteFinder(files: FileStore(), problems: problems).suitesAndMocks([folder.path])
        #expect(both.mocks.map { $0.split(separator: "/").last } == ["m.yaml"])
    }

    @Test func responsesStayStrict() {
        #expect((try? JSONParser.parse("[1,]")) == nil)
        #expect((try? JSONParser.parse("[1] // x")) == nil)
        #expect((try? JSONParser.parse("[1, /* x */ 2,]", .own)) == [1, 2])
    }
}
