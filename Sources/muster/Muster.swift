import ArgumentParser

/// The program.
@main
struct Muster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "Tells whether an HTTP endpoint can be accepted.",
        discussion: """
            Exit codes: 0 accepted; 1 a scenario failed; 2 the command or a file is wrong, nothing was sent; \
            3 nothing failed, but the result can't be trusted.
            """,
        version: Version.text,
        subcommands: [RunCommand.self, CheckCommand.self, MockCommand.self, GenerateCommand.self, EvalCommand.self]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.leave(with: error, of: Self.self)
        }
    }
}
