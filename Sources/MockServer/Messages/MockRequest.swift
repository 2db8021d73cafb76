public import HTTP

/// One request as the mock received it, content and all.
public struct MockRequest: Sendable, Hashable {
    /// The method, as it was written; any token.
    public var method: String
    /// The request target, as it was written (RFC 9112, section 3.2).
    public var target: String
    /// The protocol's version: `HTTP/1.1` or `HTTP/1.0`.
    public var version: String
    /// The header fields, in the order in which they came.
    public var headers: HeaderFields
    /// The content, the transfer coding removed.
    public var body: [UInt8]
    /// Whether it came over TLS.
    public var secure: Bool

    /// A request of its parts.
    public init(
        method: String,
        target: String,
        version: String = "HTTP/1.1",
        headers: HeaderFields = HeaderFields(),
        body: [UInt8] = [],
        secure: Bool = false
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
        self.secure = secure
    }

    /// The path as it was written: the target without its query and, in absolute form, without scheme and authority.
    public var path: String { String(TargetParts(target).path) }

    /// The query's parameters in order, percent-decoded, `+` read as a space (as HTML forms write it).
    public var query: [HeaderField] { TargetParts(target).parameters }

    /// The request in the form in which it was sent, for whoever verifies a signature.
    public var asSent: HTTPRequest {
        let origin = target.utf8.first == UInt8(ascii: "/")
        let authority = "\(secure ? "https" : "http")://\(headers["Host"] ?? "")"
        return HTTPRequest(method: method, url: origin ? authority + target : target, headers: headers, body: body)
    }

    /// Whether the client wants another request on this connection to be possible (RFC 9112, section 9.3).
    var keepsAlive: Bool {
        guard let options = headers["Connection"] else { return version == "HTTP/1.1" }
        let words = options.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }
        return version == "HTTP/1.1" ? !words.contains("close") : words.contains("keep-alive")
    }
}
