public import JSON
public import Results

/// Something that breaks the contract.
public struct ContractFinding: Sendable, Hashable {
    /// Its stable kind.
    public let check: ContractCheck
    /// What was expected and found; its expectation is `contract.` and the name of the kind.
    public let finding: Finding
    /// What it is about: the name of a parameter or header, `credentials`, `content type` or `content`; nil for the
    /// exchange as a whole.
    public let place: String?
    /// Where in the content of the request or response.
    public let pointer: JSONPointer?
}
