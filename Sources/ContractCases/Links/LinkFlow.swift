import Contracts
import JSON
import Scenarios

/// A case of several requests.
struct LinkFlow: Sendable {
    /// One of them.
    struct Step: Sendable {
        let operation: Operation
        let name: String
        let draft: GeneratedRequest
        /// As `expect` has them.
        let statuses: [JSONValue]
        /// What of the answer's JSON is expected, by path.
        var json = JSONObject()
        /// As `capture` has it.
        var captures = JSONObject()
        /// As `if` has it; empty for a step that is always sent.
        var condition = JSONObject()
        /// As `receive` has it; empty for a step that waits for nothing.
        var receive = JSONObject()
        /// What else is expected of the answer, and of the answer with some status.
        var expected = JSONObject()
        var byStatus = JSONObject()
    }

    let kind: CaseKind
    /// What happens, as it must be: "getOrder finds nothing after deleteOrder".
    let name: String
    /// What happens, whatever is right: "getOrder after deleteOrder".
    let description: String
    /// How the way from one request to the other is known.
    let origin: String
    var steps: [Step]
    /// Variables of the scenario.
    var variables = JSONObject()

    /// The operation that it is about: the last one.
    var operation: Operation { steps[steps.count - 1].operation }
}

/// Writes flows as scenarios with steps.
struct FlowWriter {
    /// The request that the suite has already; nil where every request is written whole.
    let inherited: GeneratedRequest?
    /// What every answer of an operation is like.
    let expect: (Operation) -> JSONObject
    let allowances: [Generation.Allowance]
    let covers: [String]

    func scenario(_ flow: LinkFlow) -> JSONObject {
        let allowed = allowances.filter { $0.kind.text == flow.kind.name && $0.places.isEmpty }
        let reasons = [flow.kind.reason, flow.origin] + allowed.map { "Allowed here: \($0.reason)" }
        var scenario: JSONObject = [
            "name": .string(ScenarioText.literal(allowed.isEmpty ? flow.name : flow.description)),
            "description": .string(reasons.joined(separator: ". ")),
            "tags": ["generated", .string(flow.kind.name)],
            "about": WrittenSubject(operation: flow.operation.name, group: flow.kind.group.rawValue).value,
        ]
        if !covers.isEmpty { scenario["covers"] = .array(covers.map(JSONValue.string)) }
        if !flow.variables.isEmpty { scenario["variables"] = .object(flow.variables) }
        var steps = flow.steps.map(step)
        if var last = steps.last, let statuses = flow.steps.last?.statuses, !allowed.isEmpty {
            var expect = last["expect"]?.object ?? [:]
            expect["status"] = Self.status(CaseAnswers.merged([statuses] + allowed.map(\.statuses)))
            last["expect"] = .object(expect)
            steps[steps.count - 1] = last
        }
        scenario["steps"] = .array(steps.map(JSONValue.object))
        return scenario
    }

    /// A step as a scenario writes it.
    func step(_ step: LinkFlow.Step) -> JSONObject {
        var written: JSONObject = ["name": .string(ScenarioText.literal(step.name))]
        if !step.condition.isEmpty { written["if"] = .object(step.condition) }
        let request = inherited.map { step.draft.patch(of: $0) } ?? step.draft.value
        if !request.isEmpty { written["request"] = .object(request) }
        var expect = expect(step.operation)
        expect["status"] = Self.status(step.statuses)
        if step.operation.method == "HEAD" { expect["byStatus"] = .null }
        if !step.json.isEmpty { expect["json"] = .object(step.json) }
        for member in step.expected { expect[member.name] = member.value }
        if !step.byStatus.isEmpty {
            // Where the suite keeps what each status is like in a variable, nothing can be added to that.
            let known = expect["byStatus"]?.object ?? [:]
            expect["byStatus"] = .object(step.byStatus.reduce(into: known) { $0[$1.name] = $1.value })
        }
        written["expect"] = .object(expect)
        if !step.receive.isEmpty { written["receive"] = .object(step.receive) }
        if !step.captures.isEmpty { written["capture"] = .object(step.captures) }
        return written
    }

    private static func status(_ statuses: [JSONValue]) -> JSONValue {
        statuses.count == 1 ? statuses[0] : .array(statuses)
    }
}
