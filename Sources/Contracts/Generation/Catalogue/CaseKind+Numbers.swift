extension CaseKind {
    /// Numbers at and beyond their bounds.
    static let numbers: [CaseKind] = [
        .init("number-smallest", .numbers, sends: "the least number that is allowed", .accepted(), why: validRequest),
        .init(
            "number-too-small",
            .numbers,
            sends: "the number next below the least one",
            .refused(),
            why: invalidValue
        ),
        .init(
            "number-greatest",
            .numbers,
            sends: "the greatest number that is allowed",
            .accepted(),
            why: validRequest
        ),
        .init(
            "number-too-great",
            .numbers,
            sends: "the number next above the greatest one",
            .refused(),
            why: invalidValue
        ),
        .init(
            "number-at-exclusive-bound",
            .numbers,
            sends: "a number that is an exclusive bound",
            .refused(),
            why: invalidValue
        ),
        .init("number-not-multiple", .numbers, sends: "a number between two multiples", .refused(), why: invalidValue),
        .init(
            "number-fraction",
            .numbers,
            sends: "a number with a fraction for an integer",
            .refused(),
            why: invalidValue
        ),
        .init("number-zero", .numbers, sends: "zero", .bySchema(), why: schemaDecides),
        .init("number-negative", .numbers, sends: "a negative number", .bySchema(), why: schemaDecides),
        .init("number-as-text", .numbers, sends: "a number in quotes", .refused(), why: invalidValue),
        .init(
            "number-beyond-64-bits",
            .numbers,
            sends: "the integer 9223372036854775808, which 64 bits can't hold",
            .bySchema(),
            why: schemaDecides
        ),
        .init(
            "number-beyond-53-bits",
            .numbers,
            sends: "the integer 9007199254740993, which a double can't hold exactly",
            .bySchema(),
            why: "Beyond 2^53 recipients may disagree (RFC 8259, section 6)"
        ),
        .init(
            "number-huge",
            .numbers,
            sends: "the number 1e400, which no double can hold",
            .bySchema(),
            why: limitedRange
        ),
        .init("number-many-digits", .numbers, sends: "a number of 400 digits", .bySchema(), why: limitedRange),
        .init(
            "number-not-a-number",
            .numbers,
            sends: "`NaN` in place of a number",
            .refused(),
            why: "NaN and infinity are no JSON (RFC 8259, section 6)"
        ),
        .init(
            "number-leading-zero",
            .numbers,
            sends: "a number with a zero before it",
            .refused(),
            why: "Leading zeros are no JSON (RFC 8259, section 6)"
        ),
    ]

    private static let validRequest =
        "The contract says that the request is valid: it is at the bound"

    private static let invalidValue =
        "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section "
        + "15.5.21)"

    private static let schemaDecides =
        "The contract's schema decides; what it leaves open may be refused, but never break the "
        + "server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    private static let limitedRange =
        "Recipients may limit range and precision (RFC 8259, section 6), but must not break"
}
