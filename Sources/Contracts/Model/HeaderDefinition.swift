public import Diagnostics

/// A header field of a response.
public struct HeaderDefinition: Sendable {
    /// The field's name.
    public let name: String
    /// Whether a response must have it.
    public let isRequired: Bool
    /// Whether the members of an object are written as `name=value`.
    public let explode: Bool
    /// The schema of its value; nil when ``content`` describes it.
    public let schema: ContractSchema?
    /// The media type in which its value is written.
    public let content: MediaContent?
    /// Examples of its value.
    public let examples: [ContractExample]
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation
}
