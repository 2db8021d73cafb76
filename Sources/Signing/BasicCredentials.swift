/// The user and password of the `Basic` authentication scheme (RFC 7617).
public struct BasicCredentials: Sendable, Hashable {
    /// The user-id; a colon in it would end it early for whoever reads the field.
    public var user: String
    /// The password.
    public var password: String

    /// Credentials of `user` and `password`.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// The value of the `Authorization` field, in UTF-8 (RFC 7617, section 2.1).
    public var authorization: String {
        "Basic " + Base64.encode(Array("\(user):\(password)".utf8))
    }
}
