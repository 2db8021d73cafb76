/// Takes credentials out of a text that libcurl wrote.
enum Redaction {
    /// `text` without `secrets` and without the user information of any URL in it (RFC 3986, section 3.2.1).
    static func redact(_ text: String, _ secrets: [String]) -> String {
        var text = text
        for secret in secrets where !secret.isEmpty { text = text.replacing(secret, with: "***") }
        return text.replacing(/\/\/[^\/?#\s@]*@/, with: "//***@")
    }
}
