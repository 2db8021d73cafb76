import JSON

/// A request made of a valid one, and which answers to it are right.
struct GeneratedCase: Sendable {
    /// Changes a request.
    typealias Edit = @Sendable (inout GeneratedRequest) -> Void

    let kind: CaseKind
    /// What is sent, for the name: "fileId as a number".
    let words: String
    /// The parameter or field; empty for what is about the whole request.
    let place: String
    /// Never ``AnswerRule/Outcome/bySchema``.
    let outcome: AnswerRule.Outcome
    /// The statuses of a refusal that the kind names.
    let rule: AnswerRule
    let edit: Edit
    /// Finds, for each aspect, smaller requests of which the same is expected, the smallest first: only a case that fails
    /// needs them.
    let smaller: @Sendable () -> [[Edit]]
    /// Whether it can be combined with changes elsewhere in the request.
    let combines: Bool

    /// The name of the case, without that of the operation.
    var name: String {
        switch outcome {
        case .accepted: "accepts \(words)"
        case .refused: "refuses \(words)"
        case .either, .bySchema: "accepts or refuses, and never breaks on, \(words)"
        }
    }
}
