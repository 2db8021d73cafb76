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
        .init("body-empty", .body, sends: "an empty body", .refused(or: [411]), why: notJSON),
        .init("body-blank", .body, sends: "a body of white space", .refused(), why: notJSON),
        .init("body-not-json", .body, sends: "a body that is a plain text", .refused(), why: notJSON),
        .init("body-xml", .body, sends: "a body that is XML", .refused(), why: notJSON),
        .init("body-form", .body, sends: "a body that is a form", .refused(), why: notJSON),
        .init("body-html", .body, sends: "a body that is HTML", .refused(), why: notJSON),
        .init(
            "body-truncated",
            .body,
            sends: "the valid body without its second half, or without its last character",
            .refused(),
            why: notJSON
        ),
        .init("body-trailing-text", .body, sends: "the valid body with a text behind it", .refused(), why: notJSON),
        .init("body-twice", .body, sends: "the valid body twice", .refused(), why: notJSON),
        .init("body-trailing-comma", .body, sends: "a comma behind the last member", .refused(), why: notJSON),
        .init("body-comment", .body, sends: "a comment in the body", .refused(), why: notJSON),
        .init("body-single-quotes", .body, sends: "single quotes in place of double ones", .refused(), why: notJSON),
        .init("body-unquoted-names", .body, sends: "names without quotes", .refused(), why: notJSON),
        .init("body-null", .body, sends: "the body `null`", .bySchema(), why: schemaDecides),
        .init("body-string", .body, sends: "the body is a string", .bySchema(), why: schemaDecides),
        .init("body-number", .body, sends: "the body is a number", .bySchema(), why: schemaDecides),
        .init("body-boolean", .body, sends: "the body is `true`", .bySchema(), why: schemaDecides),
        .init("body-empty-array", .body, sends: "the body is an empty array", .bySchema(), why: schemaDecides),
        .init("body-in-array", .body, sends: "the valid body in a list", .bySchema(), why: schemaDecides),
        .init(
            "body-in-string",
            .body,
            sends: "the valid body, encoded once more as a string",
            .bySchema(),
            why: schemaDecides
        ),
        .init("body-empty-object", .body, sends: "the body is an empty object", .bySchema(), why: schemaDecides),
        .init("body-utf-16", .body, sends: "the valid body in UTF-16", .refused(), why: otherEncoding),
        .init("body-utf-32", .body, sends: "the valid body in UTF-32", .refused(), why: otherEncoding),
        .init(
            "body-byte-order-mark",
            .body,
            sends: "a byte order mark before the valid body",
            .either(),
            why: "It must not be added, and may be ignored (RFC 8259, section 8.1)"
        ),
        .init("body-random-bytes", .body, sends: "bytes that are neither text nor JSON", .refused(), why: notJSON),
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
            why: tooLarge
        ),
        .init(
            "body-long-name",
            .body,
            sends: "the valid body and a field whose name has 10,000 characters",
            .bySchema(or: [413]),
            why: tooLarge
        ),
    ]

    private static let notJSON =
        "The body isn't JSON: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21)"

    private static let schemaDecides =
        "The contract's schema decides; what it leaves open may be refused, but never break the "
        + "server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    private static let otherEncoding =
        "JSON between systems must be UTF-8 (RFC 8259, section 8.1)"

    private static let tooLarge =
        "What is too large gets 413 (RFC 9110, section 15.5.14)"
}
