public import Diagnostics
public import JSON

/// An example that the document gives.
public struct ContractExample: Sendable, Hashable {
    /// Its name among several; empty for the only one.
    public let name: String
    /// What it shows; empty when the document doesn't say.
    public let summary: String
    /// The value.
    public let value: JSONValue
    /// Where it stands.
    public let place: SourceLocation
}
