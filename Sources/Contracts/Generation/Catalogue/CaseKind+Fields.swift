extension CaseKind {
    /// Fields of a body: of JSON at every depth, of forms and multipart bodies as far as texts can say it.
    static let fields: [CaseKind] = [
        .init("field-missing", .fields, sends: "a body without a mandatory field", .refused(), why: invalidValue),
        .init("field-null", .fields, sends: "a field that is null", .bySchema(), why: schemaDecides),
        .init("field-empty", .fields, sends: "a field that is an empty string", .bySchema(), why: schemaDecides),
        .init("field-blank", .fields, sends: "a field that is blanks only", .bySchema(), why: schemaDecides),
        .init(
            "field-doubled",
            .fields,
            sends: "a field twice, with different values",
            .either(),
            why:
                "Names should be unique, and what a recipient makes of it is unpredictable (RFC 8259, section 4); a form may "
                + "have several of one name (RFC 7578, section 4.3)"
        ),
        .init(
            "field-as-string",
            .fields,
            sends: "a field as a string in place of its type",
            .refused(),
            why: invalidValue
        ),
        .init(
            "field-as-number",
            .fields,
            sends: "a field as a number in place of its type",
            .refused(),
            why: invalidValue
        ),
        .init(
            "field-as-boolean",
            .fields,
            sends: "a field as a boolean in place of its type",
            .refused(),
            why: invalidValue
        ),
        .init(
            "field-as-array",
            .fields,
            sends: "a field as an array: its valid value in a list",
            .refused(),
            why: invalidValue
        ),
        .init("field-as-object", .fields, sends: "a field as an object", .refused(), why: invalidValue),
        .init("field-null-word", .fields, sends: "a field with the word `null`", .bySchema(), why: schemaDecides),
        .init(
            "field-name-case",
            .fields,
            sends: "a mandatory field whose name has another case",
            .refused(),
            why: "Names of members are compared as they are (RFC 8259, section 8.3), so that the field is missing: 400 "
                + "or 422"
        ),
        .init(
            "field-extra",
            .fields,
            sends: "a field that the contract doesn't know",
            .bySchema(),
            why: "Refused when the schema has `additionalProperties: false`; otherwise it may be ignored (JSON Schema "
                + "2020-12, core, section 10.3.2.3)"
        ),
        .init(
            "field-extra-prototype",
            .fields,
            sends: "fields called `__proto__` and `constructor`",
            .bySchema(),
            why: schemaDecides
        ),
        .init(
            "field-read-only",
            .fields,
            sends: "a field that the contract marks `readOnly`",
            .either(),
            why: "A server may ignore or refuse it (JSON Schema 2020-12, validation, section 9.4)"
        ),
    ]

    private static let invalidValue =
        "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section "
        + "15.5.21)"

    private static let schemaDecides =
        "The contract's schema decides; what it leaves open may be refused, but never break the "
        + "server (RFC 9110, section 15.6: 5xx is the server's own fault)"
}
