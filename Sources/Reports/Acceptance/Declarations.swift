import JSON
package import Results

/// What a vendor declared before the run: its answers to the questions of the suites.
package struct Declarations: Sendable, Hashable {
    /// Who declares; empty when the file doesn't say.
    package var by: String
    /// The answers by their questions.
    package var answers: [String: String]

    /// The declarations of `by`.
    package init(by: String, answers: [String: String]) {
        self.by = by
        self.answers = answers
    }

    /// `result` with the declared answer; one that isn't what was observed is a finding, and the case fails.
    package func apply(to result: CaseResult) -> CaseResult {
        guard var question = result.question, let declared = answers[question.question] else { return result }
        var result = result
        question.declared = declared
        result.question = question
        let isMeasured: Bool =
            switch result.verdict {
            case .answered, .passed, .failed, .waived: true
            case .error, .skipped: false
            }
        guard isMeasured, let last = result.steps.indices.last else { return result }
        result.steps[last].expectations += 1
        guard question.answer != declared else { return result }
        result.steps[last].findings.append(
            Finding(
                "declared",
                expected: "the answer '\(declared)'\(by.isEmpty ? ", as declared" : ", as \(by) declares")",
                found: "\(question.answer.map { "'\($0)'" } ?? "none of the answers"): \(question.observed)"
            )
        )
        result.verdict = .failed
        return result
    }
}
