import Diagnostics
import JSON
import Scenarios

extension Judging {
    /// `node` with every `${...}` replaced; `nil`, with the failure noted, when that can't be done.
    mutating func resolve(_ node: JSONNode, _ state: MockState) -> JSONNode? {
        let problems = Problems()
        var scope = scope(state)
        let resolved = scope.resolve(node, problems)
        random = scope.random
        return note(problems) ? nil : resolved
    }

    /// Notes what is wrong; whether anything is.
    mutating func note(_ problems: Problems) -> Bool {
        guard let first = problems.diagnostics.first(where: { $0.severity == .error }) else { return false }
        fail(first.description)
        return true
    }

    /// Notes why no rule can be applied to this request; the first reason counts.
    mutating func fail(_ why: String) {
        if failure == nil { failure = why }
    }
}
