package import Diagnostics
package import JSON

/// Parses JSON files into nodes with positions.
package enum SourceReader {
    package static func parse(_ file: SourceFile, _ problems: Problems) -> JSONNode? {
        do {
            return try JSONParser.parseNode(file)
        } catch {
            problems.add(error.diagnostic)
            return nil
        }
    }

    /// Parses a suite or a mock file: JSON, in which members called `//` are comments.
    package static func parseOwn(_ file: SourceFile, _ problems: Problems) -> JSONNode? {
        do {
            return try JSONParser.parseNode(file)
        } catch {
            var diagnostic = error.diagnostic
            if isYAML(file.path) {
                diagnostic = Diagnostic(
                    message: "\(file.path) isn't JSON, as suites and mocks are",
                    help: "YAML is read of OpenAPI documents only: write the same as JSON"
                )
            } else if error.isComment {
                diagnostic.help = "JSON has no comments; remove it, or make it a member: \"//\": \"…\""
            }
            problems.add(diagnostic)
            return nil
        }
    }

    /// Whether a path is that of a YAML file.
    static func isYAML(_ path: String) -> Bool {
        let name = path.lowercased()
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }

    /// Whether `root` is an OpenAPI document and no suite.
    static func isContract(_ root: JSONNode) -> Bool {
        (root["openapi"] != nil || root["swagger"] != nil) && root["suite"] == nil && root["scenarios"] == nil
    }
}
