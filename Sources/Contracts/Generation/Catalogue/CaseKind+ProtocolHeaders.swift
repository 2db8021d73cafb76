extension CaseKind {
    /// Headers of the protocol.
    static let protocolHeaders: [CaseKind] = [
        .init(
            "accept-any",
            .headers,
            sends: "`Accept: */*`",
            .accepted(),
            why: "Every media type is welcome (RFC 9110, section 12.5.1)"
        ),
        .init(
            "accept-missing",
            .headers,
            sends: "no `Accept`",
            .accepted(),
            why: "Without the field every media type is welcome (RFC 9110, section 12.5.1)"
        ),
        .init(
            "accept-unmeetable",
            .headers,
            sends: "an `Accept` that nothing meets",
            .accepted(or: [406]),
            why: disregarded
        ),
        .init("accept-refuses-all", .headers, sends: "`Accept: */*;q=0`", .accepted(or: [406]), why: disregarded),
        .init(
            "accept-malformed",
            .headers,
            sends: "an `Accept` that is no list of media types",
            .accepted(or: [400, 406]),
            why: "The field is disregarded or refused"
        ),
        .init(
            "accept-language-unknown",
            .headers,
            sends: "an `Accept-Language` that nobody speaks",
            .accepted(or: [406]),
            why: "The field is advice (RFC 9110, section 12.5.4)"
        ),
        .init(
            "accept-charset-unknown",
            .headers,
            sends: "an `Accept-Charset` that doesn't exist",
            .accepted(or: [406]),
            why: "The field is deprecated and may be ignored (RFC 9110, section 12.5.2)"
        ),
        .init(
            "accept-encoding-identity-refused",
            .headers,
            sends: "`Accept-Encoding: identity;q=0`",
            .accepted(or: [406, 415]),
            why: "Nothing may be acceptable (RFC 9110, section 12.5.3)"
        ),
        .init(
            "expect-continue",
            .headers,
            sends: "`Expect: 100-continue`",
            .accepted(or: [417]),
            why: "The server may answer 100 first, or at once (RFC 9110, section 10.1.1)"
        ),
        .init(
            "expect-unknown",
            .headers,
            sends: "an `Expect` that nobody knows",
            .accepted(or: [417]).below,
            why: "417, or ignored (RFC 9110, section 10.1.1)"
        ),
        .init(
            "header-unknown",
            .headers,
            sends: "a header that nobody knows",
            .accepted(),
            why: "Unrecognized fields should be ignored (RFC 9110, section 5.1)"
        ),
        .init(
            "header-oversized",
            .headers,
            sends: "a header of 16 KB",
            .accepted(or: [400, 413, 431]).below,
            why: fieldsTooLarge
        ),
        .init(
            "header-many",
            .headers,
            sends: "200 more headers",
            .accepted(or: [400, 413, 431]).below,
            why: fieldsTooLarge
        ),
        .init(
            "cookie-junk",
            .headers,
            sends: "a `Cookie` that nobody set",
            .accepted(or: [400]).below,
            why: "Unknown cookies are ignored (RFC 6265, section 5.4)"
        ),
        .init(
            "origin-foreign",
            .headers,
            sends: "an `Origin` of another site",
            .accepted(or: [403]),
            why: "A server may refuse foreign origins (Fetch, section 3.2); without a browser it need not"
        ),
        .init(
            "range-on-write",
            .headers,
            sends: "a `Range` that no content has",
            .accepted(or: [416]),
            why: "Ranges are defined for GET and may be ignored (RFC 9110, section 14.2)"
        ),
    ]

    private static let disregarded =
        "406, or the field is disregarded (RFC 9110, section 12.5.1)"

    private static let fieldsTooLarge =
        "The fields may be too large: 431 (RFC 6585, section 5), or 400 (RFC 9110, section 5.4)"
}
