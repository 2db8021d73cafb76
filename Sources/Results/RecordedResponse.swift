public import HTTP

/// A response as a report keeps it, secrets redacted.
public struct RecordedResponse: Sendable, Hashable {
    /// The status code.
    public var status: Int
    /// The reason phrase.
    public var reason: String
    /// The protocol version.
    public var version: String
    /// The header fields.
    public var headers: HeaderFields
    /// The content.
    public var content: RecordedContent

    /// A response of its parts.
    public init(status: Int, reason: String, version: String, headers: HeaderFields, content: RecordedContent) {
        self.status = status
        self.reason = reason
        self.version = version
        self.headers = headers
        self.content = content
    }
}
