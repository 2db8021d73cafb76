import ArgumentParser
import Diagnostics
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
    let contracts: SuiteContracts
    let mocks: MockStore

    /// The exit code.
    func run() async throws -> Int32 {
        // Every other report can be made again of this one.
        let reporter = command.formats.reporter(command.reportDir, always: [.json])
        reporter.prepare()
        let mocks = MockServers(self.mocks)
        let targets = try await targets(mocks)
        let ledger = options.load.ledger ?? TrafficLedger(LoadHosts([]))
        Consent(hosts: ledger.hosts, settings: options.load, repeats: options.repeats).require(plan, targets)
        if !command.verbosity.quiet { GeneratedCount.show(plan) }
        let senders = Senders(isInsecure: command.insecure, way: try command.load.way())
        var options = options
        options.load.configuration = senders.configuration
        var metrics: MetricsServer?
        if let port = command.load.metrics { metrics = await MetricsServer(port: port) }
        options.load.metrics = metrics?.metrics
        let runner = Runner(
            options: options,
            files: files,
            contracts: contracts,
            sender: { GuardedSender(try senders.sender($0), over: $0, ledger) }
        )
        let outline = runner.outline(plan, targets: targets)
        let shown = Terminal.redactor.redact(outline)
        let journal = reporter.begin(shown)
        let watch = RunWatch(shown, journal: journal, reporter: reporter, command.verbosity.rendering())
        watch.begin()
        let recorded = await Interrupt.stopping {
            await runner.run(plan, targets: targets, outline: outline, report: watch.report)
        }
        watch.end()
        // What was recorded before a secret was known holds it still.
        let result = Terminal.redactor.redact(recorded)
        await senders.shutdown()
        await mocks.stop()
        await metrics?.stop()
        journal.end(result)
        return finish(result, journal, reporter, watch.written)
    }

    /// Writes and prints the reports, each whether the others can be written or not, and gives the exit code.
    private func finish(_ result: RunResult, _ journal: Journal, _ reporter: Reporter, _ loads: Reporter.Outcome)
        -> Int32
    {
        let outcome = reporter.write(result)
        let failures = outcome.failures + loads.failures
        if failures.isEmpty { journal.remove() }
        let paths = outcome.paths + (loads.paths.isEmpty ? [] : ["\(reporter.base)loads/"])
        ContinuousIntegration.tell(result)
        Terminal.show(TerminalReport.end(result, command.verbosity.rendering(reports: paths)))
        guard !failures.isEmpty else { return result.exitCode }
        for failure in failures { Terminal.error("error: \(failure)") }
        if journal.failure == nil {
            Terminal.error(
                "help: muster report \(reporter.folder) --report-dir FOLDER makes the reports in another folder"
            )
        }
        return Exit.unwritten
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
}
