extension CaseKind {
    /// Credentials.
    static let authentication: [CaseKind] = [
        .init("auth-missing", .authentication, sends: "no credentials", .refused([401, 403]), why: wrongCredentials),
        .init(
            "auth-empty",
            .authentication,
            sends: "empty credentials",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-scheme-only",
            .authentication,
            sends: "the scheme and nothing behind it",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-malformed",
            .authentication,
            sends: "credentials without a scheme",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-unknown",
            .authentication,
            sends: "the right scheme with credentials that nobody issued",
            .refused([401, 403]),
            why: wrongCredentials
        ),
        .init(
            "auth-tampered",
            .authentication,
            sends: "the valid credentials with one more character, before or behind",
            .refused([401, 403]),
            why: wrongCredentials
        ),
        .init(
            "auth-expired",
            .authentication,
            sends: "credentials that were valid once; the suite gives them under `values`",
            .refused([401, 403]),
            why: "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); so does an expired token "
                + "(RFC 6750, section 3.1)"
        ),
        .init(
            "auth-truncated",
            .authentication,
            sends: "credentials cut short; the suite gives them under `values`",
            .refused([401, 403]),
            why: wrongCredentials
        ),
        .init(
            "auth-other-scheme",
            .authentication,
            sends: "the credentials under the scheme of another method",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-unknown-scheme",
            .authentication,
            sends: "a scheme that doesn't exist",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-scheme-case",
            .authentication,
            sends: "the scheme in another case",
            .either(or: [401, 403]),
            why: "Schemes are case-insensitive (RFC 9110, section 11.1), though many servers disagree"
        ),
        .init(
            "auth-twice",
            .authentication,
            sends: "two fields with credentials",
            .refused([400, 401, 403]),
            why: "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); a request that is "
                + "malformed may get 400 (RFC 6750, section 3.1); more than one method is malformed"
        ),
        .init(
            "auth-twice-in-one",
            .authentication,
            sends: "the credentials twice in one field",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-null-word",
            .authentication,
            sends: "the scheme with the word `null`",
            .refused([401, 403]),
            why: wrongCredentials
        ),
        .init(
            "auth-unfilled",
            .authentication,
            sends: "the scheme with a placeholder that nobody filled in",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-not-ascii",
            .authentication,
            sends: "the scheme with characters beyond ASCII",
            .refused([400, 401, 403]).below,
            why: malformedCredentials
        ),
        .init(
            "auth-very-long",
            .authentication,
            sends: "the scheme with 4,000 characters",
            .refused([400, 401, 403], or: [431]).below,
            why: "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); a request that is "
                + "malformed may get 400 (RFC 6750, section 3.1); 431 when it is too large (RFC 6585, section 5)"
        ),
        .init(
            "auth-injection",
            .authentication,
            sends: "the scheme with a piece of SQL",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
        .init(
            "auth-in-query",
            .authentication,
            sends: "wrong credentials in the query and none in the header",
            .refused([400, 401, 403]),
            why: malformedCredentials
        ),
    ]

    private static let wrongCredentials =
        "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2), or 403 (section 15.5.4)"

    private static let malformedCredentials =
        "Credentials that are missing or wrong get 401 (RFC 9110, section 15.5.2); a request that is "
        + "malformed may get 400 (RFC 6750, section 3.1)"
}
