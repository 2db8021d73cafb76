import Testing

@testable import Scenarios

/// Numbers of a file that would overflow what is computed of them are errors with a place, and nothing traps.
@Suite("Ceilings of loads") struct LoadLimitTests {
    private static let table: [(load: String, message: String)] = [
        (#"{ "replay": { "times": [0, 1e300] } }"#, "more than 365d apart"),
        (#"{ "replay": { "times": [-1e300, 1e300] } }"#, "more than 365d apart"),
        (#"{ "replay": { "times": [0, 99999999999] } }"#, "more than 365d apart"),
        (#"{ "replay": { "times": [0, 1], "speed": 1e300 } }"#, "'speed' must be"),
        (#"{ "replay": { "times": [0, 1], "speed": 1e-300 } }"#, "'speed' must be"),
        (#"{ "replay": { "times": [0, 1], "speed": 0 } }"#, "'speed' must be"),
        (#"{ "replay": { "times": [0, 31536000], "speed": 0.5 } }"#, "take more than 365d"),
        (#"{ "rate": "1/s", "for": "213000d", "warmUp": "213000d" }"#, "at most 365d"),
        (#"{ "rate": "1/s", "for": "1s", "requests": 0 }"#, "'requests'"),
        (#"{ "rate": "1/s", "for": "1s", "requests": "ten" }"#, "must be a number, or a list"),
        (#"{ "rate": "1/s", "for": "1s", "until": {} }"#, "'until' must name one percentile"),
        (#"{ "rate": "1/s", "for": "1s", "until": { "p98": "5%" } }"#, "'until' knows no 'p98'"),
        (#"{ "rate": "1/s", "for": "1s", "until": { "p99": "0%" } }"#, "more than 0%"),
        (#"{ "users": 1, "for": "1s", "abort": true }"#, "'abort' needs a load whose number of requests is known"),
        (#"{ "rate": "1/s", "for": "1s", "drain": "366d" }"#, "at most 365d"),
        (
            #"{ "stages": [{ "rate": "1/h", "for": "200d" }, { "rate": "1/h", "for": "200d" }] }"#,
            "more than 365d together"
        ),
        (#"{ "users": 1, "for": "1s", "think": { "exponential": "213503d" } }"#, "at most 365d"),
        (#"{ "rate": "18446744073709551615/s", "for": "1s" }"#, "at most 10000000/s"),
        (#"{ "rate": "10000000/s", "for": "101s" }"#, "more than 1000000000 requests"),
        (#"{ "rate": "1/s", "to": "10000000/s", "for": "365d" }"#, "more than 1000000000 requests"),
        (#"{ "rate": "1/s", "for": "1s", "connections": { "openEvery": "213503d" } }"#, "at most 365d"),
    ]

    @Test(arguments: table.indices)
    func `a number beyond every use is an error`(row: Int) throws {
        let (load, message) = Self.table[row]
        let found = try Fixtures.problems(
            #"""
            { "suite": "s", "target": "http://127.0.0.1:9", "scenarios": [
                { "name": "n", "load": \#(load), "expect": { "status": 200 } } ] }
            """#
        )
        #expect(found.contains { $0.contains(message) }, "\(load): \(found)")
    }

    @Test(arguments: [
        #"{ "replay": { "times": [0, 31535999] } }"#,
        #"{ "replay": { "times": [0, 1], "speed": 1000000 } }"#,
        #"{ "rate": "1/s", "for": "365d", "drain": "365d" }"#,
        #"{ "rate": "10000000/s", "for": "99s" }"#,
        #"{ "users": 100000, "for": "365d", "think": { "exponential": "365d" } }"#,
    ])
    func `what is just below is taken`(load: String) throws {
        let plan = try Fixtures.plan(
            #"""
            { "suite": "s", "target": "http://127.0.0.1:9", "scenarios": [
                { "name": "n", "load": \#(load), "expect": { "status": 200 } } ] }
            """#
        )
        guard case .load(let load) = plan.suites[0].cases[0].steps[0].traffic else {
            Issue.record("no load")
            return
        }
        #expect(load.highestRate.map { $0 >= 0 } ?? true)
        #expect(!load.description.isEmpty)
    }
}

@Suite("Ceilings of scenarios") struct RowLimitTests {
    @Test func `a file makes no more cases than a product of lists does`() throws {
        let rows = "n\n" + (0...100_000).map { "\($0)\n" }.joined()
        let found = try Fixtures.problems(
            #"""
            { "suite": "s", "target": "http://127.0.0.1:9", "scenarios": [
                { "name": "n", "each": "rows.csv", "request": { "path": "/${n}" }, "expect": { "status": 200 } } ] }
            """#,
            files: ["rows.csv": rows]
        )
        #expect(found == ["this makes more than 100000 cases of one scenario"])
    }
}
