import Contracts
import JSON

extension CaseKind {
    /// Credentials.
    static let authentication = [
        authMissing, authEmpty, authSchemeOnly, authMalformed, authUnknown, authTampered, authExpired, authTruncated,
        authOtherScheme, authUnknownScheme, authSchemeCase, authTwice, authTwiceInOne, authNullWord, authUnfilled,
        authNotAscii, authVeryLong, authInjection, authInQuery,
    ]

    static let authMissing = CaseKind(
        "auth-missing",
        .authentication,
        sends: "no credentials",
        .refused([401, 403]),
        why: wrongCredentials
    )
    static let authEmpty = CaseKind(
        "auth-empty",
        .authentication,
        sends: "empty credentials",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authSchemeOnly = CaseKind(
        "auth-scheme-only",
        .authentication,
        sends: "the scheme and nothing behind it",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authMalformed = CaseKind(
        "auth-malformed",
        .authentication,
        sends: "credentials without a scheme",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authUnknown = CaseKind(
        "auth-unknown",
        .authentication,
        sends: "the right scheme with credentials that nobody issued",
        .refused([401, 403]),
        why: wrongCredentials
    )
    static let authTampered = CaseKind(
        "auth-tampered",
        .authentication,
        sends: "the valid credentials with one more character, before or behind",
        .refused([401, 403]),
        why: wrongCredentials
    )
    static let authExpired = CaseKind(
        "auth-expired",
        .authentication,
        sends: "credentials that were valid once; the suite gives them under `values`",
        .refused([401, 403]),
        why: "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); so does an expired token "
            + "(RFC 6750, section 3.1)"
    )
    static let authTruncated = CaseKind(
        "auth-truncated",
        .authentication,
        sends: "credentials cut short; the suite gives them under `values`",
        .refused([401, 403]),
        why: wrongCredentials
    )
    static let authOtherScheme = CaseKind(
        "auth-other-scheme",
        .authentication,
        sends: "the credentials under the scheme of another method",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authUnknownScheme = CaseKind(
        "auth-unknown-scheme",
        .authentication,
        sends: "a scheme that doesn't exist",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authSchemeCase = CaseKind(
        "auth-scheme-case",
        .authentication,
        sends: "the scheme in another case",
        .either(or: [401, 403]),
        why: "Schemes are case-insensitive (RFC 9110, section 11.1), though many servers disagree"
    )
    static let authTwice = CaseKind(
        "auth-twice",
        .authentication,
        sends: "two fields with credentials",
        .refused([400, 401, 403]),
        why: "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); a request that is "
            + "malformed may get 400 (RFC 6750, section 3.1); more than one method is malformed"
    )
    static let authTwiceInOne = CaseKind(
        "auth-twice-in-one",
        .authentication,
        sends: "the credentials twice in one field",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authNullWord = CaseKind(
        "auth-null-word",
        .authentication,
        sends: "the scheme with the word `null`",
        .refused([401, 403]),
        why: wrongCredentials
    )
    static let authUnfilled = CaseKind(
        "auth-unfilled",
        .authentication,
        sends: "the scheme with a placeholder that nobody filled in",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authNotAscii = CaseKind(
        "auth-not-ascii",
        .authentication,
        sends: "the scheme with characters beyond ASCII",
        .refused([400, 401, 403]).below,
        why: malformedCredentials
    )
    static let authVeryLong = CaseKind(
        "auth-very-long",
        .authentication,
        sends: "the scheme with 4,000 characters",
        .refused([400, 401, 403], or: [431]).below,
        why: "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); a request that is "
            + "malformed may get 400 (RFC 6750, section 3.1); 431 when it is too large (RFC 6585, section 5)"
    )
    static let authInjection = CaseKind(
        "auth-injection",
        .authentication,
        sends: "the scheme with a piece of SQL",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )
    static let authInQuery = CaseKind(
        "auth-in-query",
        .authentication,
        sends: "wrong credentials in the query and none in the header",
        .refused([400, 401, 403]),
        why: malformedCredentials
    )

    private static let wrongCredentials =
        "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2), or 403 (section 15.5.4)"

    private static let malformedCredentials =
        "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); a request that is "
        + "malformed may get 400 (RFC 6750, section 3.1)"
}

/// Credentials that are missing or wrong.
extension CaseMaker {
    mutating func addAuthentication() {
        guard !operation.security.isEmpty, operation.security.allSatisfy({ !$0.schemes.isEmpty }),
            let carrier = CredentialCarrier(base)
        else { return }
        add(.authMissing, "a request without credentials", combines: true) { carrier.remove(from: &$0) }
        addCredential(.authEmpty, "empty credentials", carrier, "")
        addTampered(carrier)
        addCredential(.authMalformed, "credentials without a scheme", carrier, "muster")
        let scheme = carrier.scheme
        if !scheme.isEmpty {
            addCredential(.authSchemeOnly, "a scheme without credentials", carrier, scheme)
            addScheme(carrier)
        }
        let samples: [(kind: CaseKind, description: String, text: String)] = [
            (CaseKind.authUnknown, "credentials that nobody issued", "muster-unknown-4f1c2b9a"),
            (CaseKind.authNullWord, "the word null for credentials", "null"),
            (CaseKind.authUnfilled, "a placeholder that nobody filled in", "{access_token}"),
            (CaseKind.authNotAscii, "credentials beyond ASCII", "ключ密钥🔑"),
            (CaseKind.authInjection, "SQL for credentials", "' OR '1'='1"),
        ]
        for sample in samples { addCredential(sample.kind, sample.description, carrier, scheme + sample.text) }
        add(.authVeryLong, "credentials of 4,000 characters") {
            carrier.put(.string(scheme + "${repeat(t,4000)}"), &$0)
        }
        guard carrier.location != .query else { return }
        add(.authInQuery, "wrong credentials in the query") { draft in
            carrier.remove(from: &draft)
            draft.query["access_token"] = "muster-unknown-4f1c2b9a"
        }
    }

    private mutating func addCredential(
        _ kind: CaseKind,
        _ description: String,
        _ carrier: CredentialCarrier,
        _ text: String
    ) {
        add(kind, description, combines: kind == .authUnknown) { carrier.put(.string(text), &$0) }
    }

    /// Changes of the valid credentials, which keep what the suite writes and so show no secret.
    private mutating func addTampered(_ carrier: CredentialCarrier) {
        guard let written = carrier.written else {
            guard carrier.isSigned else { return }
            add(.authTampered, "a signature made with another secret") { carrier.spoil(&$0) }
            return
        }
        add(.authTampered, "credentials with one more character behind") { carrier.put(.string(written + "x"), &$0) }
        if let spoiled = carrier.prefixed("x") {
            add(.authTampered, "credentials with one more character before") { carrier.put(.string(spoiled), &$0) }
        }
        guard carrier.location == .header else { return }
        let other = carrier.scheme + "muster-unknown-4f1c2b9a"
        add(.authTwice, "two fields with credentials") {
            carrier.put(.array([.string(written), .string(other)]), &$0)
        }
        add(.authTwiceInOne, "credentials twice in one field") {
            carrier.put(.string("\(written), \(written)"), &$0)
        }
    }

    /// Other schemes before the same credentials.
    private mutating func addScheme(_ carrier: CredentialCarrier) {
        let rest = carrier.credential ?? "bXVzdGVyOm11c3Rlcg=="
        let shown = carrier.resolvedScheme
        let other = shown.lowercased().hasPrefix("basic") ? "Bearer " : "Basic "
        add(.authOtherScheme, "the scheme \(other.dropLast())") { carrier.put(.string(other + rest), &$0) }
        add(.authUnknownScheme, "a scheme that doesn't exist") { carrier.put(.string("Muster " + rest), &$0) }
        let changed = shown.lowercased() == shown ? shown.uppercased() : shown.lowercased()
        if changed != shown {
            add(.authSchemeCase, "the scheme in another case") {
                carrier.put(.string(ScenarioText.literal(changed) + rest), &$0)
            }
        }
    }
}

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
