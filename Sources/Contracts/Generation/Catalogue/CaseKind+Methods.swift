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
            "method-options",
            .method,
            sends: "OPTIONS, when the path doesn't have it",
            .open([200, 204, 405, 501]).below,
            why:
                "A server may answer it whether or not the contract says so (RFC 9110, section 9.3.7), or doesn't support it "
                + "(sections 15.5.6 and 15.6.2); it must not do what another method does"
        ),
        .init(
            "method-trace",
            .method,
            sends: "TRACE without content and without credentials, which it must not have (RFC 9110, section 9.3.8)",
            .refused([401, 403], or: [400, 405, 501]).below,
            why:
                "TRACE gives back what was sent, what gateways have added included, and no contract says so: 405, or 501 "
                + "(RFC 9110, sections 15.5.6 and 15.6.2)"
        ),
        .init(
            "method-connect",
            .method,
            sends: "CONNECT with a path, without content and without credentials, by HTTP/1.1",
            .refused([401, 403], or: [400, 404, 405, 501]).below,
            why:
                "CONNECT is for proxies, and its target is a host and a port (RFC 9110, section 9.3.6; RFC 9112, section "
                + "3.2.3): 400, or a method that isn't supported"
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
