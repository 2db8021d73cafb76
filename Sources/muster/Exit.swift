import ArgumentParser
import Glibc

/// Ends the program with the exit codes that are documented.
enum Exit {
    /// The command, a scenario file or a contract is wrong; nothing was sent.
    static let usage: Int32 = 2
    /// A report, or standard output, couldn't be written, whatever the verdict.
    static let unwritten: Int32 = 4

    /// Ends the program with `code`, unless what it printed was lost.
    static func end(_ code: Int32) -> Never {
        guard let failure = Terminal.outputFailure else { exit(code) }
        Terminal.error("error: standard output can't be written: \(failure)")
        exit(unwritten)
    }

    static func leave(with error: any Error, of command: (some ParsableCommand).Type) -> Never {
        if let code = error as? ExitCode { end(code.rawValue) }
        let isHelp = command.exitCode(for: error) == .success
        let text = command.fullMessage(for: error)
        if isHelp {
            Terminal.print(text)
            end(0)
        }
        Terminal.error(styled(text))
        EarlierReports.setAside()
        exit(usage)
    }
}

extension Exit {
    /// The parser's words in the style of all others: `error:`, and `help:` in a line of its own.
    private static func styled(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            for word in ["Error", "Help", "Usage"] where line.hasPrefix("\(word): ") {
                return "\(word.lowercased()): " + line.dropFirst(word.count + 2).drop { $0 == " " }
            }
            return String(line)
        }.joined(separator: "\n")
    }

    /// Ends the program when the command is wrong; what is wrong was said.
    static func usageError() -> Never {
        EarlierReports.setAside()
        end(usage)
    }
}

/// What is there until the program ends, which takes it all back at once: to free a large run part by part takes longer
/// than to print it.
final class KeptToTheEnd {
    private let value: any Sendable

    private init(_ value: any Sendable) { self.value = value }

    /// Keeps `value`; for what a process has once, at its end.
    static func hold(_ value: any Sendable) { _ = Unmanaged.passRetained(KeptToTheEnd(value)) }
}
