import ArgumentParser
import JSON
import Reports
import Results

/// Writes the report files.
struct Reporter {
    let folder: String

    private var base: String { folder.hasSuffix("/") ? folder : folder + "/" }

    /// Ends the program with 2 when reports couldn't be written: better before a run than after it.
    func prepare() {
        do throws(AtomicFile.Failure) {
            try AtomicFile.prepareFolder(base)
        } catch {
            Diagnostics.leave("\(error)", help: "give another folder by --report-dir")
        }
    }

    /// The paths of what was written.
    func write(_ result: RunResult) throws -> [String] {
        let reports: [(String, [UInt8])] = [
            ("junit.xml", JUnitReport.xml(result)),
            ("results.json", JSONSerializer.serialize(ResultsDocument.json(result), style: .pretty)),
        ]
        let loads = LoadFiles.files(result)
        for (name, bytes) in reports + loads { try AtomicFile.write(bytes, to: base + name) }
        return reports.map { base + $0.0 } + (loads.isEmpty ? [] : ["\(base)loads/"])
    }
}
