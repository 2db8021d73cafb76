import ArgumentParser
import Glibc
import Reports

/// How much of a report is printed.
struct VerbosityOptions: ParsableArguments {
    @Flag(help: "Print what of the suites' contracts was exercised, and what wasn't.")
    var coverage = false

    @Flag(name: .shortAndLong, help: "Print failures, a line of each load's figures, and the summary only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print every exchange.")
    var verbose = false

    func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose can't be given together") }
    }

    /// How the report is printed on stdout; `reports` are the paths of those that were written.
    @Sendable func rendering(reports: [String] = []) -> TerminalReport.Options {
        var rendering = TerminalReport.Options()
        rendering.isColoured = Terminal.isColoured(STDOUT_FILENO)
        rendering.width = Terminal.width(STDOUT_FILENO) ?? 120
        rendering.verbosity = quiet ? .quiet : verbose ? .verbose : .normal
        rendering.reports = reports
        rendering.showsCoverage = coverage
        return rendering
    }
}
