import Decoding
import Diagnostics
import JSON
import Results
import Scenarios

/// Steps that are sent one after the other, each as often as it says.
struct Flow {
    /// What came of them, in order.
    private(set) var results: [StepResult] = []
    /// Whether a step may lack what none has captured: one before has failed, or wasn't sent.
    private var mayLack: Bool
    /// Whether every step is sent, whatever came of those before, and what is lacking is no failure.
    private let isTidying: Bool

    /// Nothing sent yet.
    init(isTidying: Bool = false) {
        self.isTidying = isTidying
        mayLack = isTidying
    }

    /// The status of the last response.
    private var status: Int? { results.last { $0.response != nil }?.response?.status }

    /// Sends `step` with `send`; whether the flow goes on.
    mutating func perform(
        _ step: Step,
        _ scope: inout CaseScope,
        _ send: (Step, inout CaseScope) async -> StepResult
    ) async -> Bool {
        guard let control = step.control else { return await once(step, &scope, send) }
        do throws(Problems.Found) {
            if let condition = control.condition, !control.filtersElements,
                !(try condition.holds(&scope, status: status))
            {
                note("not sent, as this doesn't hold: \(scope.redactor.redact(condition.description))", step)
                return true
            }
            switch control.repetition {
            case nil: return await once(step, &scope, send)
            case .forEach(let name, let items):
                if let lack = lack(of: step, scope) { return goesOn(step, after: lack) }
                let elements = try scope.items(items, atMost: control.atMost)
                if elements.isEmpty { note("not sent: the list is empty", step) }
                defer { scope.unbind(name) }
                var count = 0
                for (index, element) in elements.enumerated() {
                    scope.bind(element, to: name, of: items)
                    if control.filtersElements, let condition = control.condition,
                        !(try condition.holds(&scope, status: status))
                    {
                        continue
                    }
                    count += 1
                    guard await once(step.numbered(index), &scope, send) else { return false }
                }
                if let condition = control.condition, count < elements.count {
                    note(
                        "not sent for \(elements.count - count) of \(elements.count) elements, as this doesn't hold: \(scope.redactor.redact(condition.description))",
                        step
                    )
                }
                return true
            case .whileHolds(let condition):
                var count = 0
                while try condition.holds(&scope, status: status) {
                    if count == control.atMost {
                        return goesOn(
                            step,
                            after: Self.endless(step, scope.redactor.redact(condition.description), count)
                        )
                    }
                    guard await once(step.numbered(count), &scope, send), !Task.isCancelled else { return false }
                    count += 1
                    // What failed changes nothing that the condition asks for.
                    if results.last?.isBroken ?? true { return true }
                }
                if count == 0 {
                    note("not sent, as this doesn't hold: \(scope.redactor.redact(condition.description))", step)
                }
                return true
            }
        } catch {
            let reason = error.reason
            return goesOn(step, after: StepResult(name: step.name, error: scope.redactor.redact(reason)))
        }
    }

    private mutating func once(
        _ step: Step,
        _ scope: inout CaseScope,
        _ send: (Step, inout CaseScope) async -> StepResult
    ) async -> Bool {
        if let lack = lack(of: step, scope) { return goesOn(step, after: lack) }
        return goesOn(step, after: await send(step, &scope))
    }

    private mutating func goesOn(_ step: Step, after result: StepResult) -> Bool {
        results.append(result)
        guard result.isBroken else { return true }
        mayLack = true
        return isTidying || step.continuesAfterFailure && !Task.isCancelled
    }

    private mutating func note(_ text: String, _ step: Step) {
        var result = StepResult(name: step.name)
        result.notes = [text]
        results.append(result)
        mayLack = true
    }

    /// What is to be said of `step` when it needs what no step has captured; `nil` when it has all that it needs.
    private func lack(of step: Step, _ scope: CaseScope) -> StepResult? {
        guard mayLack, let name = scope.lack(of: step) else { return nil }
        let reason = "it needs '\(name)', which no step has captured"
        guard isTidying else { return StepResult(name: step.name, error: reason) }
        var result = StepResult(name: step.name)
        result.notes = ["not sent, as \(reason)"]
        return result
    }

    private static func endless(_ step: Step, _ condition: String, _ count: Int) -> StepResult {
        let finding = Finding(
            "while",
            expected: "no longer \(condition) after \(count) requests",
            found: "it still holds"
        )
        return StepResult(name: step.name, findings: [finding], expectations: 1)
    }
}

extension Step {
    /// The step as it is sent for the element or the round `index`.
    fileprivate func numbered(_ index: Int) -> Step {
        var step = self
        step.name = "\(name) [\(index + 1)]"
        return step
    }
}

extension StepResult {
    /// Whether it failed or couldn't be judged.
    var isBroken: Bool { error != nil || !findings.isEmpty }

    /// Whether nothing was sent for it, as it was left out.
    var isLeftOut: Bool {
        !isBroken && request == nil && response == nil && load == nil && capacity == nil && !notes.isEmpty
    }
}
