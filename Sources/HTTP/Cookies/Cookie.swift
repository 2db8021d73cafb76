/// A cookie as a user agent keeps it (RFC 6265, section 5.3).
struct Cookie: Sendable, Hashable {
    var name: String
    var value: String
    /// Without a leading dot, in lower case; of a host-only cookie the host that set it.
    var domain: String
    var path: String
    /// Seconds since 1970; `nil` until the end of the session.
    var expiry: Int64?
    var isHostOnly: Bool
    var isSecure: Bool

    /// Whether it is the same cookie as `other`, of which only one is kept.
    func replaces(_ other: Cookie) -> Bool { name == other.name && domain == other.domain && path == other.path }

    /// Whether it goes along with a request to `url` (RFC 6265, section 5.4).
    func goes(to url: HTTPURL, now: Int64) -> Bool {
        matches(url.origin) && Self.pathMatches(CookiePath.of(url.target), path) && !hasExpired(now)
    }

    /// Whether it goes to `origin`, as far as path and time allow.
    func matches(_ origin: HTTPURL.Origin) -> Bool {
        (isHostOnly ? origin.host == domain : CookieDomain.matches(origin.host, domain))
            && (!isSecure || origin.scheme == .https)
    }

    func hasExpired(_ now: Int64) -> Bool { expiry.map { $0 <= now } ?? false }

    /// RFC 6265, section 5.1.4.
    private static func pathMatches(_ path: String, _ cookiePath: String) -> Bool {
        let (path, prefix) = (path.utf8, cookiePath.utf8)
        guard path.starts(with: prefix) else { return false }
        return path.count == prefix.count || prefix.last == UInt8(ascii: "/")
            || path.dropFirst(prefix.count).first == UInt8(ascii: "/")
    }
}

/// Paths of cookies (RFC 6265, section 5.1.4).
enum CookiePath {
    /// The path of a request's target.
    static func of(_ target: String) -> String { String(Substring(target.utf8.prefix { $0 != UInt8(ascii: "?") })) }

    /// The path of a cookie that names none: up to the last slash of the request's.
    static func byDefault(_ target: String) -> String {
        let path = of(target).utf8
        guard path.first == UInt8(ascii: "/"), let slash = path.lastIndex(of: UInt8(ascii: "/")),
            slash > path.startIndex
        else { return "/" }
        return String(Substring(path[..<slash]))
    }
}
