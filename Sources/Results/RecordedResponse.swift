package import HTTP

/// A response as a report keeps it, secrets redacted.
package struct RecordedResponse: Sendable, Hashable {
    /// The status code.
    package var status: Int
    /// The reason phrase.
    package var reason: String
    /// The protocol version.
    package var version: String
    /// The header fields.
    package var headers: HeaderFields
    /// The content.
    package var content: RecordedContent

    /// A response of its parts.
    package init(status: Int, reason: String, version: String, headers: HeaderFields, content: RecordedContent) {
        self.status = status
        self.reason = reason
        self.version = version
        self.headers = headers
        self.content = content
    }
}
