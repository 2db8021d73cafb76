/// How an ``HTTPClient`` connects: the same for all of its requests.
public struct ClientConfiguration: Sendable, Hashable {
    /// The version of HTTP that is spoken.
    public enum Version: Sendable, Hashable {
        /// HTTP/2 where the server agrees to it in the TLS handshake (ALPN), HTTP/1.1 otherwise and without TLS.
        case auto
        /// HTTP/1.1 only.
        case http1
        /// HTTP/2; without TLS by prior knowledge (RFC 9113, section 3.3). A server that chooses HTTP/1.1 in ALPN
        /// still gets that: the response says which version it was.
        case http2
    }

    /// The addresses of a host that are tried.
    public enum AddressFamily: Sendable, Hashable {
        case any
        case ipv4
        case ipv6
    }

    /// The version of HTTP.
    public var version = Version.auto
    /// How TLS connections are made and verified.
    public var tls = TLSOptions()
    /// The proxy; `nil` for none. The environment's `http_proxy` and its like are never read: what a run does is
    /// written in its files.
    public var proxy: ProxyOptions?
    /// From the start of a request to its open connection, TLS included, in nanoseconds; 0 for no limit of its own.
    public var connectTimeout: UInt64 = 10_000_000_000
    /// From the start of a request to the last byte of its response, redirects included, in nanoseconds; 0 for none.
    public var timeout: UInt64 = 30_000_000_000
    /// The largest header section in bytes, interim responses and trailers included. libcurl takes no line longer than
    /// 100 KiB, whatever is set here.
    public var maxHeader = 64 << 10
    /// The largest content in bytes, after decompression.
    public var maxBody = 16 << 20
    /// The most requests in flight; further ones wait in order, and their wait counts from intended to actual start.
    public var maxInFlight = 1024
    /// Whether every request gets a connection of its own, closed after it.
    public var freshConnections = false
    /// The Unix domain socket to connect to, whatever the host.
    public var unixSocket: String?
    /// The kind of addresses used.
    public var addressFamily = AddressFamily.any
    /// Addresses in place of a name look-up: `host:port:address[,address]`, as `curl --resolve` writes them.
    public var resolve: [String] = []
    /// The `User-Agent` of requests that have none; empty to send none.
    public var userAgent = "muster/0.1.0"

    /// The defaults.
    public init() {}
}
