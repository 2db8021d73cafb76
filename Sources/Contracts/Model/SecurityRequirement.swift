/// One of the alternatives to authenticate: all of its schemes are needed together; with none, anybody may call.
public struct SecurityRequirement: Sendable, Hashable {
    /// A scheme and what is asked of it.
    public struct Scheme: Sendable, Hashable {
        /// The name of the ``SecurityScheme``.
        public let name: String
        /// The scopes (OAuth 2.0, OpenID Connect) or roles that are needed.
        public let scopes: [String]
    }

    /// The schemes that are needed together.
    public let schemes: [Scheme]
}
