import CCurl
import HTTP

/// What libcurl makes of a URL: the parts that decide where a request goes.
struct TargetURL: Equatable {
    /// `http` or `https`.
    let scheme: String
    let host: String
    let port: String
    /// The password in the URL, as written; it never appears in a message.
    let password: String?

    init(_ url: String) throws(ExchangeFailure) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw ExchangeFailure(.request, "the URL contains a space or a control character: percent-encode it")
        }
        guard let parts = curl_url() else { throw ExchangeFailure(.other, "libcurl has no memory for a URL") }
        defer { curl_url_cleanup(parts) }
        let flags = UInt32(CURLU_PATH_AS_IS) | UInt32(CURLU_NON_SUPPORT_SCHEME)
        let code = curl_url_set(parts, CURLUPART_URL, url, flags)
        guard code == CURLUE_OK else {
            let reason = String(cString: curl_url_strerror(code))
            throw ExchangeFailure(.request, "the URL isn't absolute or isn't one: \(reason)")
        }
        scheme = Self.part(CURLUPART_SCHEME, of: parts) ?? ""
        guard scheme == "http" || scheme == "https" else {
            throw ExchangeFailure(
                .request,
                "the URL's scheme is \(scheme.debugDescription); only http and https are sent"
            )
        }
        host = (Self.part(CURLUPART_HOST, of: parts) ?? "").lowercased()
        port = Self.part(CURLUPART_PORT, of: parts, UInt32(CURLU_DEFAULT_PORT)) ?? ""
        password = Self.part(CURLUPART_PASSWORD, of: parts)
    }

    /// Whether both have the same scheme, host and port (RFC 9110, section 4.3.1).
    func isSameOrigin(as other: TargetURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// The password in a URL of any scheme.
    static func password(in url: String) -> String? {
        guard let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME) | UInt32(CURLU_GUESS_SCHEME)
        guard curl_url_set(parts, CURLUPART_URL, url, flags) == CURLUE_OK else { return nil }
        return part(CURLUPART_PASSWORD, of: parts)
    }

    private static func part(_ what: CURLUPart, of parts: OpaquePointer, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, what, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
