import JSON

/// Decodes `covers`.
enum CoverageDecoder {
    /// The IDs; those that aren't `known` are errors, where the suite lists its requirements.
    static func covers(_ node: JSONNode?, known: [String]?, _ problems: Problems) -> [String] {
        guard let node else { return [] }
        guard let elements = node.elements else {
            problems.add(
                "'covers' must be a list of requirement IDs, found \(node.described)",
                at: node.location,
                help: "write [\"ID\"]"
            )
            return []
        }
        return elements.compactMap { element in
            guard let id = Leaf.text(element, "a requirement ID", problems) else { return nil }
            if let known, !known.contains(id) {
                problems.add(
                    "the suite lists no requirement '\(id)'",
                    at: element.location,
                    help: UnknownName.help(id, among: known)
                )
            }
            return id
        }
    }
}
