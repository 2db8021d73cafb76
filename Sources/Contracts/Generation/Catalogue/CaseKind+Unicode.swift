extension CaseKind {
    /// Texts beyond ASCII.
    static let unicode: [CaseKind] = [
        .init(
            "unicode-combining",
            .unicode,
            sends: "a string: a letter with combining marks",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-decomposed",
            .unicode,
            sends: "a string: a text in normalization form D, which looks like another in form C",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-right-to-left",
            .unicode,
            sends: "a string with Hebrew and Arabic letters",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-direction-override",
            .unicode,
            sends: "a string with the character that reverses what follows it (U+202E)",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-zero-width",
            .unicode,
            sends: "a string with zero-width characters",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init("unicode-emoji", .unicode, sends: "a string: an emoji", .bySchema([400, 401, 422]), why: anyText),
        .init(
            "unicode-emoji-family",
            .unicode,
            sends: "a string: an emoji made of several with zero-width joiners",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-astral",
            .unicode,
            sends: "a string with characters beyond the Basic Multilingual Plane",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-cjk",
            .unicode,
            sends: "a string with Chinese, Japanese and Korean characters",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-homoglyph",
            .unicode,
            sends: "a string with Cyrillic letters that look like Latin ones",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-noncharacter",
            .unicode,
            sends: "a string with the noncharacter U+FFFE",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-byte-order-mark",
            .unicode,
            sends: "a string: a byte order mark before the text",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-many-marks",
            .unicode,
            sends: "a string: a letter with a hundred combining marks",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-line-separator",
            .unicode,
            sends: "a string with the line separator U+2028",
            .bySchema([400, 401, 422]),
            why: anyText
        ),
        .init(
            "unicode-lone-surrogate-escape",
            .unicode,
            sends: "a string with the escape `\\ud800`, half of a pair",
            .either(),
            why: "The grammar allows it, and what a recipient makes of it is unpredictable (RFC 8259, section 8.2)"
        ),
        .init(
            "unicode-overlong-bytes",
            .unicode,
            sends: "a string with `/` as the overlong bytes C0 AF",
            .refused(),
            why: notUTF8
        ),
        .init(
            "unicode-lone-surrogate-bytes",
            .unicode,
            sends: "a string with a surrogate as the bytes ED A0 80",
            .refused(),
            why: notUTF8
        ),
        .init(
            "unicode-cut-bytes",
            .unicode,
            sends: "a string that ends within a character: the bytes E2 82",
            .refused(),
            why: notUTF8
        ),
        .init(
            "unicode-latin-1-bytes",
            .unicode,
            sends: "a string with `é` as the byte E9, as Latin-1 has it",
            .refused(),
            why: notUTF8
        ),
    ]

    private static let anyText =
        "Any Unicode text may be in JSON (RFC 8259, section 8.1) and any octet from 80 to FF in a "
        + "field (RFC 9110, section 5.5). The contract's schema decides; what it leaves open may be "
        + "refused, but never break the server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    private static let notUTF8 =
        "JSON between systems must be UTF-8 (RFC 8259, section 8.1), and this isn't: decoders must "
        + "refuse it (RFC 3629, sections 3 and 10)"
}
