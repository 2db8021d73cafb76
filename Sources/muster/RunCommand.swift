import ArgumentParser
import Decoding
import Engine
import Glibc
import Measurement
import Quantities
import Reports
import Results
import Scenarios
import Substitution

/// `muster run`: runs suites and writes the reports.
struct RunCommand: AsyncParsableCommand {
    /// Whether it is read without the other commands.
    @TaskLocal static var isAlone = false

    static var configuration: CommandConfiguration {
        let abstract = "Runs suites against an endpoint or the embedded mock, and writes reports."
        if !isAlone { return CommandConfiguration(commandName: "run", abstract: abstract) }
        // With a command above it, the parser doesn't look for what only that one has, such as completions.
        return CommandConfiguration(commandName: "run", _superCommandName: "muster", abstract: abstract)
    }

    @OptionGroup var files: FileOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var load: LoadOptions
    @OptionGroup var connections: ConnectionArguments

    @Flag(help: "Start the mock that each suite names and run against it.")
    var mock = false

    @Option(help: ArgumentHelp("The base URL to test, in place of the suite's.", valueName: "url"))
    var target: String?

    @Option(help: ArgumentHelp("The folder of the reports.", valueName: "folder"))
    var reportDir = "reports"

    @Option(help: "How many cases run at the same time; 1 keeps the file's order.")
    var jobs = 8

    @Flag(help: "Stop at the first failure.")
    var failFast = false

    @Option(
        help: ArgumentHelp(
            "After so many cases in a row without a connection the rest of a suite is skipped; 0 for never.",
            valueName: "count"
        )
    )
    var unreachableAfter = 10

    @Option(name: .customLong("repeat"), help: "How often every case is run.")
    var repeats = 1

    @Flag(help: "Run the cases in a random order.")
    var shuffle = false

    @Option(help: "The seed of everything random; a run prints its own.")
    var seed: UInt64?

    @Option(help: ArgumentHelp("In place of every request's timeout, such as 5s.", valueName: "time"))
    var timeout: String?

    @Flag(help: "Don't verify TLS certificates. Every report says so.")
    var insecure = false

    @Flag(help: "Run again whenever a file changes in the folders of the suites, until Ctrl-C.")
    var watch = false

    @Option(
        help: ArgumentHelp(
            "What a terminal shows while cases run: line, live (all that run at the same time, and a bar with the time left) or off.",
            valueName: "style"
        )
    )
    var progress = ProgressStyle.line.rawValue

    @Flag(help: "Print the cases and don't run them.")
    var list = false

    @Flag(help: "Print what would be sent and send nothing.")
    var dryRun = false

    @Flag(
        inversion: .prefixedNo,
        help:
            "Look at name, connection, TLS, clock and credentials first, with one request; done unless the target is this machine."
    )
    var preflight: Bool?

    @OptionGroup var shards: ShardArguments
    @OptionGroup var receiving: ReceiverOptions
    @OptionGroup var acceptance: AcceptanceOptions
    @OptionGroup var formats: FormatOptions
    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
        if mock, target != nil { throw ValidationError("--mock and --target can't be given together") }
        if !(1...1000).contains(jobs) { throw ValidationError("--jobs must be from 1 to 1000, found \(jobs)") }
        if ProgressStyle(rawValue: progress) == nil {
            let known = ProgressStyle.allCases.map(\.rawValue)
            throw ValidationError(
                "--progress can't be '\(progress)'\nHelp: \(UnknownName.help(progress, among: known))"
            )
        }
        if unreachableAfter < 0 {
            throw ValidationError("--unreachable-after must be 0 or more, found \(unreachableAfter)")
        }
        if !(1...100_000).contains(repeats) {
            throw ValidationError("--repeat must be from 1 to 100000, found \(repeats)")
        }
        if let target { Terminal.redactor.hideUserInformation(of: target, name: "TARGET_PASSWORD") }
        if let target, let wrong = TargetCheck.problem(with: target, name: "--target") {
            throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nhelp: \(wrong.help)"))
        }
        if acceptance.rerun != nil, repeats > 1 {
            throw ValidationError("--rerun and --repeat can't be given together")
        }
        _ = try timeoutNanoseconds()
        try refuseWhatShardsCant()
    }

    /// What looks at a run as a whole belongs to the merged one.
    private func refuseWhatShardsCant() throws {
        guard shards.shard != nil else { return }
        let whole = [
            ("--waivers", acceptance.waivers != nil), ("--declarations", acceptance.declarations != nil),
            ("--rerun", acceptance.rerun != nil), ("--watch", watch),
        ]
        if let (option, _) = whole.first(where: { $0.1 }) {
            throw ValidationError("--shard and \(option) can't be given together: a shard has a part of the run alone")
        }
        if seed == nil {
            throw ValidationError("--shard needs --seed N, the same for all shards, so that their parts fit together")
        }
    }

    func run() async throws {
        if watch { Watch(arguments: Array(CommandLine.arguments.dropFirst()), paths: files.paths).run() }
        let store = FileStore()
        // The same seed makes the same data: what failed is run again as it was.
        let earlier = self.acceptance.earlier(store)
        var options = try runOptions(store, seed: seed ?? earlier?.seed)
        let mocks = MockStore(files: store, options: options.plan, seed: options.seed)
        let all = files.plan(options.plan, store, mocks: mock ? mocks : nil)
        var acceptance = self.acceptance.read(all, store)
        acceptance.earlier = earlier
        acceptance.isWhole = selection.isWhole
        let chosen = selection.select(all)
        let plan = acceptance.due(chosen)
        ProcessArguments.hide(Terminal.redactor)
        let project = ProjectFile.load(store)
        options.load = try load.settings(project)
        options.shard = try shards.options(plan, options, store)
        let own = options.shard?.part(of: plan) ?? plan
        if list { return CaseList.show(own) }
        let contracts = files.contracts(of: plan, store)
        let hosts = LoadHosts(load.allowedHosts + project.allowedHosts)
        if dryRun {
            try DryRun(own, options: options, files: store, target: target, usesMock: mock).show(hosts)
            return
        }
        options.load.share = options.shard?.share ?? .all
        options.load.ledger = TrafficLedger(hosts, shards: options.load.share.count)
        let clock = await shards.compared(timeout: options.timeout, isInsecure: insecure)
        options.shard?.clock = clock
        let receiver = await receiving.server(for: plan)
        options.receiver = receiver
        let session = RunSession(
            plan: plan,
            options: options,
            files: store,
            settings: RunSession.Settings(
                // Every other report can be made again of this one.
                reporter: formats.reporter(reportDir, always: [.json]),
                usesMock: mock,
                target: target,
                isInsecure: insecure,
                way: try load.way(),
                metrics: load.metrics,
                scrape: load.scraped,
                acceptance: acceptance,
                preflights: preflight,
                progress: ProgressStyle(rawValue: progress) ?? .line,
                part: selection.part(chosen, of: all, beside: earlier),
                joins: try shards.joining(options.shard, plan, options),
                rendering: verbosity.rendering
            ),
            contracts: contracts,
            mocks: mocks
        )
        let code = try await session.run()
        await receiver?.stop()
        throw ExitCode(code)
    }

    private func timeoutNanoseconds() throws -> UInt64? {
        guard let timeout else { return nil }
        do throws(QuantityError) {
            return try Quantity.duration(timeout)
        } catch {
            throw ValidationError("--timeout: \(error.message): \(error.help)")
        }
    }

    private func runOptions(_ store: FileStore, seed: UInt64?) throws -> RunOptions {
        var options = RunOptions()
        options.jobs = jobs
        options.failFast = failFast
        options.repeats = repeats
        options.unreachableAfter = unreachableAfter
        options.shuffles = shuffle
        options.timeout = try timeoutNanoseconds()
        options.seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
        options.tool = Version.text
        options.plan = PlanOptions(
            variables: try files.variableValues(),
            environment: try files.environment(store),
            toleratesUnsetEnvironment: list,
            seed: options.seed,
            redactor: Terminal.redactor
        )
        options.plan.connection = try connections.choice()
        return options
    }
}
