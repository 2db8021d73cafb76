import JSON

/// Names the rows of a scenario, each differently.
struct CaseNames {
    private let node: JSONNode
    private let problems: Problems
    private var used: [String: Int] = [:]

    /// The longest value that a name shows, in Unicode scalars.
    private static let longestValue = 60

    init(_ node: JSONNode, _ problems: Problems) {
        self.node = node
        self.problems = problems
    }

    /// The name of `row`: the scenario's own with its values in it, or with the values behind it.
    mutating func name(_ row: RowDecoder.Row, _ scope: Scope) -> String {
        let text = node.string ?? ""
        let isTemplate = Template.isNeeded(text)
        var scope = scope
        var mentions = false
        for (name, value) in row where isTemplate {
            // A name must be the same in every run: a value that is a template stands there as it is written.
            scope.variables[name] = .string(Self.shown(value))
            // The standard library's search for a text takes longer than all the rest.
            let bytes = Array(text.utf8)
            if ["${\(name)}", "${\(name)."].contains(where: { ByteSearch.contains(bytes, Array($0.utf8)) }) {
                mentions = true
            }
        }
        var full = text
        if isTemplate, let template = scope.resolve(node, problems).string { full = template }
        if !row.isEmpty, !mentions {
            full += " [\(row.map { "\($0.name)=\(Self.shown($0.value))" }.joined(separator: ", "))]"
        }
        let count = used[full, default: 0] + 1
        used[full] = count
        return count == 1 ? full : "\(full) #\(count)"
    }

    private static func shown(_ node: JSONNode) -> String {
        let text = ValueText.cut(node.value.plainText, limit: longestValue)
        return text.isEmpty ? "\"\"" : text
    }
}
