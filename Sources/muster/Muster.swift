import ArgumentParser
import CLinux
import Decoding
import Dispatch
import Reports
import Transport

/// The program.
@main
struct Muster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "Tells whether an HTTP endpoint can be accepted.",
        discussion: """
            Exit codes: 0 accepted; 1 a scenario failed; 2 the command or a file is wrong, nothing was sent; \
            3 nothing failed, but the result can't be trusted; 4 a report couldn't be written.

            Completions: muster --generate-completion-script bash, zsh or fish. Manual: man muster, man muster-run.
            """,
        version: Version.full,
        subcommands: [
            RunCommand.self, PreflightCommand.self, LoadCommand.self, CapacityCommand.self, SizeCommand.self,
            ReportCommand.self, MergeCommand.self, ClockCommand.self, CompareCommand.self, DuetCommand.self,
            HistoryCommand.self, SealCommand.self, VerifyCommand.self, CheckCommand.self, MockCommand.self,
            GenerateCommand.self, LintCommand.self, EvalCommand.self, ExplainCommand.self, ProxyCommand.self,
            InitCommand.self, ImportCommand.self, SchemaCommand.self,
        ]
    )

    /// The parser says of a misspelt command only that it is unexpected.
    private static func checkCommand() {
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), word != Self.run else { return }
        let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard known.contains(word) else {
            Diagnostics.leave("there is no command '\(word)'", help: UnknownName.help(word, among: known))
        }
        if word == ImportCommand.configuration.commandName { checkImport() }
    }

    /// And of what isn't imported, that its file is one argument too many.
    private static func checkImport() {
        guard let word = CommandLine.arguments.dropFirst(2).first, !word.hasPrefix("-"), word != "help" else { return }
        let known = ImportKind.allCases.map(\.rawValue)
        if known.contains(word) { return }
        Diagnostics.leave("muster imports nothing called '\(word)'", help: UnknownName.help(word, among: known))
    }

    /// And of options of other tools' loads, that they are letters of others, or a URL that is none.
    private static func explainForeignOptions(_ error: any Error) {
        let arguments = CommandLine.arguments.dropFirst()
        guard let command = arguments.first.flatMap(ForeignOptions.Command.init), !(error is ExitCode),
            Self.exitCode(for: error) != .success,
            let (message, help) = ForeignOptions.explanation(
                of: arguments.dropFirst(),
                for: command,
                Self.message(for: error)
            )
        else { return }
        Diagnostics.leave(message, help: help)
    }

    /// And of `-h2`, which would be `-h` with something behind it, that it doesn't ask for help: nothing would be sent,
    /// and all be well.
    private static func explainHelp(_ command: any ParsableCommand) {
        let arguments = CommandLine.arguments.dropFirst()
        guard let own = arguments.first.flatMap(ForeignOptions.Command.init),
            !(command is LoadCommand || command is CapacityCommand),
            let option = arguments.first(where: { $0.hasPrefix("-h") && $0.utf8.count > 2 && $0 != "-help" })
        else { return }
        let complaint = "there is no option '\(option)'"
        let explained = ForeignOptions.explanation(of: arguments.dropFirst(), for: own, complaint)
        Diagnostics.leave(
            explained?.message ?? complaint,
            help: explained?.help ?? "muster \(own.rawValue) --help shows the options"
        )
    }

    private static let run = "run"

    /// What the arguments ask for. Of a run, which people wait for the most, only its own are looked at: to look at
    /// those of all commands takes twice the time. Whatever isn't a run after that is told as ever.
    private static func command() throws -> any ParsableCommand {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == run {
            let own = Array(arguments.dropFirst())
            let command = try? RunCommand.$isAlone.withValue(true) { try RunCommand.parse(own) }
            if let command { return command }
        }
        return try parseAsRoot()
    }

    /// The same; what another tool's options are called here is told of what isn't understood, and of nothing that goes
    /// wrong later.
    private static func explainedCommand() throws -> any ParsableCommand {
        do {
            let command = try command()
            explainHelp(command)
            return command
        } catch {
            explainForeignOptions(error)
            throw error
        }
    }

    static func main() async {
        MemoryGrowth.prepare()
        // Before anything else opens a file, whose number may be that of a closed output.
        Terminal.prepare()
        if CommandLine.arguments.dropFirst().first == run { Libraries.prepare() }
        EarlierReports.watch(CommandLine.arguments.dropFirst())
        checkCommand()
        do {
            var command = try explainedCommand()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            Exit.end(0)
        } catch {
            Exit.leave(with: error, of: Self.self)
        }
    }
}

/// How memory is asked of the system.
enum MemoryGrowth {
    /// Threads get their memory by steps of megabytes: they begin with steps of a page each, each of them a call of the
    /// system, of which a plan takes hundreds. What is given back or mapped by itself is what the library settles on
    /// anyway when large pieces come and go.
    static func prepare() {
        muster_set_memory_steps(16 << 20, 16 << 20, 4 << 20)
    }
}

/// What takes its time to be ready, and is needed by every run.
enum Libraries {
    /// Gets ready beside the reading of arguments and files what is needed behind it: libcurl, what makes digests of
    /// the files, and what reports tell of the machine.
    static func prepare() {
        DispatchQueue.global(qos: .userInitiated).async {
            CurlGlobal.prepare()
            _ = EvidenceManifest.digest([])
            _ = Acceptance.environment
        }
    }
}
