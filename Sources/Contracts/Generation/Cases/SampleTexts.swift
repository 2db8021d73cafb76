/// The texts of the kinds about Unicode, control characters and attacks: the kind, what it is in words, and the text.
enum SampleTexts {
    typealias Sample = (kind: String, words: String, text: String)

    static let unicode: [Sample] = [
        ("unicode-combining", "combining marks", "e\u{301}a\u{308}o\u{302}"),
        ("unicode-decomposed", "a text in normalization form D", "Re\u{301}sume\u{301}"),
        ("unicode-right-to-left", "Hebrew and Arabic letters", "שלום مرحبا"),
        ("unicode-direction-override", "a direction override", "abc\u{202E}gpj.exe"),
        ("unicode-zero-width", "zero-width characters", "a\u{200B}b\u{200C}c\u{200D}d\u{2060}e"),
        ("unicode-emoji", "an emoji", "file😀"),
        ("unicode-emoji-family", "an emoji made of several", "👩‍👩‍👧‍👦🏳️‍🌈"),
        ("unicode-astral", "characters beyond the Basic Multilingual Plane", "𝒜𝒷𝔠𠜎"),
        ("unicode-cjk", "Chinese, Japanese and Korean characters", "文件ファイル파일"),
        ("unicode-homoglyph", "Cyrillic letters that look Latin", "аdmіn"),
        ("unicode-noncharacter", "a noncharacter", "a\u{FFFE}b"),
        ("unicode-byte-order-mark", "a byte order mark before it", "\u{FEFF}text"),
        ("unicode-many-marks", "a hundred combining marks", "a" + String(repeating: "\u{301}", count: 100)),
        ("unicode-line-separator", "a line separator", "a\u{2028}b"),
    ]

    static let controls: [Sample] = [
        ("control-null", "a null character", "a\u{0}b"),
        ("control-bell", "a bell character", "a\u{7}b"),
        ("control-escape", "a terminal's escape sequence", "\u{1B}[31mred\u{1B}[0m"),
        ("control-delete", "a delete character", "a\u{7F}b"),
        ("control-tab", "a tab", "a\tb"),
        ("control-line-end", "a line end", "a\r\nb"),
        ("control-next-line", "a next-line character", "a\u{85}b"),
    ]

    static let injections: [Sample] = [
        ("injection-sql", "SQL that is always true", "' OR '1'='1"),
        ("injection-sql-comment", "SQL with a comment", "admin'--"),
        ("injection-sql-union", "SQL that joins another table", "1 UNION SELECT NULL,NULL,version()"),
        ("injection-no-sql", "an operator of a document store", "{\"$gt\": \"\"}"),
        ("injection-shell", "a shell command", "; cat /etc/passwd"),
        ("injection-shell-substitution", "a shell's substitution", "$(id)`id`"),
        ("injection-script", "a script element", "<script>alert(1)</script>"),
        ("injection-html-attribute", "a quotation mark and an event handler", "\"><img src=x onerror=alert(1)>"),
        ("injection-template", "a template's expression", "{{7*7}}<%= 7*7 %>#{7*7}"),
        ("injection-expression", "a logger's lookup", "${jndi:ldap://127.0.0.1/a}"),
        ("injection-ldap", "an LDAP filter", "*)(uid=*))(|(uid=*"),
        ("injection-xpath", "an XPath condition", "' or count(/*)=1 or 'a'='b"),
        (
            "injection-xml-entity", "an XML entity",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"
        ),
        ("injection-path-traversal", "a path upwards", "../../../../etc/passwd"),
        ("injection-windows-path", "a Windows device's path", "..\\..\\CON"),
        ("injection-url", "the URL of a cloud's metadata service", "http://169.254.169.254/latest/meta-data/"),
        ("injection-format-string", "directives of printf", "%s%s%s%n%x"),
        ("injection-spreadsheet", "a spreadsheet formula", "=1+1|'cmd'!A1"),
        ("injection-line-break", "an encoded line break", "a%0d%0aX-Muster: 1"),
        ("injection-encoded-null", "an encoded null character", "a%00.png"),
        ("injection-slow-pattern", "a text on which greedy patterns are slow", String(repeating: "a", count: 60) + "!"),
        ("injection-type-tag", "a class to make", "{\"@type\":\"java.net.URL\",\"val\":\"http://127.0.0.1\"}"),
    ]
}
