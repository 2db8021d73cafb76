import JSON

/// Where the base request carries its credentials, and how the scenario writes them.
struct CredentialCarrier: Sendable {
    /// The parameter's location and name; a header `Authorization` for HTTP schemes.
    let location: Parameter.Location
    let name: String
    /// What the scenario writes; nil when an `auth` object makes it.
    let written: String?
    /// What stands before the credentials, as the scenario writes it: `Bearer `, or a reference.
    let scheme: String
    /// The same as it is sent.
    let resolvedScheme: String
    /// What follows, as the scenario writes it.
    let credential: String?
    /// Whether an `auth` object signs the request.
    let isSigned: Bool

    /// Nil when the request carries none, or in a way that isn't known.
    init?(_ base: OperationBase) {
        let draft = base.draft
        let key = base.credentials.lazy.compactMap { scheme -> (String, Parameter.Location)? in
            guard case .apiKey(let name, let location) = scheme.kind else { return nil }
            let isThere =
                location == .query ? draft.query[name] != nil : location == .header && draft.header(name) != nil
            return isThere ? (name, location) : nil
        }.first
        isSigned = draft.auth?["hmac"] != nil
        if let key {
            (name, location) = key
            let value = location == .query ? draft.query[name] : draft.header(name)
            written = value?.string
            (scheme, resolvedScheme, credential) = ("", "", written)
            return
        }
        location = .header
        name = "Authorization"
        if let bearer = draft.auth?["bearer"]?.string {
            (scheme, resolvedScheme, credential, written) = ("Bearer ", "Bearer ", bearer, "Bearer " + bearer)
        } else if draft.auth?["basic"] != nil {
            (scheme, resolvedScheme, credential, written) = ("Basic ", "Basic ", nil, nil)
        } else if isSigned {
            (scheme, resolvedScheme, credential, written) = ("HMAC-SHA256 ", "HMAC-SHA256 ", nil, nil)
        } else if let text = draft.header("Authorization")?.string {
            written = text
            let end = Self.schemeEnd(text)
            scheme = String(text[..<end])
            credential = String(text[end...])
            resolvedScheme = base.resolution.resolve(.string(scheme)).string ?? scheme
        } else {
            return nil
        }
    }

    /// Where the credentials begin: at the last reference, or behind the first blank (RFC 9110, section 11.4).
    private static func schemeEnd(_ text: String) -> String.Index {
        if text.hasSuffix("}"), let range = text.ranges(of: "${").last, range.lowerBound != text.startIndex {
            return range.lowerBound
        }
        return text.firstIndex(of: " ").map(text.index(after:)) ?? text.startIndex
    }

    /// The written credentials with `text` between the scheme and the rest.
    func prefixed(_ text: String) -> String? {
        credential.map { scheme + text + $0 }
    }

    /// Takes all credentials away.
    func remove(from draft: inout GeneratedRequest) {
        put(.null, &draft)
        draft.auth = nil
    }

    /// Puts `value` in place of the credentials.
    func put(_ value: JSONValue, _ draft: inout GeneratedRequest) {
        draft.auth = nil
        if location == .query {
            if value == .null { _ = draft.query.remove(name) } else { draft.query[name] = value }
        } else {
            draft.set(header: name, value)
        }
    }

    /// Signs with another secret.
    func spoil(_ draft: inout GeneratedRequest) {
        draft.auth = draft.auth?.setting("muster-wrong-secret", at: ["hmac", "secret"])
    }
}
