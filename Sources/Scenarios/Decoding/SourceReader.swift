import JSON

/// Parses JSON files into nodes with positions.
enum SourceReader {
    static func parse(_ file: SourceFile, _ problems: Problems) -> JSONNode? {
        do {
            return try JSONParser.parseNode(file)
        } catch {
            problems.add(error.diagnostic)
            return nil
        }
    }
}
