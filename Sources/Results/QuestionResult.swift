/// A question to the endpoint and the answer that was observed.
package struct QuestionResult: Sendable, Hashable {
    /// The question.
    package var question: String
    /// The listed answer that was observed; `nil` when none fits, or none could be observed.
    package var answer: String?
    /// What was seen, in one line: `400 application/json {"code":...}`.
    package var observed: String
    /// The answer that the suite expects; a question without one is never judged.
    package var pinned: String?
    /// Every answer that the suite lists.
    package var answers: [String]
    /// The answer that the vendor declared before the run; `nil` when none was.
    package var declared: String?

    /// A question's result of its parts.
    package init(question: String, answer: String?, observed: String, pinned: String?, answers: [String]) {
        self.question = question
        self.answer = answer
        self.observed = observed
        self.pinned = pinned
        self.answers = answers
    }
}
