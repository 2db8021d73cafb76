/// Who signs, and the key that is shared with whoever verifies. It is kept apart from the scheme so that the scheme can
/// be printed and the secret cannot.
public struct HMACCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The public name of the key: `{id}` in a template.
    public var id: String
    /// The key; its UTF-8 bytes are what HMAC takes.
    public var secret: String

    /// Credentials of `id` and `secret`.
    public init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// The id; never the secret.
    public var description: String { "HMAC key \(id)" }

    /// The id; never the secret.
    public var debugDescription: String { description }
}
