import Contracts
import Decoding
import JSON
import Results
import Scenarios
import Substitution

/// What generated suites send for credentials that the environment doesn't give: their refusal says nothing of the
/// service.
struct MadeUpCredentials {
    /// The answers of a service that doesn't take them (RFC 9110, sections 15.5.2 and 15.5.4).
    private static let refusals: Set<Int> = [401, 403]

    /// The parts that a case sends made up, as far as each of its steps names them.
    private let parts: [KnownCredentials.Part]
    private let plan: Case

    /// Those of `plan`; none where it isn't generated.
    init(_ plan: Case, _ environment: Environment) {
        self.plan = plan
        guard plan.tags.contains(ContractWatch.generatedTag) else {
            parts = []
            return
        }
        let written = Dictionary(plan.variables.map { ($0.name, $0.value.string) }) { $1 }
        parts = KnownCredentials.Part.allCases.filter { part in
            environment.values[part.shellName] == nil && written[part.rawValue] == part.template
        }
    }

    /// `results`, of which those that were refused for want of credentials are not measured: they say which variable
    /// isn't set.
    func excusing(_ results: [StepResult]) -> [StepResult] {
        if parts.isEmpty { return results }
        return results.map { result in
            guard let status = result.response?.status, Self.refusals.contains(status),
                result.findings.contains(where: { $0.expectation == "status" })
            else { return result }
            let sent = parts.filter { part in plan.allSteps.contains { Self.names(part, $0.request) } }
            if sent.isEmpty { return result }
            var result = result
            let names = sent.map(\.shellName).joined(separator: " and ")
            let isOne = sent.count == 1
            result.findings = []
            result.error =
                "\(names) \(isOne ? "isn't" : "aren't") set, and what was made up for \(isOne ? "it" : "them") was refused (\(status)): "
                + "give \(isOne ? "it" : "them") in the environment or by --env-file"
            return result
        }
    }

    private static func names(_ part: KnownCredentials.Part, _ node: JSONNode) -> Bool {
        if let text = node.string { return text.contains("${\(part.rawValue)}") }
        return (node.members ?? []).contains { names(part, $0.value) }
            || (node.elements ?? []).contains { names(part, $0) }
    }
}
