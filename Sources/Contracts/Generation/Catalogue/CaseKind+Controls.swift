extension CaseKind {
    /// Control characters.
    static let controls: [CaseKind] = [
        .init(
            "control-null",
            .controls,
            sends: "a field with the character U+0000, escaped",
            .bySchema(),
            why: escapedControl
        ),
        .init(
            "control-bell",
            .controls,
            sends: "a field with the character U+0007, escaped",
            .bySchema(),
            why: escapedControl
        ),
        .init(
            "control-escape",
            .controls,
            sends: "a field with a terminal's escape sequence, escaped",
            .bySchema(),
            why: escapedControl
        ),
        .init(
            "control-delete",
            .controls,
            sends: "a field with the character U+007F, escaped",
            .bySchema(),
            why: escapedControl
        ),
        .init("control-tab", .controls, sends: "a field with a tab, escaped", .bySchema(), why: escapedControl),
        .init(
            "control-line-end",
            .controls,
            sends: "a field with a carriage return and a line feed, escaped",
            .bySchema(),
            why: escapedControl
        ),
        .init(
            "control-next-line",
            .controls,
            sends: "a field with the character U+0085, escaped",
            .bySchema(),
            why: escapedControl
        ),
        .init("control-raw-null", .controls, sends: "a field with the byte 00 as it is", .refused(), why: rawControl),
        .init(
            "control-raw-line-end",
            .controls,
            sends: "a field with a line end as it is",
            .refused(),
            why: rawControl
        ),
        .init(
            "control-header-tab",
            .controls,
            sends: "a header with a tab within its value",
            .either(or: [400]).below,
            why: "A tab may be in a field (RFC 9110, section 5.5)"
        ),
        .init(
            "control-header-byte",
            .controls,
            sends: "a header with the byte 01 within its value",
            .either(or: [400]).below,
            why: "Field values with control characters are invalid, and may be refused (RFC 9110, section 5.5)"
        ),
    ]

    private static let escapedControl =
        "The character is allowed when escaped (RFC 8259, section 7). The contract's schema decides; "
        + "what it leaves open may be refused, but never break the server (RFC 9110, section 15.6: 5xx "
        + "is the server's own fault)"

    private static let rawControl =
        "Control characters must be escaped (RFC 8259, section 7), so this is no JSON"
}
