import JSON
import Scenarios

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
            case "path": member.value.string.map { PathTemplate($0).names } ?? []
            case "not": captures(member.value)
            case "all", "any": (member.value.elements ?? []).flatMap(captures)
            default: []
            }
        }
    }
}
