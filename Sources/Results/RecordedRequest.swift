public import HTTP

/// A request as a report keeps it: every secret is replaced by its shell variable.
public struct RecordedRequest: Sendable, Hashable {
    /// The method.
    public var method: String
    /// The absolute target URI.
    public var url: String
    /// The header fields that the scenario set.
    public var headers: HeaderFields
    /// The content, when there was any.
    public var content: RecordedContent?
    /// A `curl` command that repeats the request, with secrets as shell variables.
    public var curl: String

    /// A request of its parts.
    public init(method: String, url: String, headers: HeaderFields, content: RecordedContent?, curl: String) {
        self.method = method
        self.url = url
        self.headers = headers
        self.content = content
        self.curl = curl
    }

    /// The trace ID that it went out with (W3C Trace Context, section 3.2.2.3): 32 hexadecimal digits; `nil` without a `traceparent` of
    /// version 00.
    package var traceID: String? { headers["traceparent"].flatMap { TraceID(field: $0.utf8)?.description } }
}
