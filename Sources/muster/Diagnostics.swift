import Glibc
import JSON
import Scenarios

/// Shows what is wrong with files, on stderr.
enum Diagnostics {
    static func show(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        let renderer = DiagnosticRenderer(colour: Terminal.isColoured(STDERR_FILENO))
        Terminal.error(diagnostics.map(renderer.render).joined(separator: "\n"))
    }

    /// Shows them, says how many, and ends the program with 2.
    static func leave(_ diagnostics: [Diagnostic]) -> Never {
        show(diagnostics)
        let errors = diagnostics.count { $0.severity == .error }
        Terminal.error("\(errors) \(errors == 1 ? "error" : "errors"); nothing was sent")
        exit(Exit.usage)
    }

    /// Says what is wrong with the command, and ends the program with 2.
    static func leave(_ message: String, at location: SourceLocation? = nil, help: String? = nil) -> Never {
        show([Diagnostic(severity: .error, message: message, location: location, help: help)])
        Terminal.error("nothing was sent")
        exit(Exit.usage)
    }

    static func leaveOnProblems(_ body: () throws(Problems.Found) -> Void) {
        do throws(Problems.Found) {
            try body()
        } catch {
            leave(error.diagnostics)
        }
    }
}
