import Foundation
import JSON
import JSONSchema
import Reports
import Results
import Testing

/// Holds every `results.json` that a test makes against its schema, and against its reader.
enum ResultsCheck {
    private static let schema = Result {
        try JSONSchema(
            JSONParser.parse(Array(Data(contentsOf: URL(filePath: Project.path("docs/results.schema.json")))))
        )
    }

    /// Checks what a run with these arguments left in its folder of reports, if it left anything.
    static func check(_ arguments: [String], in folder: String) throws {
        guard arguments.first == "run" || arguments.first == "report",
            let option = arguments.firstIndex(of: "--report-dir"), option + 1 < arguments.count
        else { return }
        let reports = URL(filePath: arguments[option + 1], relativeTo: URL(filePath: folder + "/"))
        guard let data = try? Data(contentsOf: reports.appending(path: "results.json")) else { return }
        try check(Array(data))
    }

    /// Checks what would be written of `run`.
    static func check(_ run: RunResult) throws { try check(ReportFormat.json.bytes(run)) }

    private static func check(_ bytes: [UInt8]) throws {
        let document = try JSONParser.parse(bytes)
        let violations = try schema.get().validate(document)
        #expect(violations.isEmpty, "results.json breaks its schema: \(violations.map(\.description))")
        #expect(ReportFormat.json.bytes(try ResultsReader.run(document)) == bytes, "results.json isn't read as written")
    }
}
