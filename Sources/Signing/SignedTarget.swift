import URI

/// The parts of an absolute `http` or `https` URI (RFC 3986) that a signature covers.
struct SignedTarget {
    /// The host, with its port unless it is the scheme's own: what a client sends as `Host` (RFC 9110, section 7.2).
    let host: String
    private let path: Substring.UTF8View
    private let query: Substring.UTF8View

    init(_ url: String) {
        let scheme = url.prefix { $0 != ":" }
        var rest = url[...]
        if let slashes = Self.index(of: "://", in: url) { rest = url[slashes...] }
        let authorityEnd = rest.utf8.firstIndex { [UInt8]("/?#".utf8).contains($0) } ?? rest.endIndex
        host = Self.host(of: rest[..<authorityEnd], secure: scheme.lowercased() == "https")
        let target = rest[authorityEnd...].utf8.prefix { $0 != UInt8(ascii: "#") }
        let mark = target.firstIndex(of: UInt8(ascii: "?"))
        path = target[..<(mark ?? target.endIndex)]
        query = mark.map { target[target.index(after: $0)...] } ?? target[target.endIndex...]
    }

    /// The path with every segment percent-encoded once, however it was written; an empty one is `/`.
    var canonicalPath: String {
        guard !path.isEmpty else { return "/" }
        return path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { PercentCoding.normalised($0) }.joined(separator: "/")
    }

    /// The query's parameters, each `name=value` percent-encoded once, sorted by name and then value. A `+` is a plus,
    /// as in RFC 3986.
    var canonicalQuery: String {
        query.split(separator: UInt8(ascii: "&"))
            .map { parameter in
                let equals = parameter.firstIndex(of: UInt8(ascii: "="))
                let name = parameter[..<(equals ?? parameter.endIndex)]
                let value = equals.map { parameter[parameter.index(after: $0)...] } ?? parameter[parameter.endIndex...]
                return (PercentCoding.normalised(name), PercentCoding.normalised(value))
            }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    private static func host(of authority: Substring, secure: Bool) -> String {
        let address =
            authority.utf8.lastIndex(of: UInt8(ascii: "@"))
            .map { authority[authority.utf8.index(after: $0)...] } ?? authority
        let standard = secure ? ":443" : ":80"
        return String(address.hasSuffix(standard) ? address.dropLast(standard.count) : address)
    }

    private static func index(of mark: String, in text: String) -> String.Index? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].hasPrefix(mark) else {
            return nil
        }
        return text.utf8.index(colon, offsetBy: mark.utf8.count)
    }
}
