extension SchemaUnit {
    /// Everything that isn't as it should be.
    func violations(in graph: SchemaGraph) -> [JSONSchema.Violation] {
        if isValid { return [] }
        let parts = children.flatMap { $0.violations(in: graph) }
        guard let complaint else { return parts }
        return [
            JSONSchema.Violation(
                instanceLocation: instanceLocation,
                keywordLocation: keywordLocation,
                absoluteKeywordLocation: absoluteLocation(in: graph),
                keyword: keyword,
                expected: complaint.expected,
                found: complaint.found,
                hint: complaint.hint,
                causes: parts
            )
        ]
    }
}
