extension CaseKind {
    /// Texts in the shape of an attack.
    static let injections = [
        injectionSql, injectionSqlComment, injectionSqlUnion, injectionNoSql, injectionShell,
        injectionShellSubstitution, injectionScript, injectionHtmlAttribute, injectionTemplate, injectionExpression,
        injectionLdap, injectionXpath, injectionXmlEntity, injectionPathTraversal, injectionWindowsPath,
        injectionUrl, injectionFormatString, injectionSpreadsheet, injectionLineBreak, injectionEncodedNull,
        injectionSlowPattern, injectionTypeTag,
    ]

    static let injectionSql = CaseKind(
        "injection-sql",
        .injection,
        sends: "a string with a piece of SQL that is always true",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionSqlComment = CaseKind(
        "injection-sql-comment",
        .injection,
        sends: "a string with a piece of SQL with a comment",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionSqlUnion = CaseKind(
        "injection-sql-union",
        .injection,
        sends: "a string with a piece of SQL that joins another table",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionNoSql = CaseKind(
        "injection-no-sql",
        .injection,
        sends: "a string with a query operator of a document store",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionShell = CaseKind(
        "injection-shell",
        .injection,
        sends: "a string with a shell command",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionShellSubstitution = CaseKind(
        "injection-shell-substitution",
        .injection,
        sends: "a string with a shell's command substitution",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionScript = CaseKind(
        "injection-script",
        .injection,
        sends: "a string with an HTML script element",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionHtmlAttribute = CaseKind(
        "injection-html-attribute",
        .injection,
        sends: "a string with a quotation mark and an event handler",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionTemplate = CaseKind(
        "injection-template",
        .injection,
        sends: "a string with an expression of server-side templates",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionExpression = CaseKind(
        "injection-expression",
        .injection,
        sends: "a string with a lookup as loggers have run them",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionLdap = CaseKind(
        "injection-ldap",
        .injection,
        sends: "a string with an LDAP filter",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionXpath = CaseKind(
        "injection-xpath",
        .injection,
        sends: "a string with an XPath condition",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionXmlEntity = CaseKind(
        "injection-xml-entity",
        .injection,
        sends: "a string with an XML document with an external entity",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionPathTraversal = CaseKind(
        "injection-path-traversal",
        .injection,
        sends: "a string with a path to a system's file",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionWindowsPath = CaseKind(
        "injection-windows-path",
        .injection,
        sends: "a string with a Windows path with a device name",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionUrl = CaseKind(
        "injection-url",
        .injection,
        sends: "a string with the URL of a cloud's metadata service",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionFormatString = CaseKind(
        "injection-format-string",
        .injection,
        sends: "a string with directives of printf",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionSpreadsheet = CaseKind(
        "injection-spreadsheet",
        .injection,
        sends: "a string with a spreadsheet formula",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionLineBreak = CaseKind(
        "injection-line-break",
        .injection,
        sends: "a string with an encoded line break and a header",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionEncodedNull = CaseKind(
        "injection-encoded-null",
        .injection,
        sends: "a string with an encoded null character",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionSlowPattern = CaseKind(
        "injection-slow-pattern",
        .injection,
        sends: "a string with a text on which greedy patterns are slow",
        .bySchema([400, 401, 422]),
        why: attack
    )
    static let injectionTypeTag = CaseKind(
        "injection-type-tag",
        .injection,
        sends: "a string with a tag that names a class to make",
        .bySchema([400, 401, 422]),
        why: attack
    )

    private static let attack =
        "Such a text is stored or refused like any other: an answer of 5xx, or one that differs by "
        + "what the text says, shows that it was run. The contract's schema decides; what it leaves "
        + "open may be refused, but never break the server (RFC 9110, section 15.6: 5xx is the server's "
        + "own fault)"
}

extension SampleTexts {
    static let injections: [Sample] = [
        (CaseKind.injectionSql, "SQL that is always true", "' OR '1'='1"),
        (CaseKind.injectionSqlComment, "SQL with a comment", "admin'--"),
        (CaseKind.injectionSqlUnion, "SQL that joins another table", "1 UNION SELECT NULL,NULL,version()"),
        (CaseKind.injectionNoSql, "an operator of a document store", "{\"$gt\": \"\"}"),
        (CaseKind.injectionShell, "a shell command", "; cat /etc/passwd"),
        (CaseKind.injectionShellSubstitution, "a shell's substitution", "$(id)`id`"),
        (CaseKind.injectionScript, "a script element", "<script>alert(1)</script>"),
        (CaseKind.injectionHtmlAttribute, "a quotation mark and an event handler", "\"><img src=x onerror=alert(1)>"),
        (CaseKind.injectionTemplate, "a template's expression", "{{7*7}}<%= 7*7 %>#{7*7}"),
        (CaseKind.injectionExpression, "a logger's lookup", "${jndi:ldap://127.0.0.1/a}"),
        (CaseKind.injectionLdap, "an LDAP filter", "*)(uid=*))(|(uid=*"),
        (CaseKind.injectionXpath, "an XPath condition", "' or count(/*)=1 or 'a'='b"),
        (
            .injectionXmlEntity, "an XML entity",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"
        ),
        (CaseKind.injectionPathTraversal, "a path upwards", "../../../../etc/passwd"),
        (CaseKind.injectionWindowsPath, "a Windows device's path", "..\\..\\CON"),
        (CaseKind.injectionUrl, "the URL of a cloud's metadata service", "http://169.254.169.254/latest/meta-data/"),
        (CaseKind.injectionFormatString, "directives of printf", "%s%s%s%n%x"),
        (CaseKind.injectionSpreadsheet, "a spreadsheet formula", "=1+1|'cmd'!A1"),
        (CaseKind.injectionLineBreak, "an encoded line break", "a%0d%0aX-Muster: 1"),
        (CaseKind.injectionEncodedNull, "an encoded null character", "a%00.png"),
        (
            CaseKind.injectionSlowPattern, "a text on which greedy patterns are slow",
            String(repeating: "a", count: 60) + "!"
        ),
        (CaseKind.injectionTypeTag, "a class to make", "{\"@type\":\"java.net.URL\",\"val\":\"http://127.0.0.1\"}"),
    ]
}
