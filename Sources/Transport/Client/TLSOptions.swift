/// How TLS connections are made and verified.
public struct TLSOptions: Sendable, Hashable {
    /// A version of TLS.
    public enum Version: Sendable, Hashable {
        case tls12
        case tls13
    }

    /// Whether the server's certificate and name are not verified: only for tests, and said in every report.
    public var isInsecure = false
    /// The PEM file of the only certificates that are trusted; `nil` for the system's.
    public var caFile: String?
    /// The PEM file of the client's certificate and the rest of its chain.
    public var certificate: String?
    /// The PEM file of the client's key; `nil` when it is in the certificate's file.
    public var key: String?
    /// The password of the key.
    public var keyPassword: String?
    /// The least version accepted.
    public var minimumVersion = Version.tls12

    /// The defaults: verified against the system's certificates, TLS 1.2 or later.
    public init() {}
}
