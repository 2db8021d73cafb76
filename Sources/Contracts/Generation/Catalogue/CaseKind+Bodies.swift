extension CaseKind {
    /// The body as a whole.
    static let bodies: [CaseKind] = [
        .init(
            "body-missing",
            .body,
            sends: "no body and no content type",
            .refused(or: [411, 415]),
            why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); 415 "
                + "without a content type, 411 without a length (sections 15.5.16 and 15.5.12)"
        ),
        .init("body-empty", .body, sends: "an empty body", .refused(or: [411]), why: reason1),
        .init("body-blank", .body, sends: "a body of white space", .refused(), why: reason1),
        .init("body-not-json", .body, sends: "a body that is a plain text", .refused(), why: reason1),
        .init("body-xml", .body, sends: "a body that is XML", .refused(), why: reason1),
        .init("body-form", .body, sends: "a body that is a form", .refused(), why: reason1),
        .init("body-html", .body, sends: "a body that is HTML", .refused(), why: reason1),
        .init(
            "body-truncated",
            .body,
            sends: "the valid body without its second half, or without its last character",
            .refused(),
            why: reason1
        ),
        .init("body-trailing-text", .body, sends: "the valid body with a text behind it", .refused(), why: reason1),
        .init("body-twice", .body, sends: "the valid body twice", .refused(), why: reason1),
        .init("body-trailing-comma", .body, sends: "a comma behind the last member", .refused(), why: reason1),
        .init("body-comment", .body, sends: "a comment in the body", .refused(), why: reason1),
        .init("body-single-quotes", .body, sends: "single quotes in place of double ones", .refused(), why: reason1),
        .init("body-unquoted-names", .body, sends: "names without quotes", .refused(), why: reason1),
        .init("body-null", .body, sends: "the body `null`", .bySchema(), why: reason2),
        .init("body-string", .body, sends: "the body is a string", .bySchema(), why: reason2),
        .init("body-number", .body, sends: "the body is a number", .bySchema(), why: reason2),
        .init("body-boolean", .body, sends: "the body is `true`", .bySchema(), why: reason2),
        .init("body-empty-array", .body, sends: "the body is an empty array", .bySchema(), why: reason2),
        .init("body-in-array", .body, sends: "the valid body in a list", .bySchema(), why: reason2),
        .init(
            "body-in-string",
            .body,
            sends: "the valid body, encoded once more as a string",
            .bySchema(),
            why: reason2
        ),
        .init("body-empty-object", .body, sends: "the body is an empty object", .bySchema(), why: reason2),
        .init("body-utf-16", .body, sends: "the valid body in UTF-16", .refused(), why: reason3),
        .init("body-utf-32", .body, sends: "the valid body in UTF-32", .refused(), why: reason3),
        .init(
            "body-byte-order-mark",
            .body,
            sends: "a byte order mark before the valid body",
            .either(),
            why: "It must not be added, and may be ignored (RFC 8259, section 8.1)"
        ),
        .init("body-random-bytes", .body, sends: "bytes that are neither text nor JSON", .refused(), why: reason1),
        .init(
            "body-deep-arrays",
            .body,
            sends: "10,000 arrays in each other",
            .refused(or: [413]),
            why: "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21), and "
                + "depth may be limited (RFC 8259, section 9)"
        ),
        .init(
            "body-deep-objects",
            .body,
            sends: "1,000 objects in each other, in a field that the contract doesn't know",
            .bySchema(or: [413]),
            why: "Recipients may limit the depth (RFC 8259, section 9), but must not break"
        ),
        .init(
            "body-huge",
            .body,
            sends: "the valid body and a million blanks",
            .either(or: [413]),
            why: "White space is allowed; what is too large gets 413 (RFC 9110, section 15.5.14)"
        ),
        .init(
            "body-many-members",
            .body,
            sends: "the valid body and 1,000 more fields",
            .bySchema(or: [413]),
            why: reason4
        ),
        .init(
            "body-long-name",
            .body,
            sends: "the valid body and a field whose name has 10,000 characters",
            .bySchema(or: [413]),
            why: reason4
        ),
    ]

    private static let reason1 =
        "The body isn't JSON: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21)"

    private static let reason2 =
        "The contract's schema decides; what it leaves open may be refused, but never break the "
        + "server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    private static let reason3 =
        "JSON between systems must be UTF-8 (RFC 8259, section 8.1)"

    private static let reason4 =
        "What is too large gets 413 (RFC 9110, section 15.5.14)"
}
