public import Diagnostics

/// The content of an operation's requests.
public struct RequestBody: Sendable {
    /// Whether a request must have content.
    public let isRequired: Bool
    /// The media types that it may have.
    public let content: [MediaContent]
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation
}
