extension CaseKind {
    /// Arrays and objects.
    static let containers: [CaseKind] = [
        .init("array-empty", .containers, sends: "an empty array", .bySchema(), why: schemaDecides),
        .init(
            "array-fewest",
            .containers,
            sends: "an array with the least number of elements",
            .accepted(),
            why: validRequest
        ),
        .init(
            "array-too-few",
            .containers,
            sends: "an array with one element less than the least number",
            .refused(),
            why: invalidValue
        ),
        .init(
            "array-most",
            .containers,
            sends: "an array with the greatest number of elements",
            .accepted(),
            why: validRequest
        ),
        .init(
            "array-too-many",
            .containers,
            sends: "an array with one element more than the greatest number",
            .refused(),
            why: invalidValue
        ),
        .init(
            "array-repeated-element",
            .containers,
            sends: "an array with the same element twice where all must differ",
            .refused(),
            why: invalidValue
        ),
        .init(
            "array-wrong-element",
            .containers,
            sends: "an array with an element of another type",
            .refused(),
            why: invalidValue
        ),
        .init(
            "array-null-element",
            .containers,
            sends: "an array with an element that is null",
            .bySchema(),
            why: schemaDecides
        ),
        .init(
            "array-1-thousand",
            .containers,
            sends: "an array with 1,000 elements",
            .bySchema(or: [413]),
            why: schemaDecides
        ),
        .init("object-empty", .containers, sends: "an empty object", .bySchema(), why: schemaDecides),
        .init(
            "object-too-many",
            .containers,
            sends: "an object with one member more than the greatest number",
            .refused(),
            why: invalidValue
        ),
    ]

    private static let schemaDecides =
        "The contract's schema decides; what it leaves open may be refused, but never break the "
        + "server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    private static let validRequest =
        "The contract says that the request is valid: it is at the bound"

    private static let invalidValue =
        "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section "
        + "15.5.21)"
}
