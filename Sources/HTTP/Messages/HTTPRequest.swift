/// One request as it is to be sent: nothing in it is a template any more.
public struct HTTPRequest: Sendable, Hashable {
    /// The method, as written (RFC 9110, section 9); any token.
    public var method: String
    /// The absolute target URI; only `http` and `https` are sent.
    public var url: String
    /// The header fields, in order; what the transport adds by itself (`Host`, `Content-Length`) is not among them
    /// unless the person wrote it.
    public var headers: HeaderFields
    /// Names of fields that are not sent, not even where a client adds them by itself: what a file sets to null.
    public var omitted: [String] = []
    /// Names of fields that say who asks: they go to nobody else.
    package var credentials: [String] = []
    /// The content; `nil` sends none, an empty array sends `Content-Length: 0`.
    public var body: [UInt8]?

    /// A request of its parts.
    public init(method: String, url: String, headers: HeaderFields = HeaderFields(), body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Whether there is a field called `name`.
    package func has(_ name: String) -> Bool { headers.all.contains { HeaderFields.sameName($0.name, name) } }

    /// Whether a client may add a field called `name` by itself: the person neither wrote it nor took it away.
    package func takes(_ name: String) -> Bool {
        !has(name) && !omitted.contains { HeaderFields.sameName($0, name) }
    }
}

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
    /// The content before decompression, where the response says something of itself that covers it
    /// (`Authentication-Info`); else `nil`.
    package var codedBody: [UInt8]?
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

/// What requests of a method do to things that others may need.
package enum MethodEffect: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Nothing: the method is safe (RFC 9110, section 9.2.1).
    case reads
    case changes
    case deletes

    package init(of method: String) {
        switch method {
        case "GET", "HEAD", "OPTIONS", "TRACE", "QUERY": self = .reads
        case "DELETE": self = .deletes
        default: self = .changes
        }
    }

    /// Whether to do it twice is as good as once (RFC 9110, section 9.2.2).
    package static func isIdempotent(_ method: String) -> Bool {
        switch method {
        case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE": true
        default: false
        }
    }

    package static func < (one: MethodEffect, other: MethodEffect) -> Bool { one.rawValue < other.rawValue }
}
