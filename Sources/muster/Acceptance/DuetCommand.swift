import ArgumentParser
import Diagnostics
import Glibc
import Quantities
import Reports
import Results
import Scenarios

/// `muster duet`: two endpoints under the same load at the same time.
struct DuetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duet",
        abstract: "Runs suites against two endpoints at once, and holds them against each other second by second.",
        discussion: """
            muster duet scenarios/orders --target http://old:8080 --target http://new:8080

            What the machine and the network do to one they do to the other (Bulej et al.: Duet benchmarking, ICPE 2020). Each \
            round runs both at once; who is started first alternates. Cases are compared by their verdicts, loads by their \
            percentiles over the seconds that both have: worse, better, same or can't tell, of the second target. Bursts are compared of \
            four rounds and more; of capacities it is shown what both found.

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

    @Option(help: "How often both are run.")
    var rounds = 2

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
        for round in 1...rounds {
            Terminal.error("round \(round) of \(rounds)")
            // A B, B A: whoever is first has no more of it than the other.
            let order = round % 2 == 1 ? [0, 1] : [1, 0]
            let children = order.map { ChildProgram(arguments(side: $0, round), log: folder($0, round) + ".txt") }
            for (side, child) in zip(order, children) {
                let code = child.wait()
                guard code == 2 || code >= 4 else { continue }
                Diagnostics.leave(
                    "the run against \(Terminal.redacted(target[side])) ended with the exit code \(code)",
                    help: "read \(folder(side, round)).txt"
                )
            }
        }
        let comparison = RunComparison(
            base: (1...rounds).map { ComparedRuns.read(folder(0, $0)) },
            new: (1...rounds).map { ComparedRuns.read(folder(1, $0)) },
            tolerance: try share(),
            isPaired: true
        )
        Terminal.show(ComparisonText.text(comparison, isColoured: Terminal.isColoured(STDOUT_FILENO)))
        throw ExitCode(comparison.exitCode)
    }

    private func folder(_ side: Int, _ round: Int) -> String {
        "\(reportDir.endingInSlash)round-\(round)-\(side == 0 ? "first" : "second")"
    }

    /// What the run of a side is started with. Each has half of the processors for its loads.
    private func arguments(side: Int, _ round: Int) -> [String] {
        let threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2)
        var arguments = ["run"] + files.paths
        arguments += ["--target", target[side], "--report-dir", folder(side, round), "--seed", "\(seed)"]
        arguments += ["--threads", "\(threads)", "--quiet"]
        arguments += files.variables.flatMap { ["--var", $0] } + files.envFile.flatMap { ["--env-file", $0] }
        arguments += selection.tag.flatMap { ["--tag", $0] } + selection.only.flatMap { ["--only", $0] }
        return arguments + allowedHosts.flatMap { ["--allow-host", $0] }
    }

    private func share() throws -> Double {
        try QuickText.quantity("--tolerance", tolerance, Quantity.percent)
    }
}

/// This program, run once more beside itself.
struct ChildProgram {
    private var pid: pid_t = 0

    /// Starts it with `arguments`; what it prints goes into the file `log`. Ends the program when it can't be started.
    init(_ arguments: [String], log: String) {
        if let slash = log.lastIndex(of: "/") { _ = try? Folder.prepare(String(log[...slash])) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = (["muster"] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, nil, words, environ)
        guard code == 0 else { Diagnostics.leave("a second run can't be started: \(String(cString: strerror(code)))") }
    }

    /// Its exit code, once it has ended; 128 and its number for a signal. Ctrl-C stops it as it stops this program's other runs: its
    /// reports are written.
    func wait() -> Int32 {
        signal(SIGINT, SIG_IGN)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 { if errno != EINTR { return 127 } }
        let number = status & 0x7F
        return number == 0 ? (status >> 8) & 0xFF : 128 + number
    }
}
