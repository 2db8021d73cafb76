extension CaseKind {
    /// Strings at and beyond their bounds.
    static let strings: [CaseKind] = [
        .init(
            "string-shortest",
            .strings,
            sends: "a string of exactly the least length",
            .accepted(),
            why: validRequest
        ),
        .init(
            "string-too-short",
            .strings,
            sends: "a string one character shorter than the least length",
            .refused([400, 401, 422]),
            why: invalidValue
        ),
        .init(
            "string-longest",
            .strings,
            sends: "a string of exactly the greatest length",
            .accepted(),
            why: validRequest
        ),
        .init(
            "string-too-long-by-one",
            .strings,
            sends: "a string one character longer than the greatest length",
            .refused([400, 401, 422]),
            why: invalidValue
        ),
        .init(
            "string-too-long-by-far",
            .strings,
            sends: "a string ten times as long as the greatest length",
            .refused([400, 401, 422], or: [413, 414, 431]),
            why: invalidValue
        ),
        .init(
            "string-longest-astral",
            .strings,
            sends: "a string of exactly the greatest length, of characters beyond the Basic Multilingual Plane",
            .accepted(),
            why: "Lengths count characters, not UTF-16 units or bytes (JSON Schema 2020-12, validation, section 6.3.1)"
        ),
        .init(
            "string-10-kilobytes",
            .strings,
            sends: "a string of 10,000 characters",
            .bySchema([400, 401, 422], or: [413, 414, 431]),
            why: "The contract's schema decides; what it leaves open may be refused, but never break the server (RFC "
                + "9110, section 15.6: 5xx is the server's own fault); what is too large gets 413 (section 15.5.14), "
                + "414 (section 15.5.15) or 431 (RFC 6585, section 5)"
        ),
        .init(
            "string-1-megabyte",
            .strings,
            sends: "a string of a million characters, in the body",
            .bySchema([400, 401, 422], or: [413]),
            why: "The contract's schema decides; what it leaves open may be refused, but never break the server (RFC "
                + "9110, section 15.6: 5xx is the server's own fault); what is too large gets 413 (section 15.5.14)"
        ),
        .init(
            "string-pattern-broken",
            .strings,
            sends: "a string of an allowed length that the pattern doesn't match",
            .refused([400, 401, 422]),
            why: invalidValue
        ),
        .init(
            "string-pattern-line-end",
            .strings,
            sends: "a string that matches the pattern, and a line end behind it",
            .bySchema([400, 401, 422]),
            why: "`$` means the end of the text (ECMA-262, section 22.2.2.4), so the schema refuses it where the "
                + "pattern ends in `$`"
        ),
        .init(
            "string-format-broken",
            .strings,
            sends: "a string that isn't of the format",
            .refused([400, 401, 422]),
            why: "The value isn't of the format that the contract declares: 400 or 422"
        ),
        .init(
            "string-blank-around",
            .strings,
            sends: "the valid string with a blank before and behind it",
            .bySchema([400, 401, 422]),
            why: "The contract's schema decides; what it leaves open may be refused, but never break the server (RFC "
                + "9110, section 15.6: 5xx is the server's own fault)"
        ),
    ]

    private static let validRequest =
        "The contract says that the request is valid: it is at the bound"

    private static let invalidValue =
        "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section "
        + "15.5.21)"
}
