import ArgumentParser
import JSON
import Reports
import Results

/// Writes the report files.
struct Reporter {
    let folder: String

    /// The paths of what was written.
    func write(_ result: RunResult) throws -> [String] {
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        let reports: [(String, [UInt8])] = [
            ("junit.xml", JUnitReport.xml(result)),
            ("results.json", JSONSerializer.serialize(ResultsDocument.json(result), style: .pretty)),
        ]
        let loads = LoadFiles.files(result)
        for (name, bytes) in reports + loads { try AtomicFile.write(bytes, to: base + name) }
        return reports.map { base + $0.0 } + (loads.isEmpty ? [] : ["\(base)loads/"])
    }
}
