import ArgumentParser
import Glibc

/// Ends the program with the exit codes that are documented.
enum Exit {
    /// The command, a scenario file or a contract is wrong; nothing was sent.
    static let usage: Int32 = 2

    static func leave(with error: any Error, of command: (some ParsableCommand).Type) -> Never {
        if let code = error as? ExitCode { exit(code.rawValue) }
        let isHelp = command.exitCode(for: error) == .success
        let text = command.fullMessage(for: error)
        if isHelp {
            print(text)
            exit(0)
        }
        Terminal.error(text)
        exit(usage)
    }
}

extension Exit {
    /// Ends the program when the command is wrong; what is wrong was said.
    static func usageError() -> Never { exit(usage) }
}
