/// The proxy that requests go through, except to loopback hosts, which are always reached directly.
public struct ProxyOptions: Sendable, Hashable {
    /// The proxy's URL; its scheme is `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h`.
    public var url: String
    /// The hosts reached directly: names, which stand for their subdomains too, and addresses; `*` for all.
    public var direct: [String]

    /// The proxy at `url`, which the hosts in `direct` bypass.
    public init(url: String, direct: [String] = []) {
        self.url = url
        self.direct = direct
    }

    /// Whether requests to `host` go through the proxy.
    func isUsed(for host: String) -> Bool {
        !Self.isLoopback(host) && !direct.contains { Self.covers($0, host) }
    }

    /// Whether `host` is this machine (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3).
    static func isLoopback(_ host: String) -> Bool {
        let name = lowered(host)
        if name == "localhost" || name.hasSuffix(".localhost") || name == "[::1]" || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func covers(_ entry: String, _ host: String) -> Bool {
        if entry == "*" { return true }
        let name = lowered(host)
        let domain = lowered(entry.hasPrefix(".") ? String(entry.dropFirst()) : entry)
        return !domain.isEmpty && (name == domain || name == "[\(domain)]" || name.hasSuffix(".\(domain)"))
    }

    private static func lowered(_ text: String) -> String { text.lowercased() }
}
