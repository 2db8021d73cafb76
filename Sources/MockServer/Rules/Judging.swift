import JSON
import Measurement
import Scenarios

/// One request while rules are judged and one of them answers.
struct Judging {
    let facts: RequestFacts
    /// Milliseconds since 1970-01-01 UTC.
    let now: Int64
    /// What every `${...}` of the mock sees; the surroundings are added for each substitution.
    let base: Scope
    /// The randomness of this request.
    var random: SplitMix64
    /// The values of `{name}` in the path's template.
    var captures: [String: String] = [:]
    /// The token that the answering rule issued.
    var token: String?
    /// The milliseconds until the next permit of the limit that is over.
    var wait: Int64?
    /// What could not be substituted or decoded while judging.
    var failure: String?

    /// A scope that sees the request and `state`.
    func scope(_ state: MockState) -> Scope {
        var scope = base
        let now = now
        scope.clock = { now }
        scope.random = random
        scope.absentIsNull = true
        let values = MockNames(facts: facts, captures: captures, token: token, wait: wait, state: state.values)
        scope.external = { name, rest in values.value(name, rest) }
        return scope
    }
}
