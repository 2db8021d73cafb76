extension CaseKind {
    /// Texts in the shape of an attack.
    static let injections: [CaseKind] = [
        .init(
            "injection-sql",
            .injection,
            sends: "a string with a piece of SQL that is always true",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-sql-comment",
            .injection,
            sends: "a string with a piece of SQL with a comment",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-sql-union",
            .injection,
            sends: "a string with a piece of SQL that joins another table",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-no-sql",
            .injection,
            sends: "a string with a query operator of a document store",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-shell",
            .injection,
            sends: "a string with a shell command",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-shell-substitution",
            .injection,
            sends: "a string with a shell's command substitution",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-script",
            .injection,
            sends: "a string with an HTML script element",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-html-attribute",
            .injection,
            sends: "a string with a quotation mark and an event handler",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-template",
            .injection,
            sends: "a string with an expression of server-side templates",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-expression",
            .injection,
            sends: "a string with a lookup as loggers have run them",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-ldap",
            .injection,
            sends: "a string with an LDAP filter",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-xpath",
            .injection,
            sends: "a string with an XPath condition",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-xml-entity",
            .injection,
            sends: "a string with an XML document with an external entity",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-path-traversal",
            .injection,
            sends: "a string with a path to a system's file",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-windows-path",
            .injection,
            sends: "a string with a Windows path with a device name",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-url",
            .injection,
            sends: "a string with the URL of a cloud's metadata service",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-format-string",
            .injection,
            sends: "a string with directives of printf",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-spreadsheet",
            .injection,
            sends: "a string with a spreadsheet formula",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-line-break",
            .injection,
            sends: "a string with an encoded line break and a header",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-encoded-null",
            .injection,
            sends: "a string with an encoded null character",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-slow-pattern",
            .injection,
            sends: "a string with a text on which greedy patterns are slow",
            .bySchema([400, 401, 422]),
            why: attack
        ),
        .init(
            "injection-type-tag",
            .injection,
            sends: "a string with a tag that names a class to make",
            .bySchema([400, 401, 422]),
            why: attack
        ),
    ]

    private static let attack =
        "Such a text is stored or refused like any other: an answer of 5xx, or one that differs by "
        + "what the text says, shows that it was run. The contract's schema decides; what it leaves "
        + "open may be refused, but never break the server (RFC 9110, section 15.6: 5xx is the server's "
        + "own fault)"
}
