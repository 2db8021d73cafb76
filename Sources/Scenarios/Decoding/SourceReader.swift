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
}
