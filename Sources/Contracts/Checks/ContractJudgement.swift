public import Results

/// What came of holding an exchange against a contract.
public struct ContractJudgement: Sendable, Hashable {
    /// A finding that the suite allows.
    public struct Allowed: Sendable, Hashable {
        /// What was found.
        public let finding: ContractFinding
        /// What allows it.
        public let allowance: ContractAllowance
        /// Why the suite allows it.
        public var reason: String { allowance.reason }
    }

    /// The ``Operation/name`` of the operation that the request was for; nil when there is none.
    public internal(set) var operation: String?
    /// What breaks the contract and isn't allowed.
    public internal(set) var broken: [ContractFinding] = []
    /// What breaks the contract and is allowed.
    public internal(set) var allowed: [Allowed] = []
    /// What couldn't be checked, in words: content that isn't JSON, for example.
    public internal(set) var unchecked: [String] = []
    /// How many checks were made.
    public internal(set) var count = 0

    /// What breaks the contract, as findings of a step.
    public var findings: [Finding] { broken.map(\.finding) }
}
