public import Results

/// Something that breaks the contract.
public struct ContractFinding: Sendable, Hashable {
    /// Its stable kind.
    public let check: ContractCheck
    /// What was expected and found; its expectation is `contract.` and the name of the kind.
    public let finding: Finding
}
