/// One final response as it was received.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code (RFC 9110, section 15).
    public var status: Int
    /// The reason phrase; empty for HTTP/2.
    public var reason: String
    /// The protocol version, such as `HTTP/1.1` or `HTTP/2`.
    public var version: String
    /// The header fields, in the order in which they came.
    public var headers: HeaderFields
    /// The content after decompression; cut at the limit when the exchange failed for its size.
    public var body: [UInt8]
    /// The fields that came behind chunked content (RFC 9110, section 6.5).
    public var trailers = HeaderFields()
    /// How it breaks the standard in ways that a recipient puts up with.
    package var deviations = Deviations()

    /// A response of its parts.
    public init(
        status: Int,
        reason: String = "",
        version: String = "HTTP/1.1",
        headers: HeaderFields = HeaderFields(),
        body: [UInt8] = []
    ) {
        self.status = status
        self.reason = reason
        self.version = version
        self.headers = headers
        self.body = body
    }
}
