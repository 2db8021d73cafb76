import ArgumentParser
import Decoding
import Glibc
import JSON
import Reports
import Results
import Substitution

/// `muster report`: makes the reports of a run again, or of one that was cut off.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Makes reports of a run's results, or of the journal of a run that was cut off.",
        discussion: """
            While a run goes on, its results are in journal.jsonl in the folder of its reports, which the reports replace at \
            its end. Of a run that never came to its end, what had ended is reported as it was, what was going on as not \
            measured, and what hadn't begun as skipped.

            The exit code is that of the run: 0 accepted, 1 a scenario failed, 3 not everything was measured; or 2 when there is \
            nothing to report, 4 when a report can't be written.
            """
    )

    @Argument(help: "The folder of a run's reports, or its results.json or journal.jsonl.")
    var path = "reports"

    @OptionGroup var formats: FormatOptions

    @Option(help: ArgumentHelp("The folder of the reports; that of the results unless given.", valueName: "folder"))
    var reportDir: String?

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
        let source = ResultsSource(path, FileStore())
        let result = source.result()
        let reporter = formats.reporter(reportDir ?? source.folder)
        let outcome = reporter.write(result)
        Terminal.print(TerminalReport.text(result, verbosity.rendering(reports: outcome.paths)))
        for failure in outcome.failures { Terminal.error("error: \(failure)") }
        throw ExitCode(outcome.failures.isEmpty ? result.exitCode : Exit.unwritten)
    }
}

/// Where the results of a run are: a folder, or a file of one.
struct ResultsSource {
    private let path: String
    private let files: FileStore
    /// The folder of the results.
    let folder: String

    init(_ path: String, _ files: FileStore) {
        self.files = files
        var status = stat()
        let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        guard isFolder else {
            self.path = path
            folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            return
        }
        folder = path
        let base = path.endingInSlash
        // A run that came to its end has taken its journal away.
        let isCutOff = access(base + Journal.name, F_OK) == 0
        self.path = base + (isCutOff ? Journal.name : ReportFormat.json.fileName)
    }

    /// What the run found out; when that can't be read, says why and ends the program with 2.
    func result() -> RunResult {
        let bytes: [UInt8]
        do throws(FileStore.Failure) {
            bytes = try files.bytes(at: path)
        } catch {
            leave("\(error.path) \(error.reason)", help: "name the folder of a run's reports")
        }
        do {
            if Journal.isOne(bytes) {
                let found = try JournalReader.read(bytes)
                for warning in found.warnings { Terminal.error("warning: \(path): \(warning)") }
                return found.run
            }
            return try ResultsReader.run(try JSONParser.parse(bytes))
        } catch {
            leave("\(path) isn't the result of a run: \(error)", help: "name the folder of a run's reports")
        }
    }

    private func leave(_ message: String, help: String) -> Never {
        Diagnostics.show([Diagnostics.error(message, help: help)])
        Exit.usageError()
    }
}
