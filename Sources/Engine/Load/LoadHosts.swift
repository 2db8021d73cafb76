/// The hosts that may be loaded: loopback, and those that the person has named. A load test by mistake is an attack.
public struct LoadHosts: Sendable {
    /// A burst up to this size goes to any host.
    public static let largestFreeBurst = 64

    private let allowed: [String]

    /// Loopback and the hosts with these names.
    public init(_ allowed: [String]) { self.allowed = allowed.map { $0.lowercased() } }

    /// The host of `url` when nobody has allowed to load it; `nil` when it may be loaded.
    public func refused(_ url: String) -> String? {
        let host = Self.host(url)
        return Self.isLoopback(host) || allowed.contains(host.lowercased()) ? nil : host
    }

    /// The host of a URL, without port, user and brackets.
    public static func host(_ url: String) -> String {
        var authority = url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? ""
        if let end = authority.firstIndex(where: { $0 == "?" || $0 == "#" }) { authority = authority[..<end] }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// What to do about a host that nobody has allowed.
    public static func help(_ host: String) -> String {
        "if you may load that host, add --allow-host \(host), or \"allow\": [\"\(host)\"] to muster.json; else leave the case "
            + "out with --tag or --only"
    }
}
