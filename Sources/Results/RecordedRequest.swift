package import HTTP

/// A request as a report keeps it: every secret is replaced by its shell variable.
package struct RecordedRequest: Sendable, Hashable {
    /// The method.
    package var method: String
    /// The absolute target URI.
    package var url: String
    /// The header fields that the scenario set.
    package var headers: HeaderFields
    /// The content, when there was any.
    package var content: RecordedContent?
    /// A `curl` command that repeats the request, with secrets as shell variables.
    package var curl: String

    /// A request of its parts.
    package init(method: String, url: String, headers: HeaderFields, content: RecordedContent?, curl: String) {
        self.method = method
        self.url = url
        self.headers = headers
        self.content = content
        self.curl = curl
    }

    /// The trace ID that it went out with (W3C Trace Context, section 3.2.2.3): 32 hexadecimal digits; `nil` without a
    /// `traceparent` of version 00.
    package var traceID: String? { headers["traceparent"].flatMap { TraceID(field: $0.utf8)?.description } }
}
