/// How to connect to the endpoint.
public struct Connection: Sendable, Hashable {
    /// The version of HTTP.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        case auto
        case http1 = "1.1"
        case http2 = "2"
    }

    /// The version of HTTP.
    public var version = Version.auto
    /// The file of the certificates that are trusted; `nil` for the system's.
    public var certificateAuthority: String?
    /// The client's certificate file.
    public var certificate: String?
    /// The client's key file.
    public var key: String?
    /// The key file's password.
    public var keyPassword: String?
    /// The least version of TLS, `1.2` or `1.3`.
    public var minimumTLS: String?
    /// Whether certificates are not verified.
    public var isInsecure = false
    /// The proxy's URL.
    public var proxy: String?
    /// In nanoseconds.
    public var connectTimeout: UInt64 = 10_000_000_000
    /// The largest header section, in bytes.
    public var maxHeader = 64 << 10
    /// The largest content, in bytes.
    public var maxBody = 16 << 20
    /// How many redirects are followed.
    public var redirects = 0
    /// Whether compressed content is asked for and decompressed.
    public var decompresses = true
    /// Whether cookies are kept for the steps of a scenario.
    public var keepsCookies = true
    /// Whether connections are used again.
    public var reusesConnections = true
    /// Whether a request may be sent again when a connection that was used before ends without an answer.
    package var resends = true

    /// The defaults.
    public init() {}
}
