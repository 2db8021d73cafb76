public import Scenarios

/// The hosts that may be loaded: loopback, and those that the person has named. A load test by mistake is an attack.
public struct LoadHosts: Sendable {
    private let allowed: [String]

    /// Loopback and the hosts with these names.
    public init(_ allowed: [String]) { self.allowed = allowed.map { $0.lowercased() } }

    /// The host of `url` when nobody has allowed to load it; `nil` when it may be loaded.
    public func refused(_ url: String) -> String? {
        let host = Self.host(url)
        return isAllowed(host) ? nil : host
    }

    /// Of the hosts that get what is sent to `url` over `connection`, those that nobody has allowed to load: the URL's own, and a
    /// proxy's.
    public func refused(_ url: String, over connection: ConnectionSettings) -> [String] {
        var hosts = [Self.host(url)]
        // Loopback is always reached directly.
        if let proxy = connection.proxy, !Self.isLoopback(hosts[0]) { hosts.append(Self.host(Self.absolute(proxy))) }
        return hosts.filter { !isAllowed($0) }.map { $0.lowercased() }
    }

    private func isAllowed(_ host: String) -> Bool { Self.isLoopback(host) || allowed.contains(host.lowercased()) }

    /// A proxy may be written without its scheme.
    private static func absolute(_ proxy: String) -> String { proxy.contains("://") ? proxy : "http://\(proxy)" }

    /// The host of a URL, without port, user and brackets.
    public static func host(_ url: String) -> String {
        var authority = url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? ""
        if let end = authority.firstIndex(where: { $0 == "?" || $0 == "#" }) { authority = authority[..<end] }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    /// Whether a host is this machine, beyond doubt: `localhost`, `::1`, or an address of 127.0.0.0/8 (RFC 1122, section 3.2.1.3) in
    /// its usual form. Names that only look like one are names, and what another form of an address means differs between
    /// programs.
    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return false }
        let octets = parts.map(octet)
        return octets[0] == 127 && octets.allSatisfy { $0 != nil }
    }

    /// The number of up to three decimal digits, without a zero that could mean base eight.
    private static func octet(_ digits: Substring.UTF8View) -> UInt8? {
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30
        else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self))
    }

    /// What to do about a host that nobody has allowed.
    public static func help(_ host: String) -> String {
        "if you may load that host, add --allow-host \(host), or \"allow\": [\"\(host)\"] to muster.json; else leave the case "
            + "out with --tag or --only"
    }
}
