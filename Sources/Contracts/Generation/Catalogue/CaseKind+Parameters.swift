extension CaseKind {
    /// Parameters in headers, queries, cookies and paths.
    static let parameters: [CaseKind] = [
        .init(
            "header-missing",
            .parameters,
            sends: "no field of a mandatory header",
            .refused([400, 401, 422]),
            why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); 401 isn't "
                + "wrong when the service counts the header as part of the credentials (section 15.5.2)"
        ),
        .init(
            "header-empty",
            .parameters,
            sends: "a header with an empty value",
            .bySchema([400, 401, 422]),
            why: schemaDecides
        ),
        .init(
            "header-blank",
            .parameters,
            sends: "a header whose value is blanks, which a recipient strips (RFC 9110, section 5.5)",
            .bySchema([400, 401, 422]),
            why: schemaDecides
        ),
        .init(
            "header-null-word",
            .parameters,
            sends: "a header with the word `null`",
            .bySchema([400, 401, 422]),
            why: schemaDecides
        ),
        .init(
            "header-doubled",
            .parameters,
            sends: "two fields of a header, with different values",
            .either(or: [400, 401]),
            why: "A sender must not do so (RFC 9110, section 5.3); what a recipient makes of it is open"
        ),
        .init(
            "header-wrong-type",
            .parameters,
            sends: "a header with a text that isn't of its type",
            .refused([400, 401, 422]),
            why: invalidValue
        ),
        .init(
            "query-missing",
            .parameters,
            sends: "a query without a mandatory parameter",
            .refused(),
            why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21)"
        ),
        .init("query-empty", .parameters, sends: "a query parameter without a value", .bySchema(), why: schemaDecides),
        .init(
            "query-doubled",
            .parameters,
            sends: "a query parameter twice, with different values",
            .either(),
            why: "RFC 3986 gives queries no structure; what a recipient makes of it is open"
        ),
        .init(
            "query-wrong-type",
            .parameters,
            sends: "a query parameter with a text that isn't of its type",
            .refused(),
            why: invalidValue
        ),
        .init(
            "query-broken-encoding",
            .parameters,
            sends: "a query parameter with a percent sign that encodes nothing",
            .either(or: [400]).below,
            why: "It isn't a URI (RFC 3986, section 2.1): 400, or taken as it is"
        ),
        .init(
            "cookie-missing",
            .parameters,
            sends: "a request without a mandatory cookie",
            .refused([400, 401, 422]),
            why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); 401 when "
                + "the cookie stands for a session"
        ),
        .init(
            "cookie-empty",
            .parameters,
            sends: "a cookie with an empty value",
            .bySchema([400, 401, 422]),
            why: schemaDecides
        ),
        .init(
            "cookie-wrong-type",
            .parameters,
            sends: "a cookie with a text that isn't of its type",
            .refused([400, 401, 422]),
            why: invalidValue
        ),
        .init(
            "path-wrong-type",
            .parameters,
            sends: "a path parameter with a text that isn't of its type",
            .refused([400, 404, 422]),
            why: "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); "
                + "404, for no such resource can exist (section 15.5.5)"
        ),
        .init(
            "path-parameter-traversal",
            .parameters,
            sends: "a path parameter with an encoded `../`",
            .either(or: [400, 404]),
            why: "It names no resource (RFC 9110, section 15.5.5), or is refused"
        ),
        .init(
            "path-parameter-unknown",
            .parameters,
            sends: "a path parameter of the right form that names nothing",
            .either(or: [404]),
            why: "A resource that doesn't exist gets 404 (RFC 9110, section 15.5.5)"
        ),
    ]

    private static let schemaDecides =
        "The contract's schema decides; what it leaves open may be refused, but never break the "
        + "server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    private static let invalidValue =
        "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section "
        + "15.5.21)"
}
