import HTTP
import JSON
import Results
import URI

/// Tells credentials that hold a time, which a verifier holds against its own clock, from those that don't: passwords,
/// keys, opaque tokens, and secrets of the suite of which a report doesn't show more than the name.
enum DatedCredentials {
    /// Whether a request has a signature, or a token with times in it.
    static func isIn(_ request: RecordedRequest) -> Bool {
        request.headers.all.contains { isDated($0.name.lowercased(), $0.value) } || isSigned(url: request.url)
    }

    /// Fields that only signatures and dated proofs have: RFC 9421, RFC 9449, AWS Signature Version 4, Huawei Cloud.
    private static let names: Set<String> = ["signature", "signature-input", "dpop", "x-amz-date", "x-sdk-date"]
    /// Schemes of `Authorization` whose credentials have no time of their own (RFC 7617, RFC 7616, RFC 4559).
    private static let plainSchemes: Set<String> = ["basic", "digest", "negotiate", "ntlm"]
    /// The claims of a token that are times (RFC 7519, section 4.1).
    private static let times = ["exp", "nbf", "iat"]

    private static func isDated(_ name: String, _ value: String) -> Bool {
        if names.contains(name) || name.hasSuffix("-signature") { return true }
        guard name == "authorization" || name == "proxy-authorization" else { return isToken(value) }
        guard let blank = value.firstIndex(of: " ") else { return isToken(value) }
        let scheme = value[..<blank].lowercased()
        if plainSchemes.contains(scheme) { return false }
        // Whatever else there is signs requests: AWS4-HMAC-SHA256, SDK-HMAC-SHA256, OAuth, Hawk, Signature.
        return scheme == "bearer" ? isToken(String(value[blank...].drop { $0 == " " })) : true
    }

    /// A pre-signed URL has its signature, and the time of it, in the query.
    private static func isSigned(url: String) -> Bool {
        guard let query = url.firstIndex(of: "?").map({ url[$0...].lowercased() }) else { return false }
        return query.contains("signature=")
    }

    /// What a report shows of tokens that the run signed itself, or was given a moment before (``Redactor``).
    private static let minted = ["$JWT", "$ACCESS_TOKEN"]

    /// Whether a text is a JSON Web Token with a time among its claims, or stands for one of this run.
    private static func isToken(_ text: String) -> Bool {
        if minted.contains(where: text.hasPrefix) { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.decodeAny(String(parts[1])),
            let claims = try? JSONParser.parse(bytes)
        else { return false }
        return times.contains { claims[$0]?.number != nil }
    }
}
