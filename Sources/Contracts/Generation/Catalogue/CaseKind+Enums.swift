extension CaseKind {
    /// Values of enumerations.
    static let enums: [CaseKind] = [
        .init(
            "enum-each",
            .enums,
            sends: "each of the values that are allowed",
            .accepted(),
            why: "The contract says that the request is valid"
        ),
        .init(
            "enum-stranger",
            .enums,
            sends: "a value that isn't among those allowed",
            .refused([400, 401, 422]),
            why: invalidValue
        ),
        .init(
            "enum-other-case",
            .enums,
            sends: "an allowed value in another case",
            .refused([400, 401, 422]),
            why: "Strings are equal when their characters are (JSON Schema 2020-12, core, section 4.2.2)"
        ),
        .init(
            "enum-blank-around",
            .enums,
            sends: "an allowed value with a blank behind it",
            .bySchema([400, 401, 422]),
            why: invalidValue
        ),
    ]

    private static let invalidValue =
        "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section "
        + "15.5.21)"
}
