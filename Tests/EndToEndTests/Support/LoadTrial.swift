import Engine
import MockServer
import Results
import Scenarios
import Substitution
import Testing

/// One scenario with a burst or load, run against a mock in this process.
struct LoadTrial {
    /// The only case, its figures, and what the mock received.
    var result: CaseResult
    var load: LoadResult?
    var requests: [MockLogEntry]

    /// Runs `scenario` against the mock that the text `mock` describes.
    static func run(
        _ scenario: String,
        mock text: String
    ) async throws -> LoadTrial {
        let folder = try TemporaryFolder()
        let suite = try folder.write("suite.json", #"{ "suite": "s", "scenarios": [\#(scenario)] }"#)
        let log = MockRequestLog(capacity: 10_000)
        let mock = try Mock.load(try folder.write("mock.json", text))
        let server = MockServer(mock, threads: 1, log: log)
        let address = try await server.start()
        let files = FileStore()
        let senders = Senders()
        var options = RunOptions()
        options.seed = 7
        options.load.threads = 2
        // A busy machine makes any generator late: that is for the audit's own tests.
        options.load.acceptsDoubt = true
        options.load.configuration = senders.configuration
        let plan = try PlanBuilder(options: PlanOptions(), files: files).plan([suite])
        let result = await Runner(options: options, files: files, sender: senders.sender)
            .run(plan, targets: [SuiteTarget(url: address.url)])
        await senders.shutdown()
        await server.stop()
        try ResultsCheck.check(result)
        let only = try #require(result.suites.first?.cases.first)
        return LoadTrial(result: only, load: only.steps.first?.load, requests: log.entries)
    }

    /// The cases of the suites at `paths`, run against the server at `target`.
    static func cases(
        _ paths: [String],
        target: String,
        hosts: LoadHosts? = nil
    ) async throws -> [CaseResult] {
        let files = FileStore()
        let senders = Senders()
        var options = RunOptions()
        options.seed = 7
        options.load.ledger = hosts.map(TrafficLedger.init)
        options.load.threads = 2
        options.load.acceptsDoubt = true
        options.load.configuration = senders.configuration
        let plan = try PlanBuilder(options: PlanOptions(), files: files).plan(paths)
        let result = await Runner(options: options, files: files, sender: senders.sender)
            .run(plan, targets: plan.suites.map { _ in SuiteTarget(url: target) })
        await senders.shutdown()
        return result.suites.flatMap(\.cases)
    }
}
