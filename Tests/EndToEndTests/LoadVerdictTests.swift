import Engine
import Foundation
import HTTP
import MockServer
import Results
import Scenarios
import Substitution
import Testing

/// What is said of bursts and loads that end otherwise than they were meant to.
@Suite struct LoadVerdictTests {
    private static let stall =
        #"{ "mock": "m", "rules": [{ "name": "p", "respond": { "status": 200, "fault": "stall" } }] }"#
    private static let fine =
        #"{ "mock": "m", "rules": [{ "name": "p", "respond": { "status": 200, "text": "ok" } }] }"#

    @Test(
        "A server that never answers fails under load as it fails a single request",
        arguments: [
            #""load": { "rate": "50/s", "for": "200ms" }"#,
            #""load": { "rate": "50/s", "for": "200ms", "connections": { "max": 4 } }"#,
            #""load": { "users": 3, "for": "200ms" }"#, #""burst": { "requests": 8 }"#,
            #""tags": []"#,
        ]
    )
    func silence(_ traffic: String) async throws {
        let scenario = #"{ "name": "l", "request": { "timeout": "400ms" }, \#(traffic), "expect": { "status": 200 } }"#
        let trial = try await LoadTrial.run(scenario, mock: Self.stall)
        #expect(trial.result.verdict == .failed, "\(trial.result.reason)")
    }

    @Test("Requests that a short drain cuts off have neither failed nor held")
    func cutOff() async throws {
        let scenario =
            #"{ "name": "l", "load": { "rate": "50/s", "for": "100ms", "drain": "2s" }, "expect": { "status": 200 } }"#
        let trial = try await LoadTrial.run(scenario, mock: Self.stall)
        #expect(trial.result.verdict == .error)
        #expect(trial.result.reason.contains("cut off before their time was over"), "\(trial.result.reason)")
    }

    @Test(
        "Nothing measured is never accepted",
        arguments: [
            (#"{ "rate": "1/m", "for": "100ms", "arrivals": "poisson" }"#, "no request was due"),
            (
                #"{ "rate": "100/s", "for": "100ms", "warmUp": "50ms", "requests": 2 }"#,
                "all 2 requests were sent in the warm-up"
            ),
        ]
    )
    func nothing(_ load: String, _ reason: String) async throws {
        for expect in [#"{ "status": 200 }"#, #"{ "status": 200, "failures": "100%" }"#] {
            let scenario = #"{ "name": "l", "load": \#(load), "expect": \#(expect) }"#
            let trial = try await LoadTrial.run(scenario, mock: Self.fine)
            #expect(trial.result.verdict == .error)
            #expect(trial.result.reason.contains(reason), "\(trial.result.reason)")
        }
    }

    @Test(
        "What nobody answered is only accepted where failures of a kind are asked for",
        arguments: [
            (#""load": { "rate": "20/s", "for": "100ms" }, "expect": { "failures": "100%" }"#, Int32(3)),
            (#""load": { "users": 2, "for": "100ms" }, "expect": { "failures": "100%" }"#, 3),
            (#""burst": { "requests": 3 }, "expect": { "failures": "100%", "goodput": "0/s" }"#, 3),
            (#""burst": { "requests": 3 }, "expect": { "counts": { "refused": 3 } }"#, 0),
            (#""burst": { "requests": 3 }, "expect": { "failure": "refused" }"#, 0),
            (#""steps": [{ "name": "a", "if": { "v": "2" }, "expect": { "status": 200 } }]"#, 3),
            (#""steps": [{ "name": "a", "forEach": [], "expect": { "status": 200 } }]"#, 3),
            (#""skip": "not now", "expect": { "status": 200 }"#, 3),
        ]
    )
    func nobody(_ scenario: String, _ code: Int32) async throws {
        let folder = try TemporaryFolder()
        let suite = #"{ "suite": "s", "variables": { "v": "1" }, "scenarios": [{ "name": "l", \#(scenario) }] }"#
        _ = try folder.write("suite.json", suite)
        let server = MockServer(try Mock.load(try folder.write("mock.json", Self.fine)), threads: 1)
        let address = try await server.start()
        await server.stop()
        let outcome = try await Program.run(
            ["run", "suite.json", "--target", address.url, "--report-dir", "reports"],
            in: folder.path
        )
        #expect(outcome.code == code, "\(outcome.output)\(outcome.errors)")
    }

    @Test(
        "What was stopped is no passed test case, and what failed before it is a failed one",
        arguments: [
            (#"{ "status": 200 }"#, Verdict.error, "stopped after"), (#"{ "status": 404 }"#, .failed, ""),
            (#"{ "status": 404, "failures": "50%" }"#, .error, "stopped after"),
        ]
    )
    func stopped(_ expect: String, _ verdict: Verdict, _ reason: String) async throws {
        let folder = try TemporaryFolder()
        let suite = try folder.write(
            "suite.json",
            #"{ "suite": "s", "scenarios": [{ "name": "l", "load": { "rate": "100/s", "for": "10m" }, "expect": \#(expect) }] }"#
        )
        let log = MockRequestLog(capacity: 10_000)
        let server = MockServer(try Mock.load(try folder.write("mock.json", Self.fine)), threads: 1, log: log)
        let address = try await server.start()
        let files = FileStore()
        let senders = Senders()
        var options = RunOptions()
        options.load.acceptsDoubt = true
        options.load.configuration = senders.configuration
        let plan = try PlanBuilder(options: PlanOptions(), files: files).plan([suite])
        let runner = Runner(options: options, files: files, sender: senders.sender)
        let task = Task { await runner.run(plan, targets: [SuiteTarget(url: address.url)]) }
        while log.entries.count < 10 { try await Task.sleep(nanoseconds: 5_000_000) }
        task.cancel()
        let result = await task.value
        await senders.shutdown()
        await server.stop()
        #expect(result.interrupted)
        let only = try #require(result.suites.first?.cases.first)
        #expect(only.verdict == verdict, "\(only.reason)")
        #expect(only.reason.hasPrefix(reason))
        let load = try #require(only.steps.first?.load)
        #expect(load.completed > 0 && load.stop?.planned == 600_000_000_000)
    }
}
