import Reports
import Results
import Scenarios

/// Writes the reports of a run into a folder.
struct Reporter {
    let folder: String
    var formats = ReportFormat.standard
    var dialect = JUnitDialect.strict
    var unit = JUnitReport.Unit.case

    /// What was written, and what wasn't.
    struct Outcome {
        var paths: [String] = []
        var failures: [OutputFile.Failure] = []
    }

    /// The folder with its slash.
    var base: String { folder.endingInSlash }

    /// Ends the program with 2 when reports couldn't be written: better before a run than after it.
    func prepare() { leaveOnFailure { () throws(OutputFile.Failure) in try Folder.prepare(base) } }

    /// Takes the reports of an earlier run away, which could pass for this one's, and begins the journal; ends the
    /// program with 2 when that can't be. Those that are `kept` stay until they are written again.
    func begin(_ outline: RunOutline, keeping kept: [ReportFormat] = []) -> Journal {
        leaveOnFailure { () throws(OutputFile.Failure) in
            try Journal.requireFree(base)
            for format in ReportFormat.allCases where !kept.contains(format) {
                try OutputFile(base + format.fileName).remove()
                try OutputFile(base + format.fileName + EarlierReports.ending).remove()
            }
            try ShardFolder.clear(base)
            EarlierReports.forget()
            return try Journal(in: base, of: outline)
        }
    }

    /// Takes away what an earlier merge left, which could pass for this one's; ends the program with 2 when that can't
    /// be.
    func clear() {
        leaveOnFailure { () throws(OutputFile.Failure) in
            for format in ReportFormat.allCases { try OutputFile(base + format.fileName).remove() }
            try OutputFile(base + Journal.name).remove()
            try ShardFolder.clear(base)
        }
    }

    /// Writes every report that can be written.
    func write(_ result: RunResult) -> Outcome {
        // The page and the results take as long as everything else that a short run does: side by side. So does the
        // disk, which each file waits for.
        let outcomes = Parallel.map(formats) { format in
            var outcome = Outcome()
            write(format.bytes(result, junit: dialect, by: unit, in: base), format.fileName, &outcome)
            return outcome
        }
        return Outcome(paths: outcomes.flatMap(\.paths), failures: outcomes.flatMap(\.failures))
    }

    func write(_ bytes: [UInt8], _ name: String, _ outcome: inout Outcome) {
        do throws(OutputFile.Failure) {
            try OutputFile(base + name).write(bytes)
            outcome.paths.append(base + name)
        } catch {
            outcome.failures.append(error)
        }
    }

    private func leaveOnFailure<Value>(_ body: () throws(OutputFile.Failure) -> Value) -> Value {
        do throws(OutputFile.Failure) {
            return try body()
        } catch {
            Diagnostics.leave("\(error)", help: "give another folder by --report-dir")
        }
    }
}

extension String {
    /// The path of a folder, to which names in it are added.
    var endingInSlash: String { hasSuffix("/") ? self : self + "/" }
}
