import JSON
import Scenarios

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
