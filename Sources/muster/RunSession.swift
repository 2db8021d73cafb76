import ArgumentParser
import Diagnostics
import Engine
import Glibc
import JSON
import Quantities
import Reports
import Results
import Scenarios
import Substitution
import Transport

/// One run: targets, sending, reports, exit code.
struct RunSession {
    let plan: Plan
    let options: RunOptions
    let files: FileStore
    let settings: Settings
    let contracts: SuiteContracts
    let mocks: MockStore

    /// What the command says of it.
    struct Settings {
        /// What writes the reports; `nil` for none.
        var reporter: Reporter?
        /// Whether the mocks that the suites name are tested.
        var usesMock = false
        /// What is tested in place of the suites' own targets.
        var target: String?
        var isInsecure = false
        /// Whether standard output gets `results.json` in place of the report.
        var isJSON = false
        /// Whether the plan was made of the command itself, which has no places to point at.
        var isFromCommand = false
        /// What sends single requests.
        var way: Way
        /// The port of the figures of running loads.
        var metrics: Int?
        /// Where the target shows its own metrics, and which of them are read.
        var scrape: (url: String, names: [String])?
        /// What an acceptance adds: who runs it, waivers, an earlier run.
        var acceptance = Acceptance()
        /// Whether the way to the endpoint is looked at first; `nil` for wherever that isn't this machine.
        var preflights: Bool?
        /// What a terminal shows while cases run.
        var progress = ProgressStyle.line
        /// Which cases were chosen, where others were left out.
        var part: RunPart?
        /// Joins the other shards, for the searches that they share; `nil` where there are none.
        var joins: (@Sendable () -> TrialExchange)?
        /// How the report is printed; the paths are those of the reports that were written.
        var rendering: @Sendable (_ reports: [String]) -> TerminalReport.Options
    }

    /// The exit code.
    func run() async throws -> Int32 {
        let reporter = settings.reporter
        reporter?.prepare()
        let mocks = MockServers(self.mocks)
        let targets = try await targets(mocks)
        let ledger = options.load.ledger ?? TrafficLedger(LoadHosts([]))
        Consent(
            hosts: ledger.hosts,
            settings: options.load,
            repeats: options.repeats,
            hasPlaces: !settings.isFromCommand
        ).require(plan, targets.map(\.url))
        if settings.rendering([]).verbosity != .quiet {
            GeneratedCount.show(plan)
            ProxyNotice(options.plan.connection.proxy).show(plan, targets)
        }
        let senders = Senders(isInsecure: settings.isInsecure, way: settings.way, ledger: ledger)
        var options = options
        options.load.configuration = senders.configuration
        var metrics: MetricsServer?
        if let port = settings.metrics { metrics = await MetricsServer(port: port) }
        options.load.metrics = metrics?.metrics
        let sender = senders.sender
        let choice = options.plan.connection
        options.load.scrape = settings.scrape.map { scrape in
            ScrapeSource(url: scrape.url, names: scrape.names, sender: { try sender(choice.applied(to: $0)) })
        }
        let patience = min(options.timeout ?? .max, PreflightRun.patience)
        var patient = options
        patient.timeout = patience
        let preflightRunner = Runner(options: patient, files: files, sender: sender)
        let preflights = await preflights(targets, PreflightRun(preflightRunner, patience: patience))
        let trials = settings.joins?()
        options.shard?.trials = trials
        if let trials, settings.rendering([]).verbosity != .quiet {
            Terminal.error("trials of searches are shared through \(trials.path): shard 0 waits for the others there")
        }
        let acceptance = settings.acceptance
        let waivers = WaiverList(acceptance.waivers, at: WallClock.milliseconds())
        let runner = Runner(
            options: options,
            files: files,
            contracts: contracts,
            amend: acceptance.amend(waivers, preflights),
            sender: sender
        )
        var outline = acceptance.describing(runner.outline(plan, targets: targets), plan, files, preflights)
        outline.part = settings.part
        let shown = Terminal.redactor.redact(outline)
        // What an interrupted rerun leaves is merged by the next one.
        let journal = reporter?.begin(shown, keeping: acceptance.earlier == nil ? [] : [.json])
        let watch = RunWatch(
            shown,
            journal: journal,
            reporter: reporter,
            settings.rendering([]),
            printsCases: !settings.isJSON,
            progress: settings.progress
        )
        watch.begin()
        let knowledge = Terminal.redactor.knowledge
        let running = { @Sendable in
            await Interrupt.stopping {
                await runner.run(plan, targets: targets, outline: shown, report: watch.report)
            }
        }
        let recorded = if let trials { await trials.beating(running) } else { await running() }
        watch.end()
        // What was recorded before a secret was known holds it still, and so may an earlier run's.
        let isAll = acceptance.earlier == nil
        let completed = acceptance.complete(recorded, waivers)
        let result = Terminal.redactor.redact(completed, since: isAll ? knowledge : nil)
        await senders.shutdown()
        await mocks.stop()
        await metrics?.stop()
        journal?.end(result)
        if settings.isJSON { Terminal.data(String(decoding: ReportFormat.json.bytes(result), as: UTF8.self)) }
        KeptToTheEnd.hold((result, plan))
        return finish(result, journal, reporter, watch.written)
    }

    /// Writes and prints the reports, each whether the others can be written or not, and gives the exit code.
    private func finish(_ result: RunResult, _ journal: Journal?, _ reporter: Reporter?, _ loads: Reporter.Outcome)
        -> Int32
    {
        var outcome = reporter?.write(result) ?? Reporter.Outcome()
        if result.sharded != nil { reporter?.write(ShardFolder.bytes(result), ShardFolder.name, &outcome) }
        let failures = outcome.failures + loads.failures
        if failures.isEmpty { journal?.remove() } else { journal?.synchronize() }
        let paths = outcome.paths + (loads.paths.isEmpty ? [] : ["\(reporter?.base ?? "")loads/"])
        if !settings.isFromCommand { ContinuousIntegration.tell(result) }
        if !settings.isJSON { Terminal.show(TerminalReport.end(result, settings.rendering(paths))) }
        guard !failures.isEmpty, let journal, let reporter else { return result.exitCode }
        for failure in failures { Terminal.error("error: \(failure)") }
        if journal.failure == nil {
            Terminal.error(
                "help: muster report \(reporter.folder) --report-dir FOLDER makes the reports in another folder"
            )
        }
        return Exit.unwritten
    }

    /// What stands in the way to each suite's endpoint, by the suite's name; what is worth a look is shown.
    private func preflights(_ targets: [SuiteTarget], _ preflight: PreflightRun) async -> [String: PreflightResult] {
        let due = zip(plan.suites, targets).filter { suite, target in
            guard target.mock == nil, !settings.isFromCommand else { return false }
            let connection = suite.cases.first?.allSteps.first?.connection ?? ConnectionSettings()
            return settings.preflights ?? !LoadHosts([]).refused(target.url, over: connection).isEmpty
        }
        guard !due.isEmpty else { return [:] }
        var results: [String: PreflightResult] = [:]
        for ((suite, target), result) in zip(due, await preflight.results(due.map { ($0, $1) })) {
            results[suite.name] = result
            let isPlain = result.checks.allSatisfy { $0.state == .ok || $0.state == .unknown }
            if !isPlain { PreflightRun.show(result, "preflight: \(suite.name)", target.url, to: STDERR_FILENO) }
        }
        return results
    }

    private func targets(_ mocks: MockServers) async throws -> [SuiteTarget] {
        var targets: [SuiteTarget] = []
        let warnings = settings.isInsecure ? ["INSECURE: TLS certificates were not verified"] : []
        for suite in plan.suites {
            if settings.usesMock {
                targets.append(try await mocks.target(of: suite))
            } else if let url = settings.target ?? suite.target {
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
