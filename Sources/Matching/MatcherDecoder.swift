package import Decoding
import Diagnostics
package import JSON

/// Decodes a value or matcher.
package struct MatcherDecoder {
    package static let keys = [
        "equals", "not", "in", "matches", "contains", "startsWith", "endsWith", "exists", "missing", "type",
        "<", "<=", ">", ">=", "length", "each", "date", "all", "any",
    ]

    package let problems: Problems

    package init(problems: Problems) {
        self.problems = problems
    }

    /// The matcher that `node` writes; a problem and ``Matcher/deferred`` when it is wrong.
    package func matcher(_ node: JSONNode) -> Matcher {
        guard case .object(let members) = node.content else { return value(node) }
        let keys = members.filter { $0.name != "//" }
        guard keys.isEmpty || keys.contains(where: { Self.keys.contains($0.name) }) else {
            let nearest = keys.lazy.compactMap { NearestKey.suggest($0.name, among: Self.keys) }.first
            let help = nearest.map { "did you mean '\($0)'? " } ?? "known here: \(Self.keys.joined(separator: ", ")). "
            problems.add(
                "'\(keys[0].name)' is not a matcher",
                at: keys[0].nameLocation,
                help: "\(help)To compare with an object, write { \"equals\": { … } }"
            )
            return .deferred
        }
        guard !keys.isEmpty else {
            problems.add(
                "an empty matcher can't fail",
                at: node.location,
                help: "write { \"equals\": {} } for an empty object"
            )
            return .deferred
        }
        guard let reader = ObjectReader(node, "a matcher", keys: Self.keys, problems) else { return .deferred }
        let matchers = reader.members.compactMap { matcher($0.name, $0.value) }
        return matchers.count == 1 ? matchers[0] : .all(matchers)
    }

    private func value(_ node: JSONNode) -> Matcher {
        node.holdsPending ? .deferred : .equals(node.value)
    }

    private func matcher(_ key: String, _ node: JSONNode) -> Matcher? {
        switch key {
        case "equals": return value(node)
        case "not": return .not(matcher(node))
        case "in": return list(node, key).map { .oneOf($0.map(\.value)) }
        case "matches":
            return Leaf.regularExpression(node, problems).map { .matches($0, source: node.string ?? "") } ?? .deferred
        case "contains": return .contains(matcher(node))
        case "startsWith": return Leaf.text(node, "'startsWith'", problems).map { .startsWith($0) }
        case "endsWith": return Leaf.text(node, "'endsWith'", problems).map { .endsWith($0) }
        case "exists": return Leaf.flag(node, "'exists'", problems).map { .exists($0) }
        case "missing": return Leaf.flag(node, "'missing'", problems).map { .exists(!$0) }
        case "type": return type(node)
        case "length": return .length(matcher(node))
        case "each": return .each(matcher(node))
        case "date": return date(node)
        case "all": return list(node, key).map { .all($0.map(matcher)) }
        case "any": return list(node, key).map { .any($0.map(matcher)) }
        default:
            guard let comparison = Comparison(rawValue: key) else { return nil }
            return Leaf.number(node, "'\(key)'", problems).map { .compare(comparison, $0) } ?? .deferred
        }
    }

    private func list(_ node: JSONNode, _ key: String) -> [JSONNode]? {
        if let elements = node.elements, !elements.isEmpty { return elements }
        if !node.isPending {
            problems.add(
                "'\(key)' must be a list with at least one element, found \(Leaf.found(node))",
                at: node.location
            )
        }
        return nil
    }

    private func type(_ node: JSONNode) -> Matcher? {
        let nodes = node.elements ?? [node]
        if nodes.isEmpty { problems.add("an empty list of types can't be met", at: node.location) }
        let types = nodes.compactMap { node -> JSONType? in
            guard let text = Leaf.text(node, "'type'", problems), !node.isPending else { return nil }
            if let type = JSONType(rawValue: text) { return type }
            let names = JSONType.allCases.map(\.rawValue)
            problems.add("unknown type '\(text)'", at: node.location, help: UnknownName.help(text, among: names))
            return nil
        }
        return types.isEmpty ? .deferred : .type(types)
    }

    private func date(_ node: JSONNode) -> Matcher? {
        if node.isPending { return .deferred }
        if node.string != nil {
            return Leaf.dateFormat(node, problems).map {
                .date(DateMatcher(format: $0, notOlderThan: nil, notInFuture: false))
            }
        }
        guard let reader = ObjectReader(node, "'date'", keys: ["format", "notOlderThan", "notInFuture"], problems),
            let formatNode = reader.required("format", "'date'"),
            let format = Leaf.dateFormat(formatNode, problems)
        else { return nil }
        return .date(
            DateMatcher(
                format: format,
                notOlderThan: reader.duration("notOlderThan"),
                notInFuture: reader.flag("notInFuture") ?? false
            )
        )
    }
}
