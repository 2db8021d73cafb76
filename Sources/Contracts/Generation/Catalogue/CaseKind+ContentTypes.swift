extension CaseKind {
    /// Content type and encoding.
    static let contentTypes: [CaseKind] = [
        .init(
            "content-type-missing",
            .contentType,
            sends: "the valid body without a content type",
            .either(or: [415]),
            why: guessedType
        ),
        .init("content-type-empty", .contentType, sends: "an empty content type", .either(or: [415]), why: guessedType),
        .init(
            "content-type-text",
            .contentType,
            sends: "the valid body as `text/plain`",
            .refused([400, 422], or: [415]),
            why: wrongType
        ),
        .init(
            "content-type-xml",
            .contentType,
            sends: "the valid body as `application/xml`",
            .refused([400, 422], or: [415]),
            why: wrongType
        ),
        .init(
            "content-type-form",
            .contentType,
            sends: "the valid body as a form",
            .refused([400, 422], or: [415]),
            why: wrongType
        ),
        .init(
            "content-type-multipart",
            .contentType,
            sends: "the valid body as `multipart/form-data` without a boundary",
            .refused([400, 422], or: [415]),
            why: wrongType
        ),
        .init(
            "content-type-unknown",
            .contentType,
            sends: "the valid body as a type that doesn't exist",
            .refused([400, 422], or: [415]),
            why: wrongType
        ),
        .init(
            "content-type-malformed",
            .contentType,
            sends: "a content type that is no media type",
            .refused([400, 422], or: [415]),
            why: wrongType
        ),
        .init(
            "content-type-doubled",
            .contentType,
            sends: "two content types",
            .either(or: [400, 415]),
            why: "A sender must not do so (RFC 9110, section 5.3); recipients differ (section 8.3)"
        ),
        .init(
            "content-type-wrong-charset",
            .contentType,
            sends: "the content type with `charset=utf-16`, the body in UTF-8",
            .either(or: [400, 415]),
            why: noParameter
        ),
        .init(
            "content-type-unknown-charset",
            .contentType,
            sends: "the content type with a charset that doesn't exist",
            .either(or: [400, 415]),
            why: noParameter
        ),
        .init(
            "content-encoding-false",
            .contentType,
            sends: "the valid body, said to be compressed by gzip",
            .either(or: [400, 415]),
            why: "Refused by whoever decodes (RFC 9110, section 8.4), ignored by whoever doesn't"
        ),
        .init(
            "content-encoding-unknown",
            .contentType,
            sends: "the valid body in a coding that doesn't exist",
            .either(or: [400, 415]),
            why: "415 when the coding isn't known (RFC 9110, section 15.5.16), or ignored"
        ),
    ]

    private static let guessedType =
        "A recipient may guess the type (RFC 9110, section 8.3), or refuse"

    private static let wrongType =
        "The content type isn't one that the operation takes: 415 (RFC 9110, section 15.5.16)"

    private static let noParameter =
        "JSON has no such parameter (RFC 8259, section 11), other content may: ignored or refused"
}
