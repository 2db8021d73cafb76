import JSON

/// Gives variables their values, each after those that it mentions.
package struct VariableResolver {
    private let nodes: [String: JSONNode]
    private let problems: Problems
    private var visiting: [String] = []

    /// Adds the values of `variables` to `scope`; the last of a name counts.
    package static func resolve(_ variables: [Variable], into scope: inout Scope, _ problems: Problems) {
        var nodes: [String: JSONNode] = [:]
        for variable in variables { nodes[variable.name] = variable.value }
        var resolver = VariableResolver(nodes: nodes, problems: problems)
        for variable in variables { resolver.visit(variable.name, &scope) }
    }

    private init(nodes: [String: JSONNode], problems: Problems) {
        self.nodes = nodes
        self.problems = problems
    }

    private mutating func visit(_ name: String, _ scope: inout Scope) {
        guard let node = nodes[name], scope.variables[name] == nil, !scope.deferred.contains(name) else { return }
        if let start = visiting.firstIndex(of: name) {
            let circle = (visiting[start...] + [name]).joined(separator: " → ")
            problems.add("the variables \(circle) need each other", at: node.location)
            // Whoever mentions it would only hear that it is unknown.
            scope.deferred.insert(name)
            return
        }
        visiting.append(name)
        for mentioned in Self.mentions(node) where mentioned != name || visiting.count == 1 { visit(mentioned, &scope) }
        visiting.removeLast()
        guard scope.variables[name] == nil else { return }
        let resolved = scope.resolve(node, problems)
        // A value of which a part isn't known yet isn't known.
        if resolved.holdsPending { scope.deferred.insert(name) } else { scope.variables[name] = resolved.value }
    }

    /// The names that the values of `variables` mention.
    static func mentions(_ variables: [Variable]) -> Set<String> { Set(variables.flatMap { mentions($0.value) }) }

    /// The names that `node` mentions, in order.
    static func mentions(_ node: JSONNode) -> [String] {
        switch node.content {
        case .string(let text):
            guard Template.isNeeded(text), let template = try? Template(text) else { return [] }
            return template.parts.compactMap { part in
                if case .reference(let reference, _) = part { reference.name } else { nil }
            }
        case .array(let elements): return elements.flatMap(mentions)
        case .object(let members): return members.flatMap { mentions($0.value) }
        case .null, .bool, .number, .pending: return []
        }
    }
}
