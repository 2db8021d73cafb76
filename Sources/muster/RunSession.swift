import ArgumentParser
import Engine
import Glibc
import JSON
import Reports
import Results
import Scenarios

/// One run: targets, sending, reports, exit code.
struct RunSession {
    let plan: Plan
    let options: RunOptions
    let files: FileStore
    let command: RunCommand
    let consent: Consent
    let contracts: SuiteContracts
    let mocks: MockStore

    /// The exit code.
    func run() async throws -> Int32 {
        Reporter(folder: command.reportDir).prepare()
        let mocks = MockServers(self.mocks)
        let targets = try await targets(mocks)
        consent.require(plan, targets)
        if !command.quiet { GeneratedCount.show(plan) }
        let senders = CurlSenders(isInsecure: command.insecure)
        var options = options
        options.load.configuration = senders.configuration
        var metrics: MetricsServer?
        if let port = command.load.metrics { metrics = await MetricsServer(port: port) }
        options.load.metrics = metrics?.metrics
        let progress = Progress(
            total: plan.suites.reduce(0) { $0 + $1.cases.count } * options.repeats,
            isQuiet: command.quiet
        )
        let runner = Runner(
            options: options,
            files: files,
            contracts: contracts,
            sender: senders.sender,
            report: progress.report
        )
        let result = await Interrupt.stopping {
            await runner.run(plan, targets: targets)
        }
        progress.end()
        await senders.shutdown()
        await mocks.stop()
        await metrics?.stop()
        let paths = try Reporter(folder: command.reportDir).write(result)
        show(result, paths)
        return result.exitCode
    }

    private func targets(_ mocks: MockServers) async throws -> [SuiteTarget] {
        var targets: [SuiteTarget] = []
        let warnings = command.insecure ? ["INSECURE: TLS certificates were not verified"] : []
        for suite in plan.suites {
            if command.mock {
                targets.append(try await mocks.target(of: suite))
            } else if let url = command.target ?? suite.target {
                targets.append(SuiteTarget(url: url, warnings: warnings))
            } else {
                Diagnostics.leave(
                    "\(suite.file.path) names no target",
                    help: "give --target URL, or --mock to run against its mock"
                )
            }
        }
        return targets
    }

    private func show(_ result: RunResult, _ paths: [String]) {
        var rendering = TerminalReport.Options()
        rendering.isColoured = Terminal.isColoured(STDOUT_FILENO)
        rendering.width = Terminal.width(STDOUT_FILENO) ?? 120
        rendering.verbosity = command.quiet ? .quiet : command.verbose ? .verbose : .normal
        rendering.reports = paths
        rendering.showsCoverage = command.coverage
        Terminal.print(TerminalReport.text(result, rendering))
    }
}
