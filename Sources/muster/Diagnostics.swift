import Decoding
import Diagnostics
import Glibc

/// Shows what is wrong with files, on stderr.
enum Diagnostics {
    static func show(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        let renderer = DiagnosticRenderer(colour: Terminal.isColoured(STDERR_FILENO))
        Terminal.error(Terminal.redacted(sorted(diagnostics).map(renderer.render).joined(separator: "\n")))
    }

    /// File by file, from top to bottom, as a person mends them; before them what has no place.
    private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var files: [String: Int] = [:]
        let keys = diagnostics.map { diagnostic -> (file: Int, offset: Int) in
            guard let location = diagnostic.location else { return (-1, 0) }
            let count = files.count
            let file = files[location.file.path, default: count]
            files[location.file.path] = file
            return (file, location.range.lowerBound)
        }
        return diagnostics.indices.sorted {
            (keys[$0].file, keys[$0].offset, $0) < (keys[$1].file, keys[$1].offset, $1)
        }
        .map { diagnostics[$0] }
    }

    /// Shows them, says how many, and ends the program with 2.
    static func leave(_ diagnostics: [Diagnostic]) -> Never {
        show(diagnostics)
        let errors = diagnostics.count { $0.severity == .error }
        Terminal.error("\(errors) \(errors == 1 ? "error" : "errors"); nothing was sent")
        EarlierReports.setAside()
        exit(Exit.usage)
    }

    /// What is wrong, without the place where that is no file.
    static func error(_ message: String, at location: SourceLocation? = nil, help: String? = nil) -> Diagnostic {
        Diagnostic(severity: .error, message: message, location: location, help: help)
    }

    /// Says what is wrong with the command, and ends the program with 2.
    static func leave(_ message: String, at location: SourceLocation? = nil, help: String? = nil) -> Never {
        show([error(message, at: location, help: help)])
        Terminal.error("nothing was sent")
        EarlierReports.setAside()
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
