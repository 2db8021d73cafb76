public import Diagnostics

/// A way to authenticate that the document declares.
public struct SecurityScheme: Sendable {
    /// What a client has to do.
    public enum Kind: Sendable, Hashable {
        /// Send a key as the parameter called `name`.
        case apiKey(name: String, in: Parameter.Location)
        /// Send `Authorization: SCHEME …` (RFC 9110, section 11.6.2); the scheme is as the document writes it.
        case http(scheme: String, bearerFormat: String?)
        /// Send a bearer token got through OAuth 2.0 (RFC 6750).
        case oauth2
        /// Send a bearer token got through OpenID Connect, which is described at `url`.
        case openIDConnect(url: String)
        /// Show a client certificate in the TLS handshake.
        case mutualTLS
    }

    /// The name by which requirements know it.
    public let name: String
    /// What a client has to do.
    public let kind: Kind
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation
}
