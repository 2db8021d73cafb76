import ArgumentParser
import Diagnostics
import Glibc
import JSON
import Measurement
import Quantities
import Reports
import Results
import Substitution

/// `muster compare`: runs held against each other.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Holds the results of runs against those of others.",
        discussion: """
            Cases are compared by their verdicts, loads by their percentiles and failures: worse, better, same (within the \
            tolerance) or can't tell. Of two runs the interval logs in loads/ are needed beside results.json. Bursts are compared of four runs \
            a side and more; capacities by the rates that all their trials tell.

            The exit code is 0 when nothing is worse, 1 when something is, 3 when of something it can't be told or nothing was compared, 2 when \
            a run can't be read.
            """
    )

    @Argument(help: "The folder of the earlier run's reports, or its results.json.")
    var base: String

    @Argument(help: "The folder of the later run's reports, or its results.json.")
    var new: String

    @Option(help: ArgumentHelp("A further earlier run.", valueName: "folder"))
    var moreBase: [String] = []

    @Option(help: ArgumentHelp("A further later run.", valueName: "folder"))
    var moreNew: [String] = []

    @Option(help: ArgumentHelp("Within which times are the same, such as 5%.", valueName: "share"))
    var tolerance = "5%"

    func validate() throws { _ = try share() }

    func run() throws {
        let paths = [base] + moreBase + [new] + moreNew
        let runs = paths.map(ComparedRuns.read)
        try Self.requireDifferent(paths, runs.map(\.run))
        let comparison = RunComparison(
            base: Array(runs.prefix(1 + moreBase.count)),
            new: Array(runs.dropFirst(1 + moreBase.count)),
            tolerance: try share()
        )
        Terminal.show(ComparisonText.text(comparison, isColoured: Terminal.isColoured(STDOUT_FILENO)))
        throw ExitCode(comparison.exitCode)
    }

    /// A run that is there twice is one observation: held against itself it is the same, and counted twice it makes
    /// chance certain.
    private static func requireDifferent(_ paths: [String], _ runs: [RunResult]) throws {
        for later in runs.indices {
            guard let earlier = runs[..<later].firstIndex(of: runs[later]) else { continue }
            throw ValidationError(
                "\(paths[earlier]) and \(paths[later]) are the same run: each run counts once\nHelp: name the results of another run"
            )
        }
    }

    private func share() throws -> Double {
        try QuickText.quantity("--tolerance", tolerance, Quantity.percent)
    }

}

/// Runs that are read to be held against each other.
enum ComparedRuns {
    /// The results at `path`, and the logs of its loads as far as they are there.
    static func read(_ path: String) -> ComparedRun {
        let store = FileStore()
        let source = ResultsSource(path, store)
        var compared = ComparedRun(source.result())
        let folder = source.folder.endingInSlash
        for suite in compared.run.suites {
            for result in suite.cases {
                for step in result.steps where step.load?.kind == .load {
                    let name = LoadFiles.logName(of: result, step: step, in: suite.name)
                    guard let bytes = try? store.bytes(at: folder + name) else { continue }
                    let found = log(bytes, folder + name)
                    compared.logs[name] = found.map(\.counts)
                    compared.starts[name] = found.map(\.start)
                }
            }
        }
        return compared
    }

    /// The response times of a log by interval, and when each began, in seconds since 1970.
    private static func log(_ bytes: [UInt8], _ path: String) -> [(counts: HdrCounts, start: Double)] {
        do {
            let log = try HdrLog(String(decoding: bytes, as: UTF8.self))
            return log.intervals.filter { $0.tag == nil }.map { ($0.counts, log.absoluteStart(of: $0)) }
        } catch {
            Terminal.error("warning: \(path): \(error)")
            return []
        }
    }
}
