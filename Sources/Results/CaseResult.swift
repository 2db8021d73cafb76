/// What a case that was made from a contract is about: findings of one subject are told together.
package struct CaseSubject: Sendable, Hashable {
    /// The operation, as `POST /pets`.
    package var operation: String
    /// The parameter or field; empty for the request as a whole.
    package var place: String
    /// The group of the catalogue that its kind belongs to.
    package var group: String

    /// A subject of its parts.
    package init(operation: String, place: String, group: String) {
        self.operation = operation
        self.place = place
        self.group = group
    }
}

/// A reason that the program itself has for skipping what is left of a suite.
package enum SkipReason {
    /// What the reason begins with where so many cases in a row had no connection.
    package static let unreachable = "the target can't be reached: "
}

/// A case: a scenario, or one row of it.
package struct CaseResult: Sendable, Hashable {
    /// The case's name, unique in its suite.
    package var name: String
    /// The scenario's name as the file has it.
    package var scenario: String
    /// The file that holds the scenario.
    package var file: String
    /// The line where the scenario begins, from 1.
    package var line: Int
    /// The scenario's and the suite's tags.
    package var tags: [String]
    /// The IDs of the requirements that the case covers.
    package var covers: [String]
    /// What is said of it.
    package var verdict: Verdict
    /// Why it was skipped, could not be measured or is waived, or which waiver of it is over; empty otherwise.
    package var reason: String
    /// When it began: milliseconds since 1970-01-01T00:00:00Z.
    package var startedAt: Int64
    /// How long it took, in nanoseconds.
    package var duration: UInt64
    /// What was sent and received, in order.
    package var steps: [StepResult]
    /// The question, when the scenario is one.
    package var question: QuestionResult?
    /// Its place among the cases of the whole suite, from 0, when shards divide them; `nil` otherwise.
    package var place: Int?
    /// The shard that ran it, or has its result, as 0 of a search that all took part in; `nil` for a load, which every
    /// shard runs a part of, and for a run that isn't divided.
    package var shard: Int?
    /// The smallest request found that fails in the same way, where one was sought and found.
    package var smallest: SmallestFailure?
    /// What of a contract it is about; `nil` for a case that a person wrote.
    package var subject: CaseSubject?

    /// A case's result of its parts.
    package init(
        name: String,
        scenario: String,
        file: String,
        line: Int,
        tags: [String] = [],
        covers: [String] = [],
        verdict: Verdict,
        reason: String = "",
        startedAt: Int64,
        duration: UInt64,
        steps: [StepResult] = [],
        question: QuestionResult? = nil
    ) {
        self.name = name
        self.scenario = scenario
        self.file = file
        self.line = line
        self.tags = tags
        self.covers = covers
        self.verdict = verdict
        self.reason = reason
        self.startedAt = startedAt
        self.duration = duration
        self.steps = steps
        self.question = question
    }
}
