/// Which names say that their value is a secret.
enum SecretNames {
    /// Whether a header field, a parameter, a member or a variable of this name holds a secret.
    static func holds(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        if whole.contains(plain) { return true }
        if harmless.contains(where: plain.hasSuffix) { return false }
        return parts.contains { plain.contains($0) }
    }

    private static let whole: Set<String> = [
        "authorization", "proxyauthorization", "auth", "pwd", "pass", "pin", "otp", "jwt", "sig", "signature", "sid",
        "sessionid", "bearer", "credential", "credentials", "accesskey", "xsrf", "csrf", "passphrase",
    ]
    private static let parts = [
        "password", "passwd", "secret", "token", "apikey", "privatekey", "accesskey", "authkey", "sessionkey",
    ]
    /// Such names hold a time, a kind or a number of something secret, and nothing secret.
    private static let harmless = [
        "type", "expiresin", "expires", "expiry", "endpoint", "url", "name", "count", "length",
    ]
}
