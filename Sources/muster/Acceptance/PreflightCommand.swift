import ArgumentParser
import Diagnostics
import Engine
import Glibc
import Quantities
import Reports
import Results
import Scenarios
import Substitution
import Transport

/// `muster preflight`: looks at the way to an endpoint, and measures nothing.
struct PreflightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Tells with one request whether name, connection, TLS, clock and credentials are right.",
        discussion: """
            Most failures of acceptance runs are of configuration. The request is the scenario tagged "preflight", or else the first \
            that only reads and expects success; a suite without one has its target's root asked for.

            The exit code is 0 when nothing is in the way, 3 when something is, 2 when the command or a file is wrong.
            """
    )

    @OptionGroup var files: FileOptions
    @OptionGroup var connections: ConnectionArguments

    @Option(help: ArgumentHelp("The base URL to look at, in place of the suite's.", valueName: "url"))
    var target: String?

    @Option(help: ArgumentHelp("How long the request may take, such as 5s.", valueName: "time"))
    var timeout = "5s"

    @Flag(help: "Don't verify TLS certificates.")
    var insecure = false

    func validate() throws {
        if let target { Terminal.redactor.hideUserInformation(of: target, name: "TARGET_PASSWORD") }
        if let target, let wrong = TargetCheck.problem(with: target, name: "--target") {
            throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nhelp: \(wrong.help)"))
        }
        _ = try QuickText.quantity("--timeout", timeout, Quantity.duration)
    }

    func run() async throws {
        let store = FileStore()
        var options = RunOptions()
        options.timeout = try QuickText.quantity("--timeout", timeout, Quantity.duration)
        options.tool = Version.text
        options.plan = PlanOptions(
            variables: try files.variableValues(),
            environment: try files.environment(store),
            redactor: Terminal.redactor
        )
        options.plan.connection = try connections.choice()
        let plan = files.plan(options.plan, store, mocks: nil)
        ProcessArguments.hide(Terminal.redactor)
        let senders = Senders(isInsecure: insecure, ledger: TrafficLedger(LoadHosts([])))
        let runner = Runner(options: options, files: store, sender: senders.sender)
        let named = plan.suites.compactMap { suite in (target ?? suite.target).map { SuiteTarget(url: $0) } }
        if named.count == plan.suites.count { ProxyNotice(options.plan.connection.proxy).show(plan, named) }
        var isGood = true
        for suite in plan.suites {
            guard let url = target ?? suite.target else {
                Diagnostics.leave("\(suite.file.path) names no target", help: "give --target URL")
            }
            let result = await PreflightRun(runner).result(suite, SuiteTarget(url: url))
            isGood = isGood && result.isGood
            PreflightRun.show(result, suite.name, url, to: STDOUT_FILENO)
        }
        await senders.shutdown()
        throw ExitCode(isGood ? 0 : 3)
    }
}

/// Looks at the way to the endpoint of a suite.
struct PreflightRun {
    private let runner: Runner
    private let patience: UInt64?

    /// Sends by `runner`, whose requests have `patience` as their time-out where that is less than they may take in
    /// earnest.
    init(_ runner: Runner, patience: UInt64? = nil) {
        self.runner = runner
        self.patience = patience
    }

    /// How long a run waits for an answer before it measures, in nanoseconds: long enough for one to another continent,
    /// short enough that nobody minds.
    static let patience: UInt64 = 1_000_000_000

    func result(_ suite: SuitePlan, _ target: SuiteTarget) async -> PreflightResult {
        guard let sent = await runner.preflight(suite, target: target) else {
            return PreflightResult([.init(.connection, .unknown, "the suite sends nothing")])
        }
        let result = Terminal.redactor.redact(sent.result)
        return Preflight.result(result, target: target.url, isKnownGood: sent.isKnownGood, patience: patience)
    }

    /// The results of all suites, which are looked at beside each other, in their order. What takes twice as long as
    /// ``patience`` altogether, a scenario of several requests or one that waits, is given up.
    func results(_ suites: [(suite: SuitePlan, target: SuiteTarget)]) async -> [PreflightResult] {
        await withTaskGroup(of: (Int, PreflightResult)?.self) { group in
            for (index, one) in suites.enumerated() {
                group.addTask { (index, await result(one.suite, one.target)) }
            }
            group.addTask {
                try? await Task.sleep(nanoseconds: 2 * Self.patience)
                return nil
            }
            var found: [Int: PreflightResult] = [:]
            for await one in group {
                guard let one else {
                    // What is cancelled ends at once, and says so.
                    group.cancelAll()
                    continue
                }
                found[one.0] = one.1
                if found.count == suites.count { group.cancelAll() }
            }
            return suites.indices.compactMap { found[$0] }
        }
    }

    static func show(_ result: PreflightResult, _ suite: String, _ target: String, to descriptor: Int32) {
        let heading = VisibleText.escapedLine(Terminal.redacted("\(suite) → \(target)"))
        let lines = Preflight.lines(result, isColoured: Terminal.isColoured(descriptor))
        let text = ([heading] + lines).joined(separator: "\n")
        if descriptor == STDOUT_FILENO { Terminal.print(text) } else { Terminal.error(text) }
    }
}
