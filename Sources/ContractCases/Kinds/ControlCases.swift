extension CaseKind {
    /// Control characters.
    static let controls = [
        controlNull, controlBell, controlEscape, controlDelete, controlTab, controlLineEnd, controlNextLine,
        controlRawNull, controlRawLineEnd, controlHeaderTab, controlHeaderByte,
    ]

    static let controlNull = CaseKind(
        "control-null",
        .controls,
        sends: "a field with the character U+0000, escaped",
        .bySchema(),
        why: escapedControl
    )
    static let controlBell = CaseKind(
        "control-bell",
        .controls,
        sends: "a field with the character U+0007, escaped",
        .bySchema(),
        why: escapedControl
    )
    static let controlEscape = CaseKind(
        "control-escape",
        .controls,
        sends: "a field with a terminal's escape sequence, escaped",
        .bySchema(),
        why: escapedControl
    )
    static let controlDelete = CaseKind(
        "control-delete",
        .controls,
        sends: "a field with the character U+007F, escaped",
        .bySchema(),
        why: escapedControl
    )
    static let controlTab = CaseKind(
        "control-tab",
        .controls,
        sends: "a field with a tab, escaped",
        .bySchema(),
        why: escapedControl
    )
    static let controlLineEnd = CaseKind(
        "control-line-end",
        .controls,
        sends: "a field with a carriage return and a line feed, escaped",
        .bySchema(),
        why: escapedControl
    )
    static let controlNextLine = CaseKind(
        "control-next-line",
        .controls,
        sends: "a field with the character U+0085, escaped",
        .bySchema(),
        why: escapedControl
    )
    static let controlRawNull = CaseKind(
        "control-raw-null",
        .controls,
        sends: "a field with the byte 00 as it is",
        .refused(),
        why: rawControl
    )
    static let controlRawLineEnd = CaseKind(
        "control-raw-line-end",
        .controls,
        sends: "a field with a line end as it is",
        .refused(),
        why: rawControl
    )
    static let controlHeaderTab = CaseKind(
        "control-header-tab",
        .controls,
        sends: "a header with a tab within its value",
        .either(or: [400]).below,
        why: "A tab may be in a field (RFC 9110, section 5.5)"
    )
    static let controlHeaderByte = CaseKind(
        "control-header-byte",
        .controls,
        sends: "a header with the byte 01 within its value",
        .either(or: [400]).below,
        why: "Field values with control characters are invalid, and may be refused (RFC 9110, section 5.5)"
    )

    private static let escapedControl =
        "The character is allowed when escaped (RFC 8259, section 7). The contract's schema decides; "
        + "what it leaves open may be refused, but never break the server (RFC 9110, section 15.6: 5xx "
        + "is the server's own fault)"

    private static let rawControl =
        "Control characters must be escaped (RFC 8259, section 7), so this is no JSON"
}

extension SampleTexts {
    static let controls: [Sample] = [
        (CaseKind.controlNull, "a null character", "a\u{0}b"),
        (CaseKind.controlBell, "a bell character", "a\u{7}b"),
        (CaseKind.controlEscape, "a terminal's escape sequence", "\u{1B}[31mred\u{1B}[0m"),
        (CaseKind.controlDelete, "a delete character", "a\u{7F}b"),
        (CaseKind.controlTab, "a tab", "a\tb"),
        (CaseKind.controlLineEnd, "a line end", "a\r\nb"),
        (CaseKind.controlNextLine, "a next-line character", "a\u{85}b"),
    ]
}
