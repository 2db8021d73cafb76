import Results
import Testing

/// What is expected of the responses of a burst or load sees what their own requests saw: the row, the number, the
/// user.
@Suite struct LoadRowTests {
    private static let mock = #"""
        { "mock": "m", "rules": [
          { "name": "echo", "when": { "path": "/echo" }, "respond": { "status": 200, "json": { "w": "${request.query.w}", "n": "${request.query.n}" } } },
          { "name": "same", "when": { "path": "/same" }, "respond": { "status": 200, "json": { "w": "ann" } } },
          { "name": "make", "when": { "path": "/make" }, "respond": { "status": 201, "json": { "id": "id-${request.query.w}" } } } ] }
        """#

    private static let rows = #""data": [{ "who": "d1" }, { "who": "d2" }, { "who": "d3" }]"#

    /// A load or burst with rows, of a suite whose variable has the column's name or not.
    private func run(_ traffic: String, _ rest: String, variable: Bool = true) async throws -> CaseResult {
        let variables = variable ? #""variables": { "who": "ann" }, "# : ""
        return try await LoadTrial.run(#"{ "name": "a", \#(variables)\#(traffic), \#(rest) }"#, mock: Self.mock).result
    }

    private static let traffics = [
        #""load": { "rate": "50/s", "for": "200ms", \#(rows) }"#, #""burst": { "requests": 6, \#(rows) }"#,
        #""load": { "users": 2, "for": "100ms", "think": "10ms", \#(rows) }"#,
        #""load": { "rate": "50/s", "for": "200ms", "validate": "10%", \#(rows) }"#,
    ]

    @Test(arguments: traffics, [true, false])
    func everyResponseIsHeldAgainstItsRow(_ traffic: String, _ variable: Bool) async throws {
        let echo = #""request": { "path": "/echo", "query": { "w": "${who}", "n": "n-${index}" } }, "#
        let right = try await run(
            traffic,
            echo + #""expect": { "status": 200, "json": { "$.w": "${who}", "$.n": "n-${index}" } }"#,
            variable: variable
        )
        #expect(right.verdict == .passed, "\(right.reason) \(right.steps.flatMap(\.findings))")
        let wrong = try await run(
            traffic,
            echo + #""expect": { "status": 200, "json": { "$.w": "not ${who}" } }"#,
            variable: variable
        )
        let findings = wrong.steps.flatMap(\.findings)
        #expect(wrong.verdict == .failed && findings.contains { "\($0)".contains("not d") }, "\(findings)")
    }

    /// A variable of the column's name is not what the requests sent.
    @Test(arguments: traffics) func aVariableDoesNotStandForTheRow(_ traffic: String) async throws {
        let same = try await run(
            traffic,
            #""request": { "path": "/same", "query": { "w": "${who}" } }, "expect": { "status": 200, "json": { "$.w": "${who}" } }"#
        )
        #expect(same.verdict == .failed, "\(same.reason)")
    }

    @Test func eachUserHasItsNumber() async throws {
        let result = try await run(
            #""load": { "users": 3, "for": "100ms", "think": "10ms" }"#,
            #""request": { "path": "/echo", "query": { "w": "u-${user}", "n": "1" } }, "expect": { "status": 200, "json": { "$.w": "u-${user}" } }"#
        )
        #expect(result.verdict == .passed, "\(result.reason) \(result.steps.flatMap(\.findings))")
    }

    /// A step of a flow may mention its row and what the flow has captured together.
    @Test func aFlowSeesItsRowAndItsCaptures() async throws {
        let result = try await run(
            #""load": { "rate": "50/s", "for": "200ms", \#(Self.rows) }"#,
            #"""
            "steps": [
              { "name": "make", "request": { "path": "/make", "query": { "w": "${who}" } }, "expect": { "status": 201, "json": { "$.id": "id-${who}" } },
                "capture": { "id": "$.id" } },
              { "name": "look", "request": { "path": "/echo", "query": { "w": "${id}", "n": "${who}" } },
                "expect": { "status": 200, "json": { "$.w": "id-${who}", "$.n": "${who}" } } } ]
            """#,
            variable: false
        )
        #expect(result.verdict == .passed, "\(result.reason) \(result.steps.flatMap(\.findings))")
    }
}
