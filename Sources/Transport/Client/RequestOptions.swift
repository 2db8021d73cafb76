package import HTTP

/// How one request is sent.
package struct RequestOptions: Sendable {
    /// In place of the client's time-out, in nanoseconds from the actual start to the last byte.
    package var timeout: UInt64?
    /// Which redirects are followed; by itself none.
    package var redirects = RedirectPolicy(most: 0)
    /// Whether compressed content is asked for, where the request has no `Accept-Encoding` of its own, and decoded.
    package var decompresses = true
    /// The cookies that are sent and kept; `nil` for none.
    package var cookies: CookieJar?
    /// Whether a request may be sent again, once, when the kept connection that it went to ends without a byte of an answer
    /// (RFC 9112, section 9.3.1). Only what is idempotent is (RFC 9110, section 9.2.2), and the exchange says so.
    package var resends = true
    /// Whether the request gets a connection of its own, closed after it.
    package var freshConnection = false

    /// The defaults.
    package init() {}
}
