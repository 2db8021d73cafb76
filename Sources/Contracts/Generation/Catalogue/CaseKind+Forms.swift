extension CaseKind {
    /// Forms, and multipart bodies, as a whole.
    static let forms: [CaseKind] = [
        .init(
            "form-broken-encoding",
            .body,
            sends: "the form with a percent sign that encodes nothing",
            .either(),
            why: "It encodes nothing (RFC 3986, section 2.1): refused, or taken as it is (WHATWG URL, section 1.3)"
        ),
        .init(
            "form-empty-pairs",
            .body,
            sends: "the form with more `&` than needed",
            .either(),
            why: "Empty pairs are skipped (WHATWG URL, section 5.1), or refused"
        ),
        .init(
            "form-nameless",
            .body,
            sends: "the form and a value without a name",
            .either(),
            why: "It is a field with an empty name (WHATWG URL, section 5.1), which the contract doesn't know"
        ),
        .init(
            "form-not-form",
            .body,
            sends: "JSON, said to be a form",
            .bySchema(),
            why: "As a form it is one field with a strange name: refused when the contract has mandatory ones"
        ),
        .init(
            "multipart-boundary-missing",
            .body,
            sends: "the multipart body, its type without a boundary",
            .refused(or: [415]),
            why: "The boundary is mandatory (RFC 2046, section 5.1.1; RFC 7578, section 4.1)"
        ),
        .init(
            "multipart-boundary-wrong",
            .body,
            sends: "the multipart body, its type with another boundary",
            .refused(or: [415]),
            why: "No part is found by the boundary (RFC 2046, section 5.1.1): the body isn't of its type"
        ),
        .init(
            "multipart-truncated",
            .body,
            sends: "the multipart body without the end of its last boundary",
            .either(),
            why: "It isn't complete (RFC 2046, section 5.1.1): refused, or read as far as it goes"
        ),
        .init(
            "multipart-part-unnamed",
            .body,
            sends: "the multipart body and a part without a name, or without a disposition",
            .either(),
            why: "Each part has a disposition with a name (RFC 7578, section 4.2): refused, or not looked at"
        ),
    ]
}
