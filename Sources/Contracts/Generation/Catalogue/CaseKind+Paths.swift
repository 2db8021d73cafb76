extension CaseKind {
    /// Paths and queries.
    static let paths: [CaseKind] = [
        .init(
            "path-unknown",
            .path,
            sends: "a path with one more segment",
            .refused([], or: [404]),
            why: "The path names no resource: 404 (RFC 9110, section 15.5.5)"
        ),
        .init(
            "path-shorter",
            .path,
            sends: "the path without its last segment",
            .refused([], or: [404, 405]),
            why: "The path names no resource: 404 (RFC 9110, section 15.5.5), or 405 where it exists with other "
                + "methods"
        ),
        .init(
            "path-trailing-slash",
            .path,
            sends: "the path with a slash behind it",
            .either(or: [301, 307, 308, 404]),
            why: "It is another path (RFC 3986, section 6.2.3), which servers may treat as the same, redirect or not "
                + "know"
        ),
        .init(
            "path-case",
            .path,
            sends: "the path in upper case",
            .either(or: [301, 307, 308, 404]),
            why: "Paths are case-sensitive (RFC 3986, section 6.2.2.1), though not every server's"
        ),
        .init(
            "path-doubled-slash",
            .path,
            sends: "the path with two slashes at its start",
            .either(or: [301, 307, 308, 400, 404]).below,
            why: "It is another path (RFC 3986, section 3.3)"
        ),
        .init(
            "path-encoded",
            .path,
            sends: "the path with a letter percent-encoded",
            .either(or: [301, 307, 308, 400, 404]).below,
            why: "Encoded unreserved characters are equivalent (RFC 3986, section 6.2.2.2)"
        ),
        .init(
            "path-matrix-parameter",
            .path,
            sends: "the path with `;a=b` behind it",
            .either(or: [301, 307, 308, 400, 404]).below,
            why: "It is part of the segment (RFC 3986, section 3.3)"
        ),
        .init(
            "path-too-long",
            .path,
            sends: "the path with a segment of 8,000 characters",
            .refused([], or: [400, 404, 414, 431]).below,
            why: "The target is too long: 414 (RFC 9110, section 15.5.15), or simply unknown"
        ),
        .init(
            "query-unknown",
            .path,
            sends: "a query parameter that the contract doesn't know",
            .either(),
            why: "Unknown parameters are ignored or refused; the contract doesn't say"
        ),
        .init(
            "query-too-long",
            .path,
            sends: "a query of 8,000 characters",
            .either(or: [414, 431]).below,
            why: "The target may be too long: 414 (RFC 9110, section 15.5.15)"
        ),
    ]
}
