import JSON
import Scenarios
import Signing

/// Decodes those parts of a `when` that only look at the request; their `${...}` are replaced.
struct PartDecoder {
    static let keys = [
        "method", "path", "query", "headers", "headerCount", "isJSON", "json", "body", "schema", "signed",
    ]

    let problems: Problems
    let files: FileStore

    private var matchers: MatcherDecoder { MatcherDecoder(problems: problems) }

    func part(_ member: JSONNode.Member) -> Condition.Part? {
        let node = member.value
        switch member.name {
        case "method": return method(node)
        case "path": return path(node)
        case "query": return query(node)
        case "isJSON": return Leaf.flag(node, "'isJSON'", problems).map { .isJSON($0) }
        case "signed": return signed(node)
        default:
            let single = JSONNode(content: .object([member]), location: node.location)
            let decoder = ExpectationDecoder(problems: problems, files: files, forMany: false)
            let readsJSON = member.name == "json" || member.name == "schema"
            return .message(decoder.expectation(single), readsJSON: readsJSON)
        }
    }

    private func query(_ node: JSONNode) -> Condition.Part? {
        ObjectReader.members(of: node, "'query'", problems).map { members in
            .query(members.map { QueryCondition(name: $0.name, matcher: matchers.matcher($0.value)) })
        }
    }

    private func method(_ node: JSONNode) -> Condition.Part? {
        if node.kind == .object { return .methodLike(matchers.matcher(node)) }
        let methods = (node.elements ?? [node]).compactMap { Leaf.text($0, "a method", problems) }
        if methods.isEmpty, node.elements != nil {
            problems.add("an empty list of methods can't be met", at: node.location)
        }
        return methods.isEmpty ? nil : .method(methods)
    }

    private func path(_ node: JSONNode) -> Condition.Part? {
        if node.kind == .object { return .pathLike(matchers.matcher(node)) }
        guard let text = Leaf.text(node, "'path'", problems), !node.isPending else { return nil }
        guard text.utf8.first == UInt8(ascii: "/"), !text.utf8.contains(UInt8(ascii: "?")) else {
            problems.add(
                "a path begins with a slash and has no query, found '\(text)'",
                at: node.location,
                help: "conditions on the query go into 'query'"
            )
            return nil
        }
        return .path(PathTemplate(text))
    }

    private func signed(_ node: JSONNode) -> Condition.Part? {
        guard let reader = ObjectReader(node, "'signed'", keys: ["hmac", "keys", "is"], problems) else { return nil }
        let scheme = reader.required("hmac", "'signed'").flatMap(scheme)
        let keys = reader.required("keys", "'signed'").flatMap { node -> [String: String]? in
            guard let members = ObjectReader.members(of: node, "'keys'", problems) else { return nil }
            let pairs = members.compactMap { member in
                Leaf.text(member.value, "the secret of a key", problems).map { (member.name, $0) }
            }
            return Dictionary(pairs) { $1 }
        }
        guard let scheme, let keys else { return nil }
        return .signed(scheme, keys: keys, is: reader.flag("is") ?? true)
    }

    private func scheme(_ node: JSONNode) -> HMACScheme? {
        for member in node.members ?? [] where ["id", "secret", "afterSigning"].contains(member.name) {
            let help = "the ids and their secrets go into 'keys'"
            problems.add("'\(member.name)' is for whoever signs", at: member.nameLocation, help: help)
        }
        return HMACDecoder(problems: problems).scheme(node)?.0
    }
}
