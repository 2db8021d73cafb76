extension CaseKind {
    /// Requests that the contract calls valid.
    static let valid: [CaseKind] = [
        .init("valid-request", .valid, sends: "the valid request as it is", .accepted(), why: validRequest),
        .init(
            "valid-optional-absent",
            .valid,
            sends: "a valid request without one parameter or field that is optional",
            .accepted(),
            why: "The contract says that the request is valid: what isn't required may be left out"
        ),
        .init(
            "valid-optional-present",
            .valid,
            sends: "a valid request with one more of the optional parameters or fields, its value made from the "
                + "schema",
            .accepted(),
            why: validRequest
        ),
        .init(
            "valid-only-required",
            .valid,
            sends: "a valid request without anything that is optional",
            .accepted(),
            why: validRequest
        ),
        .init(
            "valid-header-name-case",
            .valid,
            sends: "the names of the headers in lower case, or in upper case",
            .accepted(),
            why: "Field names are case-insensitive (RFC 9110, section 5.1)"
        ),
        .init(
            "valid-header-order",
            .valid,
            sends: "the headers in the reverse order",
            .accepted(),
            why: "The order of fields with different names is not significant (RFC 9110, section 5.3)"
        ),
        .init(
            "valid-body-white-space",
            .valid,
            sends: "white space between the tokens of the JSON",
            .accepted(),
            why: "Insignificant white space is allowed around structural characters (RFC 8259, section 2)"
        ),
        .init(
            "valid-body-escapes",
            .valid,
            sends: "names and texts of the JSON written in \\u escapes",
            .accepted(),
            why: "Any character may be escaped (RFC 8259, section 7)"
        ),
        .init(
            "valid-body-order",
            .valid,
            sends: "the members of the JSON, or the fields of the form, in the reverse order",
            .accepted(),
            why:
                "An object is an unordered collection (RFC 8259, section 1), and a schema describes a form as an object "
                + "(OpenAPI 3.1.0, Media Type Object)"
        ),
        .init(
            "valid-charset",
            .valid,
            sends: "the content type with `charset=utf-8`",
            .accepted(),
            why: "JSON is UTF-8 anyway, and unknown parameters are ignored (RFC 8259, sections 8.1 and 11)"
        ),
        .init(
            "valid-media-type-case",
            .valid,
            sends: "the content type in upper case",
            .accepted(),
            why: "Type and subtype are case-insensitive (RFC 9110, section 8.3.1)"
        ),
        .init(
            "valid-form-encoding",
            .valid,
            sends: "the form with every character percent-encoded",
            .accepted(),
            why: "Any octet may be encoded (RFC 3986, section 2.1; WHATWG URL, section 5.1)"
        ),
        .init(
            "valid-multipart-preamble",
            .valid,
            sends: "the multipart body with a text before its first boundary",
            .accepted(),
            why: "What stands before the first boundary is ignored (RFC 2046, section 5.1.1)"
        ),
    ]

    private static let validRequest =
        "The contract says that the request is valid"
}
