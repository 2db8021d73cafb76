import Decoding
import HTTP
import JSON
import Matching
import Scenarios
import Signing
import Substitution

/// Tells what is known when the file is read from what depends on a request, and checks the names in the latter.
struct TemplateDecoder {
    let problems: Problems
    let scope: Scope
    let names: RequestNames

    /// What is known of `node` before there is a request: itself with everything replaced when nothing in it depends on
    /// one.
    struct Resolved {
        let node: JSONNode
        /// Whether it has to be filled for each request.
        let isTemplate: Bool
        /// With a placeholder for what isn't known yet, for a check by the decoder.
        let preview: JSONNode
        /// Whether a `${state:...}` is in it.
        let readsState: Bool
    }

    func resolve(_ node: JSONNode) -> Resolved {
        var use = ReferenceUse()
        names.check(node, problems, &use)
        var preview = scope
        preview.absentIsNull = true
        // Not known yet, but known by name, so that a slip is told the right one.
        preview.deferred = Set(RequestNames.roots)
        preview.external = { name, _ in RequestNames.roots.contains(name) ? .deferred : .unknown }
        let resolved = preview.resolve(node, problems)
        return Resolved(
            node: use.varies ? node : resolved,
            isTemplate: use.varies,
            preview: resolved,
            readsState: use.readsState
        )
    }

    /// Whether anything in `node` depends on the request; what is wrong with it is said elsewhere.
    func varies(_ node: JSONNode) -> Bool {
        var use = ReferenceUse()
        names.check(node, Problems(), &use)
        return use.varies
    }

    /// `node` with everything replaced, for what must be known when the file is read.
    func fixed(_ node: JSONNode) -> JSONNode {
        var plain = scope
        return plain.resolve(node, problems)
    }

    func text(_ node: JSONNode, _ what: String) -> TextTemplate {
        let resolved = resolve(node)
        if resolved.isTemplate {
            _ = Leaf.text(node, what, problems)
            return .template(node)
        }
        return .literal(Leaf.text(resolved.node, what, problems) ?? "")
    }

    /// The name of a member, which may be a template.
    func name(_ member: JSONNode.Member) -> TextTemplate {
        text(JSONNode(content: .string(member.name), location: member.nameLocation), "a key")
    }
}

/// Decodes the members of a `respond` that make the answer; their `${...}` are replaced.
struct AnswerDecoder {
    private static let contentKeys = ["json", "text", "base64", "file"]
    static let keys = ["status", "headers"] + contentKeys + ["stream", "delay", "fault"]

    let problems: Problems
    let files: FileStore
    /// Whether the request says which `file` it is.
    var confinesFiles = false

    func answer(_ node: JSONNode) -> MockAnswer {
        var answer = MockAnswer(status: 200)
        guard let reader = ObjectReader(node, "'respond'", keys: Self.keys, problems) else { return answer }
        reader.exclusive(Self.contentKeys + ["stream"], "content")
        reader.exclusive(["stream", "fault"], "of them")
        // A status below 200 announces another response, so it can't be the answer.
        answer.status = reader.count("status", in: 200...999) ?? 200
        answer.headers = HeaderFields(headers(reader["headers"]))
        answer.delay = reader.duration("delay").map { Int64(clamping: $0) } ?? 0
        answer.fault = reader["fault"].flatMap { FaultDecoder(problems: problems).fault($0) }
        if let stream = reader["stream"] {
            answer.stream = StreamDecoder(problems: problems).stream(stream, type: answer.headers["Content-Type"])
            if answer.headers["Content-Type"] == nil { answer.headers.append("Content-Type", "text/event-stream") }
        }
        guard let body = BodyDecoder(problems: problems, files: files, confinesFiles: confinesFiles).body(reader) else {
            return answer
        }
        answer.body = body.bytes
        let isNamed = reader["headers"]?.members?.contains { HeaderFields.sameName($0.name, "Content-Type") } ?? false
        if let type = body.contentType, !isNamed { answer.headers.append("Content-Type", type) }
        return answer
    }

    private func headers(_ node: JSONNode?) -> [HeaderField] {
        for member in node?.members ?? [] where member.name != "//" {
            let isToken = !member.name.isEmpty && member.name.utf8.allSatisfy(ASCII.isToken)
            if !isToken, member.pendingName == nil {
                problems.add("'\(member.name)' is not a field's name (RFC 9110, section 5.1)", at: member.nameLocation)
            }
        }
        return ObjectReader.pairs(node, "'headers'", problems).map { HeaderField($0.name, $0.value) }
    }
}

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
        return .path(PathPattern(text))
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
