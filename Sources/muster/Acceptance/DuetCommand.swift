import ArgumentParser
import Diagnostics
import Glibc
import Quantities
import Reports
import Results
import Scenarios
import Substitution

/// `muster duet`: two endpoints under the same load at the same time.
struct DuetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duet",
        abstract: "Runs suites against two endpoints at once or in turns, and holds them against each other.",
        discussion: """
            muster duet scenarios/orders --target http://old:8080 --target http://new:8080

            What the machine and the network do to one they do to the other (Bulej et al.: Duet benchmarking, ICPE 2020). Each \
            round runs both at once; who is started first alternates. Cases are compared by their verdicts, loads by their \
            percentiles over the seconds that both have: worse, better, same or can't tell, of the second target.

            A burst and a search for capacity have to be alone. Cases with one run in turns, in blocks A B B A, and each run is held against \
            the one beside it: whatever drifts is for the one as often as for the other. With fewer than three blocks nothing can be told. \
            --in-turns runs everything so: for endpoints that share a machine or a database.

            The exit code is 0 when nothing is worse, 1 when something is, 3 when of something it can't be told or nothing was compared, \
            2 when a run can't be made.
            """
    )

    @OptionGroup var files: FileOptions
    @OptionGroup var selection: SelectionOptions

    @Option(help: ArgumentHelp("The two base URLs, the one to compare with first.", valueName: "url"))
    var target: [String] = []

    @Option(
        help: ArgumentHelp(
            "The folder of the reports: a folder a round, with one for each target.",
            valueName: "folder"
        )
    )
    var reportDir = "duet"

    @Option(help: "How often both are run at once.")
    var rounds = 2

    @Option(help: "How many blocks A B B A there are of what runs in turns.")
    var blocks = 3

    @Flag(help: "Run everything in turns, nothing at once.")
    var inTurns = false

    @Option(help: "The seed of everything random, the same for both.")
    var seed: UInt64 = 1

    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp("A host that may be loaded, besides loopback.", valueName: "host")
    )
    var allowedHosts: [String] = []

    @Option(help: ArgumentHelp("Within which times are the same, such as 5%.", valueName: "share"))
    var tolerance = "5%"

    func validate() throws {
        guard target.count == 2 else {
            throw ValidationError("--target must be given twice, found \(target.count)")
        }
        if !(1...100).contains(rounds) { throw ValidationError("--rounds must be from 1 to 100, found \(rounds)") }
        if !(1...100).contains(blocks) { throw ValidationError("--blocks must be from 1 to 100, found \(blocks)") }
        for url in target {
            Terminal.redactor.hideUserInformation(of: url, name: "TARGET_PASSWORD")
            if let wrong = TargetCheck.problem(with: url, name: "--target") {
                throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nhelp: \(wrong.help)"))
            }
        }
        _ = try files.variableValues()
        _ = try share()
    }

    func run() throws {
        let cases = try plan().suites.flatMap(\.cases)
        let exclusive = cases.count(where: CaseTraffic.exclusive.includes)
        let isInTurns = inTurns || Self.processors < 2 || exclusive == cases.count
        var comparisons: [RunComparison] = []
        if !isInTurns {
            if exclusive > 0 {
                let count = "\(exclusive) \(exclusive == 1 ? "case" : "cases")"
                let what = "with a burst or a search for capacity will run in turns, \(blocks) times A B B A"
                Terminal.error("\(count) \(what)")
            }
            comparisons.append(try atOnce(exclusive > 0 ? .shared : .any))
        }
        if isInTurns || exclusive > 0 { comparisons.append(try inBlocks(isInTurns ? .any : .exclusive)) }
        for (place, comparison) in comparisons.enumerated() {
            let text = ComparisonText.text(comparison, isColoured: Terminal.isColoured(STDOUT_FILENO))
            Terminal.show(place > 0 ? "\n\(text)" : text)
        }
        let codes = comparisons.map(\.exitCode)
        throw ExitCode(codes.contains(1) ? 1 : codes.max() ?? 0)
    }

    private static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// What is asked for; what is wrong with it is told before anything is sent.
    private func plan() throws -> Plan {
        let store = FileStore()
        let options = PlanOptions(
            variables: try files.variableValues(),
            environment: try files.environment(store),
            seed: seed,
            redactor: Terminal.redactor
        )
        return selection.select(files.plan(options, store, mocks: nil))
    }

    /// Both at the same time, each with half of the processors for its loads.
    private func atOnce(_ traffic: CaseTraffic) throws -> RunComparison {
        func folder(_ side: Int, _ round: Int) -> String { "round-\(round)-\(Self.words[side])" }
        let threads = ["--threads", "\(max(1, Self.processors / 2))"]
        for round in 1...rounds {
            Terminal.error("round \(round) of \(rounds)")
            // A B, B A: whoever is first has no more of it than the other.
            let order = round % 2 == 1 ? [0, 1] : [1, 0]
            let runs = order.map { Run(side: $0, folder: folder($0, round)) }
            let children = runs.map { start($0, traffic, threads) }
            for (run, child) in zip(runs, children) { try check(run, child) }
        }
        return try comparison((1...rounds).map { (folder(0, $0), folder(1, $0)) }, .atOnce)
    }

    /// One after the other, in blocks A B B A.
    private func inBlocks(_ traffic: CaseTraffic) throws -> RunComparison {
        func folder(_ side: Int, _ block: Int, _ number: Int) -> String {
            "block-\(block)-\(Self.words[side])-\(number)"
        }
        for block in 1...blocks {
            Terminal.error("block \(block) of \(blocks)")
            for (side, number) in [(0, 1), (1, 1), (1, 2), (0, 2)] {
                let run = Run(side: side, folder: folder(side, block, number))
                try check(run, start(run, traffic, []))
            }
        }
        let pairs = (1...blocks).flatMap { block in
            [1, 2].map { number in (folder(0, block, number), folder(1, block, number)) }
        }
        return try comparison(pairs, .inTurns)
    }

    /// What the targets are called in the names of folders.
    private static let words = ["first", "second"]

    /// One run against one of the targets.
    private struct Run {
        var side: Int
        var folder: String
    }

    private func path(_ folder: String) -> String { "\(reportDir.endingInSlash)\(folder)" }

    private func start(_ run: Run, _ traffic: CaseTraffic, _ more: [String]) -> ChildProgram {
        var arguments = ["run"] + files.paths
        arguments += ["--target", target[run.side], "--report-dir", path(run.folder), "--seed", "\(seed)", "--quiet"]
        arguments += files.variables.flatMap { ["--var", $0] } + files.envFile.flatMap { ["--env-file", $0] }
        arguments += selection.tag.flatMap { ["--tag", $0] } + selection.only.flatMap { ["--only", $0] }
        arguments += allowedHosts.flatMap { ["--allow-host", $0] } + more
        if traffic != .any { arguments += ["--traffic", traffic.rawValue] }
        return ChildProgram(arguments, log: path(run.folder) + ".txt")
    }

    /// Waits for a run, and ends the program where it couldn't be made, or was stopped: the next one would begin.
    private func check(_ run: Run, _ child: ChildProgram) throws {
        let code = child.wait()
        if code == 2 || code >= 4 {
            Diagnostics.leave(
                "the run against \(Terminal.redacted(target[run.side])) ended with the exit code \(code)",
                help: "read \(path(run.folder)).txt"
            )
        }
        guard ResultsSource(path(run.folder), FileStore()).result().interrupted else { return }
        Terminal.error("stopped: nothing is compared")
        throw ExitCode(3)
    }

    private func comparison(_ pairs: [(String, String)], _ order: RunComparison.Order) throws -> RunComparison {
        RunComparison(
            base: pairs.map { ComparedRuns.read(path($0.0)) },
            new: pairs.map { ComparedRuns.read(path($0.1)) },
            tolerance: try share(),
            order: order
        )
    }

    private func share() throws -> Double {
        try QuickText.quantity("--tolerance", tolerance, Quantity.percent)
    }
}
