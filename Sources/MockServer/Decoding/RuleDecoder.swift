import Decoding
import JSON
import Matching
import Substitution

/// Decodes rules.
struct RuleDecoder {
    let problems: Problems
    let scope: Scope
    let declared: DeclaredNames
    let services: ServiceDecoder

    func rule(_ node: JSONNode, number: Int) -> MockRule? {
        guard let reader = ObjectReader(node, "a rule", keys: ["name", "when", "respond"], problems) else { return nil }
        let name = reader.required("name", "a rule").flatMap { Leaf.text(fixed($0), "'name'", problems) }
        let captures = reader["when"].map(Self.captures) ?? []
        let conditions = ConditionDecoder(problems: problems, scope: scope, declared: declared, captures: captures)
        let condition = reader["when"].map(conditions.condition) ?? Condition()
        guard let respond = reader.required("respond", "a rule"),
            let response = responses(captures).response(respond, rule: name)
        else { return nil }
        return MockRule(number: number, name: name ?? "", condition: condition, response: response)
    }

    /// The answer when no rule holds: 404 without content, unless the file says otherwise.
    func otherwise(_ node: JSONNode?, number: Int) -> MockRule {
        let response = node.flatMap { responses([]).response($0, rule: nil) }
        let nothing = Response(answer: .fixed(MockAnswer(status: 404)))
        return MockRule(number: number, name: "otherwise", condition: Condition(), response: response ?? nothing)
    }

    private func responses(_ captures: [String]) -> ResponseDecoder {
        ResponseDecoder(
            problems: problems,
            scope: scope,
            declared: declared,
            services: services,
            captures: captures
        )
    }

    private func fixed(_ node: JSONNode) -> JSONNode {
        var scope = scope
        return scope.resolve(node, problems)
    }

    /// The names in the path templates of a `when`, those of its inner ones included.
    private static func captures(_ when: JSONNode) -> [String] {
        (when.members ?? []).flatMap { member -> [String] in
            switch member.name {
            case "path": member.value.string.map { PathPattern($0).names } ?? []
            case "not": captures(member.value)
            case "all", "any": (member.value.elements ?? []).flatMap(captures)
            default: []
            }
        }
    }
}

/// Decodes a `when`.
struct ConditionDecoder {
    /// In the order in which the parts are judged: the cheap ones first, those that change the state last. A `not`,
    /// `all` or `any` that changes nothing is judged before `state`, which may name what their paths captured.
    static let keys = PartDecoder.keys + ["state", "not", "all", "any", "token", "over"]

    let problems: Problems
    let scope: Scope
    let declared: DeclaredNames
    /// The names in the path's template.
    let captures: [String]

    private var templates: TemplateDecoder {
        TemplateDecoder(problems: problems, scope: scope, names: RequestNames(answers: false, captures: captures))
    }

    func condition(_ node: JSONNode) -> Condition {
        guard let reader = ObjectReader(node, "'when'", keys: Self.keys, problems) else { return Condition() }
        let ordered = Self.keys.compactMap { key in reader.present([key]).first }
        let isGroup = { (member: JSONNode.Member) in ["not", "all", "any"].contains(member.name) }
        let pure = ordered.filter { isGroup($0) && !Self.changesState($0.value) }
        let plain = ordered.prefix { $0.name != "state" && !isGroup($0) && $0.name != "token" && $0.name != "over" }
        let rest = ordered.dropFirst(plain.count).filter { member in !pure.contains { $0.name == member.name } }
        let members = plain + pure + rest
        return Condition(parts: members.compactMap(part))
    }

    /// Whether judging this uses a token or takes a permit.
    private static func changesState(_ node: JSONNode) -> Bool {
        if let elements = node.elements { return elements.contains(where: changesState) }
        return node.members?.contains { member in
            switch member.name {
            case "token", "over": true
            case "not", "all", "any": changesState(member.value)
            default: false
            }
        } ?? false
    }

    private func part(_ member: JSONNode.Member) -> Condition.Part? {
        switch member.name {
        case "state": return state(member.value)
        case "not": return .not(condition(member.value))
        case "all": return conditions(member).map { .all($0) }
        case "any": return conditions(member).map { .any($0) }
        case "token": return token(member.value)
        case "over": return over(member.value)
        default: return plain(member)
        }
    }

    /// A part that only looks at the request: decoded now, unless what it compares with depends on the request too.
    private func plain(_ member: JSONNode.Member) -> Condition.Part? {
        let templates = templates
        let resolved = templates.resolve(member.value)
        let preview = JSONNode.Member(name: member.name, nameLocation: member.nameLocation, value: resolved.preview)
        let part = PartDecoder(problems: problems, files: scope.files).part(preview)
        return resolved.isTemplate ? .dynamic(member, readsState: resolved.readsState) : part
    }

    private func conditions(_ member: JSONNode.Member) -> [Condition]? {
        guard let elements = member.value.elements, !elements.isEmpty else {
            problems.add(
                "'\(member.name)' must be a list with at least one 'when', found \(member.value.described)",
                at: member.value.location
            )
            return nil
        }
        return elements.map(condition)
    }

    private func state(_ node: JSONNode) -> Condition.Part? {
        guard let members = ObjectReader.members(of: node, "'state'", problems) else { return nil }
        let conditions = members.map { member in
            let templates = templates
            let key = templates.name(member)
            let resolved = templates.resolve(member.value)
            let matcher = MatcherDecoder(problems: problems).matcher(resolved.preview)
            return StateCondition(key: key, matcher: resolved.isTemplate ? .template(member.value) : .fixed(matcher))
        }
        return .state(conditions)
    }

    private func token(_ node: JSONNode) -> Condition.Part? {
        let keys = ["store", "from", "matches", "is"]
        guard let reader = ObjectReader(node, "'token'", keys: keys, problems) else { return nil }
        let templates = templates
        let store = reader.required("store", "'token'").flatMap { Leaf.text(templates.fixed($0), "'store'", problems) }
        let from = reader.required("from", "'token'").map { templates.text($0, "'from'") }
        let matches = reader["matches"].flatMap { Leaf.regularExpression(templates.fixed($0), problems) }
        let verdict = reader.required("is", "'token'").map { worth(templates.fixed($0)) }
        guard let store, let from, let verdict else { return nil }
        declared.check(store: store, at: reader["store"]?.location, problems)
        return .token(TokenCondition(store: store, from: from, matches: matches, verdict: verdict))
    }

    private func worth(_ node: JSONNode) -> Matcher {
        checkVerdict(node)
        return MatcherDecoder(problems: problems).matcher(node)
    }

    /// What is no verdict could never be met.
    private func checkVerdict(_ node: JSONNode) {
        let words = TokenVerdict.allCases.map(\.rawValue)
        if let word = node.string {
            guard !words.contains(word) else { return }
            problems.add("no token is '\(word)'", at: node.location, help: UnknownName.help(word, among: words))
        } else if let members = node.members {
            for member in members {
                switch member.name {
                case "equals", "not": checkVerdict(member.value)
                case "in", "all", "any": for element in member.value.elements ?? [] { checkVerdict(element) }
                default: continue
                }
            }
        } else {
            let help = "write one of \(words.joined(separator: ", ")), or { \"in\": [...] } for several"
            problems.add("'is' must be a verdict or a matcher, found \(node.described)", at: node.location, help: help)
        }
    }

    private func over(_ node: JSONNode) -> Condition.Part? {
        let templates = templates
        guard let name = Leaf.text(templates.fixed(node), "'over'", problems) else { return nil }
        guard let limit = declared.limits.first(where: { $0.name == name }) else {
            declared.unknown(limit: name, at: node.location, problems)
            return nil
        }
        return .over(limit: name, key: limit.key)
    }
}

/// Decodes the `limits` of a mock.
struct LimitDecoder {
    let problems: Problems
    let scope: Scope

    func limits(_ node: JSONNode?) -> [DeclaredNames.Limit] {
        guard let node, let members = ObjectReader.members(of: node, "'limits'", problems) else { return [] }
        return members.compactMap { limit($0.name, $0.value) }
    }

    private func limit(_ name: String, _ node: JSONNode) -> DeclaredNames.Limit? {
        guard let reader = ObjectReader(node, "a limit", keys: ["rate", "burst", "key"], problems) else { return nil }
        let templates = TemplateDecoder(problems: problems, scope: scope, names: .request)
        let rate = reader.required("rate", "a limit").flatMap { Leaf.rate(templates.fixed($0), problems) }
        let key = reader["key"].map { templates.text($0, "'key'") } ?? .literal("")
        let burst = reader["burst"].flatMap {
            Leaf.count(templates.fixed($0), "'burst'", in: 1...Int.max, problems)
        }
        guard let rate else { return nil }
        guard rate > 0 else {
            problems.add("a rate of zero lets nothing through", at: reader["rate"]?.location)
            return nil
        }
        return DeclaredNames.Limit(name: name, rate: rate, burst: burst ?? 1, key: key)
    }
}
