extension CaseKind {
    /// Flows of several requests, the later ones with what the first one's answer holds.
    static let links: [CaseKind] = [
        .init(
            "link-read",
            .links,
            sends: "a request that makes something, then the linked GET of it",
            .accepted(),
            why: "What was made can be read (RFC 9110, section 15.3.2), and has the ID that the answer gave; 404 only "
                + "where making is documented as 202, not finished yet (section 15.3.3)"
        ),
        .init(
            "link-follow",
            .links,
            sends: "a request, then another operation that a link of its answer leads to",
            .either(),
            why: "A link says how to go on, but doesn't guarantee that it is allowed (OpenAPI 3.1.0, Link Object): "
                + "carried out or refused"
        ),
        .init(
            "link-delete",
            .links,
            sends: "a request that makes something, then the linked DELETE of it",
            .accepted(),
            why: "What was made can be deleted: 200, 202 or 204 (RFC 9110, section 9.3.5)"
        ),
        .init(
            "link-read-after-delete",
            .links,
            sends: "making, the linked DELETE, then the linked GET",
            .refused([], or: [404, 410]),
            why: "What was deleted isn't there: 404 or 410 (RFC 9110, sections 15.5.5 and 15.5.11); success only where "
                + "deleting is documented as 202, not enacted yet (section 9.3.5)"
        ),
        .init(
            "link-use-after-delete",
            .links,
            sends: "making, the linked DELETE, then another linked operation on what is gone",
            .refused([], or: [404, 409, 410]),
            why: "What was deleted isn't there: 404 or 410 (RFC 9110, sections 15.5.5 and 15.5.11), or 409 (section "
                + "15.5.10). A PUT that documents 201 may make it again (section 9.3.4), and 412 or 428 is right where it "
                + "is documented beside"
        ),
        .init(
            "link-delete-twice",
            .links,
            sends: "making, the linked DELETE, and the same DELETE again",
            .accepted(or: [404, 410]),
            why: "DELETE is idempotent: to ask again has no further effect, though the answer may differ (RFC 9110, "
                + "section 9.2.2)"
        ),
        .init(
            "link-read-unknown",
            .links,
            sends: "the linked GET with an ID that nobody made",
            .refused([], or: [404, 410]),
            why: "The path names no resource: 404 (RFC 9110, section 15.5.5). 400 or 422 where it is documented, for a "
                + "server may know more of its IDs than the schema says"
        ),
    ]
}
