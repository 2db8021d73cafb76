import Foundation
import PublicSuites

/// Reads patterns and the texts to try them on from the files of the JSON Schema test suite.
enum JSONSchemaPatterns {
    struct Example {
        let pattern: String
        let text: String
        let matches: Bool
    }

    static var folder: URL? { PublicSuites.folder("json-schema-2020-12") }

    /// Strings under `pattern`; member names under a `patternProperties` of one pattern that is the whole schema.
    static func examples(in file: String) throws -> [Example] {
        try cases(in: file).flatMap { schema, data, valid -> [Example] in
            if let pattern = schema["pattern"] as? String, let text = data as? String {
                return [Example(pattern: pattern, text: text, matches: valid)]
            }
            if let patterns = schema["patternProperties"] as? [String: Any], let pattern = patterns.first,
                patterns.count == 1, schema["additionalProperties"] as? Bool == false, pattern.value as? Bool == true,
                let members = data as? [String: Any]
            {
                return members.keys.map { Example(pattern: pattern.key, text: $0, matches: valid) }
            }
            return []
        }
    }

    static func formatExamples(in file: String) throws -> [Example] {
        try cases(in: file).compactMap { _, data, valid in
            (data as? String).map { Example(pattern: $0, text: "", matches: valid) }
        }
    }

    private static func cases(in file: String) throws -> [(schema: [String: Any], data: Any?, valid: Bool)] {
        guard let folder else { return [] }
        let data = try Data(contentsOf: folder.appendingPathComponent(file + ".json"))
        let groups = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
        return groups.flatMap { group in
            (group["tests"] as? [[String: Any]] ?? []).compactMap { test in
                guard let schema = group["schema"] as? [String: Any], let valid = test["valid"] as? Bool else {
                    return nil
                }
                return (schema, test["data"], valid)
            }
        }
    }
}
