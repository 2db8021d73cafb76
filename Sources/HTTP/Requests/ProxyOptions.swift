import Glibc

/// The proxies that requests go through, except to loopback hosts, which are always reached directly.
public struct ProxyOptions: Sendable, Hashable {
    /// The proxy of requests without TLS, as a URL; its scheme is one of ``schemes``. `nil` for none.
    package var plain: String?
    /// That of requests with TLS.
    package var secure: String?
    /// The hosts reached directly: names, which stand for their subdomains too, addresses and their networks
    /// (`10.0.0.0/8`); `*` alone for all.
    public var direct: [String]

    /// The proxy at `url` for all requests but those to the hosts in `direct`.
    public init(url: String, direct: [String] = []) {
        plain = url
        secure = url
        self.direct = direct
    }

    /// The proxies that `environment` names by the variables that curl reads.
    package init(environment: [String: String]) {
        plain = Self.variable(.http, in: environment)?.url
        secure = Self.variable(.https, in: environment)?.url
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        direct = list.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    /// The schemes that a proxy may have (curl's `--proxy`).
    package static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Whether `url` begins with one of ``schemes`` and goes on.
    package static func isTaken(_ url: String) -> Bool {
        guard let end = url.firstRange(of: "://") else { return false }
        return schemes.contains(url[..<end.lowerBound].lowercased()) && end.upperBound < url.endIndex
    }

    /// Where a proxy's URL leads; `nil` when it isn't one.
    package static func place(of url: String) -> HTTPURL.Origin? {
        guard let end = url.firstRange(of: "://") else { return nil }
        let isTLS = url[..<end.lowerBound].lowercased() == "https"
        guard let server = try? HTTPURL("\(isTLS ? "https" : "http")://\(url[end.upperBound...])") else { return nil }
        var place = server.origin
        // libcurl's port for a proxy without TLS is 1080 where its URL has none.
        let hasPort = server.authority.lowercased() != place.host
        if !isTLS, !hasPort { place.port = 1080 }
        return place
    }

    /// The variable that names the proxy for requests of `scheme`, and the URL that it says; `nil` for none.
    ///
    /// `HTTP_PROXY` in capitals isn't looked at: CGI gives a variable of this name the value of a field that any client
    /// may send. A variable that is set to nothing says that there is no proxy, whatever the ones after it say.
    package static func variable(_ scheme: HTTPURL.Scheme, in environment: [String: String]) -> (
        name: String, url: String
    )? {
        let own = scheme == .http ? ["http_proxy"] : ["https_proxy", "HTTPS_PROXY"]
        for name in own + ["all_proxy", "ALL_PROXY"] {
            guard let text = environment[name] else { continue }
            if text.isEmpty { return nil }
            return (name, text.contains("://") ? text : "http://\(text)")
        }
        return nil
    }

    /// The proxy that requests to `origin` go through; `nil` where they go directly.
    package func url(for origin: HTTPURL.Origin) -> String? {
        guard let url = origin.scheme == .https ? secure : plain, isUsed(for: origin.host) else { return nil }
        return url
    }

    /// Whether requests to `host` go through a proxy, where there is one for them.
    package func isUsed(for host: String) -> Bool {
        !Self.isLoopback(host) && direct != ["*"] && !direct.contains { Self.covers($0, host) }
    }

    /// Whether `host` is this machine (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3).
    package static func isLoopback(_ host: String) -> Bool {
        let name = bare(host)
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func covers(_ entry: String, _ host: String) -> Bool {
        let name = bare(host)
        if let address = address(name) { return network(entry).map { $0.holds(address) } ?? false }
        let domain = bare(entry.hasPrefix(".") ? String(entry.dropFirst()) : entry)
        return !domain.isEmpty && (name == domain || name.hasSuffix(".\(domain)"))
    }

    /// A name as it is compared: in small letters, without the dot of the root, and without an address's brackets.
    private static func bare(_ host: String) -> String {
        var name = host.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// Addresses that begin alike.
    private struct Network {
        var address: [UInt8]
        /// How many bits are alike.
        var bits: Int

        func holds(_ other: [UInt8]) -> Bool {
            guard other.count == address.count else { return false }
            return other.indices.allSatisfy { place in
                let known = max(0, min(8, bits - place * 8))
                let mask = UInt8(truncatingIfNeeded: 0xFF00 >> known)
                return (other[place] ^ address[place]) & mask == 0
            }
        }
    }

    /// An address (RFC 4291), or one with a prefix's length behind a slash (RFC 4632); `nil` for anything else.
    private static func network(_ entry: String) -> Network? {
        let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = address(bare(String(parts[0]))) else { return nil }
        let all = address.count * 8
        guard parts.count == 2 else { return Network(address: address, bits: all) }
        guard let bits = Int(parts[1]), (0...all).contains(bits) else { return nil }
        return Network(address: address, bits: bits)
    }

    private static func address(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        return inet_pton(AF_INET6, text, &six) == 1 ? withUnsafeBytes(of: six) { Array($0) } : nil
    }
}
