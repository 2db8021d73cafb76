import ArgumentParser
import Decoding

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
            ReportCommand.self, MergeCommand.self, CompareCommand.self, DuetCommand.self, HistoryCommand.self,
            SealCommand.self,
            VerifyCommand.self, CheckCommand.self, MockCommand.self, GenerateCommand.self, LintCommand.self,
            EvalCommand.self, ExplainCommand.self, ProxyCommand.self, InitCommand.self, ImportCommand.self,
            SchemaCommand.self,
        ]
    )

    /// The parser says of a misspelt command only that it is unexpected.
    private static func checkCommand() {
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
        let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        if known.contains(word) { return }
        Diagnostics.leave("there is no command '\(word)'", help: UnknownName.help(word, among: known))
    }

    static func main() async {
        Terminal.prepare()
        EarlierReports.watch(CommandLine.arguments.dropFirst())
        checkCommand()
        do {
            var command = try parseAsRoot()
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
