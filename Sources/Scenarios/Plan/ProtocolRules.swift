package import HTTP
import JSON
package import Results

/// What a suite makes of answers that break the standard and can be read all the same: a remark, or a failure.
public struct ProtocolRules: Sendable, Hashable {
    /// A deviation that may be, and why.
    struct Allowance: Sendable, Hashable {
        var deviation: Deviation
        var reason: String
    }

    /// Whether deviations fail a case.
    package var isStrict = false
    var allowances: [Allowance] = []

    /// Deviations are remarks.
    public init() {}

    /// The deviations that fail a case.
    package var forbidden: Deviations {
        guard isStrict else { return [] }
        return allowances.reduce(into: .all) { $0.remove($1.deviation) }
    }

    /// What is wrong with a response that has `deviations`.
    package func findings(_ deviations: Deviations) -> [Finding] {
        deviations.intersection(forbidden).map { deviation in
            Finding(
                "protocol.\(deviation.name)",
                expected: "an answer that keeps \(deviation.section)",
                found: deviation.text
            )
        }
    }

    /// Remarks on deviations that fail nothing, and how many responses had each.
    package func remarks(_ counts: [Deviation: Int]) -> [String] {
        counts.keys.filter { !forbidden.contains($0) }.sorted { $0.rawValue < $1.rawValue }.map { deviation in
            let count = counts[deviation] ?? 1
            let times = count > 1 ? ", \(count) times" : ""
            let reason = allowances.first { $0.deviation == deviation }.map { "; allowed: \($0.reason)" } ?? ""
            return "protocol.\(deviation.name): \(deviation.text) (\(deviation.section))\(times)\(reason)"
        }
    }

    /// `"strict"`, or an object with what is allowed all the same.
    static func decode(_ node: JSONNode?, _ problems: Problems) -> ProtocolRules {
        var rules = ProtocolRules()
        guard let node else { return rules }
        rules.isStrict = true
        guard node.kind == .object else {
            if node.string != "strict" {
                problems.add(
                    "'protocol' must be \"strict\", or an object with what is allowed, found \(Leaf.found(node))",
                    at: node.location,
                    help: "leave it out where deviations from the standard are remarks"
                )
            }
            return rules
        }
        guard let reader = ObjectReader(node, "'protocol'", keys: ["allow"], problems),
            let allow = reader.required("allow", "'protocol'"),
            let members = ObjectReader.members(of: allow, "'allow'", problems)
        else { return rules }
        for member in members {
            guard let deviation = Deviation(name: member.name) else {
                let names = Deviation.allCases.map(\.name)
                problems.add(
                    "there is no deviation called '\(member.name)'",
                    at: member.nameLocation,
                    help: UnknownName.help(member.name, among: names)
                )
                continue
            }
            guard let reason = Leaf.text(member.value, "the reason", problems) else { continue }
            if reason.isEmpty {
                problems.add("a reason says why '\(member.name)' is allowed", at: member.value.location)
            }
            rules.allowances.append(Allowance(deviation: deviation, reason: reason))
        }
        return rules
    }
}
