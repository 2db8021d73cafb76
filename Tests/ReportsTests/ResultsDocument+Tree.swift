import JSON
import Results

@testable import Reports

extension ResultsDocument {
    /// The document of `run` as a tree.
    static func json(_ run: RunResult) -> JSONValue {
        do {
            return try JSONParser.parse(bytes(run))
        } catch {
            preconditionFailure("results.json is no JSON: \(error)")
        }
    }
}
