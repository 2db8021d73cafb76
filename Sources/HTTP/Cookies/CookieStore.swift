internal import CPSL
import Glibc

/// The cookies of one scenario or flow (RFC 6265): a value, kept by its one user.
package struct CookieStore: Sendable, Hashable {
    /// The most cookies; the oldest give way.
    private static let most = 3000

    /// By the time at which they were made first.
    private var cookies: [Cookie] = []

    /// A jar without cookies.
    package init() {}

    /// Whether there are none.
    package var isEmpty: Bool { cookies.isEmpty }

    /// Keeps what the `Set-Cookie` fields of a response from `url` set (RFC 6265, section 5.3).
    ///
    /// - Parameter now: seconds since 1970.
    package mutating func store(_ fields: HeaderFields, from url: HTTPURL, now: Int64 = Self.now()) {
        for field in fields.all where HeaderFields.sameName(field.name, "Set-Cookie") {
            guard let set = SetCookie(field.value), let cookie = Self.cookie(set, url, now) else { continue }
            let index = cookies.firstIndex(where: cookie.replaces)
            if cookie.hasExpired(now) {
                if let index { cookies.remove(at: index) }
            } else if let index {
                // It keeps its place, as it keeps its creation-time.
                cookies[index] = cookie
            } else {
                if cookies.count == Self.most { cookies.removeFirst() }
                cookies.append(cookie)
            }
        }
    }

    /// The value of the `Cookie` field of a request to `url` (RFC 6265, section 5.4): cookies of longer paths first,
    /// then those that were made earlier. `nil` when none goes along.
    ///
    /// - Parameter now: seconds since 1970.
    package func value(for url: HTTPURL, now: Int64 = Self.now()) -> String? {
        guard !cookies.isEmpty else { return nil }
        let sent = cookies.enumerated().filter { $0.element.goes(to: url, now: now) }
            .sorted { one, other in
                let (long, short) = (one.element.path.utf8.count, other.element.path.utf8.count)
                return long == short ? one.offset < other.offset : long > short
            }
        guard !sent.isEmpty else { return nil }
        return sent.map { "\($0.element.name)=\($0.element.value)" }.joined(separator: "; ")
    }

    /// The value of the `Cookie` field of every request to `origin`, whatever its path and whenever it is sent; `nil`
    /// when that depends on them.
    package func valueForEveryTarget(of origin: HTTPURL.Origin) -> String? {
        let sent = cookies.filter { $0.matches(origin) }
        guard sent.allSatisfy({ $0.path == "/" && $0.expiry == nil }) else { return nil }
        return sent.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    /// Seconds since 1970 by the system's clock.
    package static func now() -> Int64 { Int64(time(nil)) }

    private static func cookie(_ set: SetCookie, _ url: HTTPURL, _ now: Int64) -> Cookie? {
        guard let (domain, isHostOnly) = CookieDomain.domain(of: set.domain, host: url.origin.host) else { return nil }
        return Cookie(
            name: set.name,
            value: set.value,
            domain: domain,
            path: set.path ?? CookiePath.byDefault(url.target),
            expiry: set.maxAge.map { now.addingReportingOverflow($0) }.map { $0.overflow ? .max : $0.partialValue }
                ?? set.expires,
            isHostOnly: isHostOnly,
            isSecure: set.isSecure
        )
    }
}

/// Domains of cookies (RFC 6265, sections 5.1.3 and 5.3).
enum CookieDomain {
    /// The domain of a cookie that `host` sets; `nil` when it has to be ignored.
    static func domain(of attribute: String?, host: String) -> (domain: String, isHostOnly: Bool)? {
        guard let attribute, attribute != host else {
            // Its own name, when that is a public suffix or an address, is the host's alone.
            let isShared = attribute != nil && !isAddress(host) && isAcceptable(host, host)
            return (host, !isShared)
        }
        guard matches(host, attribute), isAcceptable(attribute, host) else { return nil }
        return (attribute, false)
    }

    /// Whether `host` is `domain` or below it.
    static func matches(_ host: String, _ domain: String) -> Bool {
        if host == domain { return true }
        return host.hasSuffix(".\(domain)") && !isAddress(host)
    }

    private static func isAddress(_ host: String) -> Bool {
        host.hasPrefix("[") || host.utf8.allSatisfy { ByteClass.isDigit($0) || $0 == UInt8(ascii: ".") }
    }

    /// Whether `domain` isn't a public suffix, under which anybody may have a host.
    private static func isAcceptable(_ domain: String, _ host: String) -> Bool {
        psl_is_cookie_domain_acceptable(psl_builtin(), host, domain) == 1
            && psl_is_public_suffix2(psl_builtin(), domain, PSL_TYPE_ANY) == 0
    }
}

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
