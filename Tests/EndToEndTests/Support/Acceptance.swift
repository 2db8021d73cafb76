import ContractCases
import Engine
import Foundation
import JSON
import MockServer
import Results
import Scenarios
import Substitution
import Testing

@testable import class muster.ReceiverServer
import Transport

/// Runs suites against mocks in this process.
enum Acceptance {
    /// What comes of the cases of the suite at `path` that are wanted, against `mock`.
    static func run(
        _ path: String,
        against mock: Mock,
        timeout: UInt64? = nil,
        by way: Way = .wire,
        where isWanted: (Case) -> Bool = { _ in true }
    ) async throws -> RunResult {
        try await run(try plan(path), against: mock, timeout: timeout, by: way, where: isWanted)
    }

    /// The plan of the suite at `path`, generated cases included. Where it says how long an answer may take, that is a
    /// minute: how quick this machine is says nothing about the mock.
    static func plan(_ path: String, options: PlanOptions = PlanOptions()) throws -> Plan {
        var options = options
        let text = try String(contentsOfFile: path, encoding: .utf8)
        if text.contains(#""patience":"#) { options.variables["patience"] = options.variables["patience"] ?? "60s" }
        return try PlanBuilder(options: options, files: FileStore(), generator: ContractScenarios()).plan([path])
    }

    /// The same for a plan.
    static func run(
        _ plan: Plan,
        against mock: Mock,
        timeout: UInt64? = nil,
        by way: Way = .wire,
        where isWanted: (Case) -> Bool
    ) async throws -> RunResult {
        let files = FileStore()
        var plan = plan
        for index in plan.suites.indices { plan.suites[index].cases.removeAll { !isWanted($0) } }
        try #require(plan.suites.contains { !$0.cases.isEmpty }, "no case is wanted")
        let server = MockServer(mock, threads: 1)
        let address = try await server.start()
        let senders = Senders(way: way)
        var options = RunOptions()
        options.timeout = timeout
        options.seed = 1
        let receiver =
            plan.suites.contains(where: \.receives) ? try await ReceiverServer.start(at: nil, port: nil) : nil
        options.receiver = receiver
        let contracts = try SuiteContracts(of: plan, files: files)
        let runner = Runner(options: options, files: files, contracts: contracts, sender: senders.sender)
        let result = await runner.run(plan, targets: plan.suites.map { _ in SuiteTarget(url: address.url) })
        await senders.shutdown()
        await receiver?.stop()
        await server.stop()
        try ResultsCheck.check(result)
        return result
    }

    /// The failed cases in one line each, for a test's message.
    static func failures(_ result: RunResult) -> [String] {
        result.suites.flatMap(\.cases).filter { $0.verdict == .failed || $0.verdict == .error }.map { failed in
            let why = failed.steps.flatMap(\.findings).first?.summary ?? failed.reason
            return "\(failed.name): \(why)"
        }
    }
}
