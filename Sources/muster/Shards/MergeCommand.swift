import ArgumentParser
import Engine
import Glibc
import Reports
import Results
import Scenarios

/// `muster merge`: makes one result of those of shards.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Makes one result of what the shards of a run left, as one machine would have left it.",
        discussion: """
            Histograms are added count by count, so that percentiles are those of all responses; intervals are aligned by the planned \
            start; expectations are judged on the whole. Any order and grouping of the same shards gives the same bytes, and what a \
            merge wrote can be merged again.

            A shard that is missing, or has another seed, other suites, another version or another planned start, is an error; with \
            --partial it is said first in every report, and what it leaves open is not measured. A shard that is there twice is always one.

            The exit code is that of the whole: 0 accepted, 1 a scenario failed, 3 not everything was measured; 2 when the folders can't \
            be merged, 4 when a report can't be written.
            """
    )

    @Argument(help: ArgumentHelp("The report folders of the shards, or of merges of some.", valueName: "folder"))
    var folders: [String]

    @Option(help: ArgumentHelp("The folder of the merged reports.", valueName: "folder"))
    var reportDir: String

    @Flag(help: "Merge what there is, and say first what is missing or doesn't fit together.")
    var partial = false

    @OptionGroup var formats: FormatOptions
    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
        let target = Self.canonical(reportDir)
        if let same = folders.first(where: { Self.canonical($0) == target }) {
            throw ValidationError("--report-dir must be another folder than those that are merged, found '\(same)'")
        }
    }

    func run() throws {
        let result: RunResult
        do throws(ShardFolder.Failure) {
            let merge = try ShardMerge(try read()) { load, demands in
                let outcome = ShardJudge.judge(load, demands)
                return ShardMerge.Judged(
                    findings: outcome.findings,
                    doubtful: outcome.doubtful,
                    error: outcome.error,
                    expectations: outcome.expectations
                )
            }
            if !merge.faults.isEmpty, !partial { refuse(merge.faults) }
            result = try merge.result()
        } catch {
            leave([error.reason], error.help)
        }
        finish(result)
    }

    private func read() throws(ShardFolder.Failure) -> [ShardFolder] {
        let read = Parallel.map(folders) { path -> Result<ShardFolder, ShardFolder.Failure> in
            Result { () throws(ShardFolder.Failure) in try ShardFolder(path) }
        }
        var found: [ShardFolder] = []
        for folder in read { found.append(try folder.get()) }
        for warning in found.flatMap(\.warnings) { Terminal.error("warning: \(warning)") }
        return found
    }

    /// Writes and prints the reports, and ends the program with the run's exit code.
    private func finish(_ result: RunResult) -> Never {
        let reporter = formats.reporter(reportDir, always: [.json])
        reporter.prepare()
        reporter.clear()
        var outcome = reporter.write(result)
        reporter.write(ShardFolder.bytes(result), ShardFolder.name, &outcome)
        var files = LoadFiles(tool: result.tool)
        var loads = Reporter.Outcome()
        for suite in result.suites {
            for ended in suite.cases {
                for file in files.files(of: ended, in: suite.name) { reporter.write(file.content, file.name, &loads) }
            }
        }
        let paths = outcome.paths + (loads.paths.isEmpty ? [] : ["\(reporter.base)loads/"])
        ContinuousIntegration.tell(result)
        Terminal.print(TerminalReport.text(result, verbosity.rendering(reports: paths)))
        let failures = outcome.failures + loads.failures
        for failure in failures { Terminal.error("error: \(failure)") }
        Exit.end(failures.isEmpty ? result.exitCode : Exit.unwritten)
    }

    private func refuse(_ faults: [String]) -> Never {
        leave(
            faults,
            "name the folders of all shards of one run; --partial merges what there is, and says so first in every report"
        )
    }

    private func leave(_ reasons: [String], _ help: String) -> Never {
        Diagnostics.show(
            reasons.enumerated().map { Diagnostics.error($1, help: $0 == reasons.count - 1 ? help : nil) }
        )
        Terminal.error("nothing was merged")
        Exit.usageError()
    }

    private static func canonical(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
