import CCurl

/// Takes credentials out of a text that libcurl wrote.
enum Redaction {
    private static let stars = Array("***".utf8)
    private static let slashes = Array("//".utf8)

    /// `text` without `secrets` and without the user information of any URL in it (RFC 3986, section 3.2.1).
    ///
    /// Bytes are compared: a secret that a combining mark follows is one all the same.
    static func redact(_ text: String, _ secrets: [String]) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets where !secret.isEmpty { bytes = replacing(Array(secret.utf8), in: bytes) }
        return String(decoding: withoutUserInformation(bytes), as: UTF8.self)
    }

    /// The password in a URL of any scheme.
    static func password(in url: String) -> String? {
        guard let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME) | UInt32(CURLU_GUESS_SCHEME)
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_set(parts, CURLUPART_URL, url, flags) == CURLUE_OK,
            curl_url_get(parts, CURLUPART_PASSWORD, &text, 0) == CURLUE_OK, let text
        else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let first = rest.first {
            if rest.starts(with: secret) {
                result += stars
                rest = rest.dropFirst(secret.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func withoutUserInformation(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let first = rest.first {
            result.append(first)
            rest = rest.dropFirst()
            guard result.suffix(2).elementsEqual(slashes) else { continue }
            let authority = rest.prefix { $0 > 0x20 && !"/?#".utf8.contains($0) }
            if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
                result += stars
                rest = rest[at...]
            }
        }
        return result
    }
}
