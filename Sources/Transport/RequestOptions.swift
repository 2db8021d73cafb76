/// How one request is sent.
public struct RequestOptions: Sendable {
    /// In place of the client's time-out, in nanoseconds from the actual start to the last byte.
    public var timeout: UInt64?
    /// How many redirects are followed at most; one more is a failure. 0 returns a redirect as the response it is.
    ///
    /// As RFC 9110, section 15.4 has it: 303 becomes GET (or stays HEAD), 301 and 302 turn POST into GET, 307 and 308
    /// repeat the request. `Authorization`, `Cookie`, `Proxy-Authorization` and `Host` never go to another origin.
    public var maxRedirects = 0
    /// Whether a redirect to another host is a failure: load must not be led to whom nobody named.
    public var staysOnHost = false
    /// Why a redirect may not be followed to a URL; `nil` when it may.
    public var refusal: (@Sendable (_ url: String) -> String?)?
    /// Whether compressed content is asked for, where the request has no `Accept-Encoding` of its own, and decoded.
    public var decompresses = true
    /// The cookies that are sent and kept; `nil` for none.
    public var cookies: CookieJar?
    /// Whether the request gets a connection of its own, closed after it.
    public var freshConnection = false

    /// The defaults.
    public init() {}
}
