public import Diagnostics
public import JSON

/// A scenario, or one row of it.
public struct Case: Sendable {
    /// Its name, unique in its suite.
    public var name: String
    /// The scenario's name as the file has it.
    public var scenario: String
    /// Where the scenario stands.
    public var location: SourceLocation
    /// The scenario's and the suite's tags.
    public var tags: [String]
    /// The requirements that it covers.
    public var covers: [String]
    /// Why it is not run; `nil` when it is.
    public var skip: String?
    /// Variables, the row's columns among them, not yet replaced.
    public var variables: [Variable]
    /// What is sent, in order; at least one step.
    public var steps: [Step]
    /// The question, when it is one.
    public var question: Question?
    /// Whether it was made from a contract.
    public var isGenerated = false
    /// The method and the path of the operation that a case made from a contract is about.
    public var operation: String?
    /// Finds, for each aspect of a case that was made from a contract, patches of its request that make it smaller and of
    /// which the same is expected, the smallest first. Only a case that fails needs them.
    public var reductions: @Sendable () -> [[JSONNode]] = { [] }
}

/// A name and the value that it stands for.
public struct Variable: Sendable {
    /// Its name.
    public var name: String
    /// Its value, whose `${...}` are replaced once for a case.
    public var value: JSONNode
    /// The shell variable that stands for a secret in reports; `nil` for what isn't secret.
    public var shellName: String?
}

/// A question to the endpoint.
public struct Question: Sendable {
    /// One of the answers that the suite lists.
    public struct Answer: Sendable {
        /// The answer.
        public var text: String
        /// What the response is like then.
        public var when: ExpectationTemplate
    }

    /// The question.
    public var text: String
    /// The answers, in the order in which they are tried.
    public var answers: [Answer]
    /// The answer that is expected; `nil` when it is only asked.
    public var pinned: String?
}
