import ArgumentParser
import Glibc
import JSON
import Reports
import Results
import Substitution

/// `muster history`: keeps runs, and tells what they say together.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Keeps runs in a file, and tells which cases are flaky and where figures changed.",
        discussion: """
            muster history reports --store runs.sqlite --page history.html

            Adds the named runs to the store (one that is there already isn't added again), then tells of all. A case is flaky when its \
            verdict changes though its suite, contract and mock stay the same. Changes of figures are found by E-divisive means with a \
            t-test, as Apache Otava does: window 50, p 0.001.
            """
    )

    @Argument(help: "Folders of runs' reports, or their results.json, to be added.")
    var paths: [String] = []

    @Option(help: ArgumentHelp("Where the runs are kept, a file of SQLite.", valueName: "file"))
    var store: String

    @Option(help: ArgumentHelp("Also write a page with the changes marked.", valueName: "file"))
    var page: String?

    func run() throws {
        let files = FileStore()
        // One that is only read is there: a misspelt name would be an empty store.
        if paths.isEmpty, access(store, F_OK) != 0 {
            Diagnostics.leave("\(store) isn't there", help: "name the store, or a run's reports that begin one")
        }
        do throws(HistoryError) {
            let kept = try RunStore(store)
            for path in paths {
                let run = ResultsSource(path, files).result()
                let digest = EvidenceManifest.digest(ReportFormat.json.bytes(run))
                if try !kept.add(run, digest: digest) { Terminal.error("\(path) is kept already") }
            }
            let history = try kept.history()
            Terminal.show(HistoryReport.text(history, isColoured: Terminal.isColoured(STDOUT_FILENO)))
            if let page { Output.write(HistoryReport.page(history), to: page) }
        } catch {
            Diagnostics.leave("\(error)", help: "name a file of SQLite by --store; it is made when it isn't there")
        }
    }
}
