import Engine
import Foundation
import HTTP
import HostileServer
import JSON
import Results
import Scenarios
import Substitution

/// Runs a suite that is written as a text.
enum Trial {
    static func plan(_ scenarios: String, suite members: String = #""request": { "path": "/" }"#) throws -> Plan {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "suite.json")
        let text = #"{ "suite": "Trial", \#(members), "scenarios": [\#(scenarios)] }"#
        try Data(text.utf8).write(to: file)
        return try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([file.path])
    }

    static func run(
        _ scenarios: String,
        suite members: String = #""request": { "path": "/" }"#,
        _ sender: any Sender,
        _ options: RunOptions = RunOptions(),
        target: String = "http://127.0.0.1:1",
        report: @escaping @Sendable (Runner.Event) -> Void = { _ in }
    ) async throws -> RunResult {
        let plan = try plan(scenarios, suite: members)
        let runner = Runner(options: options, files: FileStore(), sender: { _ in sender })
        return await runner.run(plan, targets: [SuiteTarget(url: target)], report: report)
    }

    /// Runs loads and bursts against a server that answers so.
    static func traffic(
        _ scenarios: String,
        _ script: @escaping TestServer.Script
    ) async throws -> (result: RunResult, requests: Int) {
        let server = try TestServer(script)
        var options = RunOptions()
        options.load.acceptsDoubt = true
        let result = try await run(scenarios, TableSender { _, _ in failure(.other) }, options, target: server.url)
        server.stop()
        return (result, server.requests.count)
    }

    /// What a server gets of such traffic, and what became of it.
    static func proxied(_ scenarios: String, _ server: TestServer) async throws -> (RunResult, requests: [String]) {
        let result = try await run(scenarios, TableSender { _, _ in failure(.other) }, target: server.url)
        server.stop()
        return (result, server.requests)
    }

    static func response(_ status: Int, _ headers: [String: String] = [:], _ body: String = "") -> Result<
        HTTPResponse, ExchangeFailure
    > {
        let fields = headers.sorted { $0.key < $1.key }.map { HeaderField($0.key, $0.value) }
        return .success(HTTPResponse(status: status, headers: HeaderFields(fields), body: Array(body.utf8)))
    }

    static func failure(_ category: FailureCategory) -> Result<HTTPResponse, ExchangeFailure> {
        .failure(ExchangeFailure(category, "words of the transport"))
    }
}

extension RunResult {
    var cases: [CaseResult] { suites.flatMap(\.cases) }
    var verdicts: [Verdict] { cases.map(\.verdict) }
}
