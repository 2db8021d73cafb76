extension CaseKind {
    /// Methods.
    static let methods: [CaseKind] = [
        .init(
            "method-not-allowed",
            .method,
            sends: "each of the common methods that the path doesn't have",
            .refused([], or: [405]),
            why: "A known method that isn't supported gets 405, with `Allow` (RFC 9110, section 15.5.6)"
        ),
        .init(
            "method-unknown",
            .method,
            sends: "a method that doesn't exist",
            .refused([], or: [400, 405, 501]).below,
            why: "An unknown method gets 501 (RFC 9110, section 15.6.2: the one 5xx that is right), 405 or 400"
        ),
        .init(
            "method-lower-case",
            .method,
            sends: "the method in lower case",
            .refused([], or: [400, 405, 501]).below,
            why: "Methods are case-sensitive (RFC 9110, section 9.1)"
        ),
        .init(
            "method-override",
            .method,
            sends: "the valid request with `X-HTTP-Method-Override: DELETE`",
            .either(or: [405]),
            why: "The field isn't part of HTTP: ignored or refused"
        ),
    ]
}
