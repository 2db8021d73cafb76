extension CaseKind {
    /// Texts beyond ASCII.
    static let unicode = [
        unicodeCombining, unicodeDecomposed, unicodeRightToLeft, unicodeDirectionOverride, unicodeZeroWidth,
        unicodeEmoji, unicodeEmojiFamily, unicodeAstral, unicodeCjk, unicodeHomoglyph, unicodeNoncharacter,
        unicodeByteOrderMark, unicodeManyMarks, unicodeLineSeparator, unicodeLoneSurrogateEscape,
        unicodeOverlongBytes, unicodeLoneSurrogateBytes, unicodeCutBytes, unicodeLatin1Bytes,
    ]

    static let unicodeCombining = CaseKind(
        "unicode-combining",
        .unicode,
        sends: "a string: a letter with combining marks",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeDecomposed = CaseKind(
        "unicode-decomposed",
        .unicode,
        sends: "a string: a text in normalization form D, which looks like another in form C",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeRightToLeft = CaseKind(
        "unicode-right-to-left",
        .unicode,
        sends: "a string with Hebrew and Arabic letters",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeDirectionOverride = CaseKind(
        "unicode-direction-override",
        .unicode,
        sends: "a string with the character that reverses what follows it (U+202E)",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeZeroWidth = CaseKind(
        "unicode-zero-width",
        .unicode,
        sends: "a string with zero-width characters",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeEmoji = CaseKind(
        "unicode-emoji",
        .unicode,
        sends: "a string: an emoji",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeEmojiFamily = CaseKind(
        "unicode-emoji-family",
        .unicode,
        sends: "a string: an emoji made of several with zero-width joiners",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeAstral = CaseKind(
        "unicode-astral",
        .unicode,
        sends: "a string with characters beyond the Basic Multilingual Plane",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeCjk = CaseKind(
        "unicode-cjk",
        .unicode,
        sends: "a string with Chinese, Japanese and Korean characters",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeHomoglyph = CaseKind(
        "unicode-homoglyph",
        .unicode,
        sends: "a string with Cyrillic letters that look like Latin ones",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeNoncharacter = CaseKind(
        "unicode-noncharacter",
        .unicode,
        sends: "a string with the noncharacter U+FFFE",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeByteOrderMark = CaseKind(
        "unicode-byte-order-mark",
        .unicode,
        sends: "a string: a byte order mark before the text",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeManyMarks = CaseKind(
        "unicode-many-marks",
        .unicode,
        sends: "a string: a letter with a hundred combining marks",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    static let unicodeLineSeparator = CaseKind(
        "unicode-line-separator",
        .unicode,
        sends: "a string with the line separator U+2028",
        .bySchema([400, 401, 422]),
        why: anyText
    )
    package static let unicodeLoneSurrogateEscape = CaseKind(
        "unicode-lone-surrogate-escape",
        .unicode,
        sends: "a string with the escape `\\ud800`, half of a pair",
        .either(),
        why: "The grammar allows it, and what a recipient makes of it is unpredictable (RFC 8259, section 8.2)"
    )
    static let unicodeOverlongBytes = CaseKind(
        "unicode-overlong-bytes",
        .unicode,
        sends: "a string with `/` as the overlong bytes C0 AF",
        .refused(),
        why: notUTF8
    )
    static let unicodeLoneSurrogateBytes = CaseKind(
        "unicode-lone-surrogate-bytes",
        .unicode,
        sends: "a string with a surrogate as the bytes ED A0 80",
        .refused(),
        why: notUTF8
    )
    static let unicodeCutBytes = CaseKind(
        "unicode-cut-bytes",
        .unicode,
        sends: "a string that ends within a character: the bytes E2 82",
        .refused(),
        why: notUTF8
    )
    static let unicodeLatin1Bytes = CaseKind(
        "unicode-latin-1-bytes",
        .unicode,
        sends: "a string with `é` as the byte E9, as Latin-1 has it",
        .refused(),
        why: notUTF8
    )

    private static let anyText =
        "Any Unicode text may be in JSON (RFC 8259, section 8.1) and any octet from 80 to FF in a "
        + "field (RFC 9110, section 5.5). The contract's schema decides; what it leaves open may be "
        + "refused, but never break the server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    private static let notUTF8 =
        "JSON between systems must be UTF-8 (RFC 8259, section 8.1), and this isn't: decoders must "
        + "refuse it (RFC 3629, sections 3 and 10)"
}

extension SampleTexts {
    static let unicode: [Sample] = [
        (CaseKind.unicodeCombining, "combining marks", "e\u{301}a\u{308}o\u{302}"),
        (CaseKind.unicodeDecomposed, "a text in normalization form D", "Re\u{301}sume\u{301}"),
        (CaseKind.unicodeRightToLeft, "Hebrew and Arabic letters", "שלום مرحبا"),
        (CaseKind.unicodeDirectionOverride, "a direction override", "abc\u{202E}gpj.exe"),
        (CaseKind.unicodeZeroWidth, "zero-width characters", "a\u{200B}b\u{200C}c\u{200D}d\u{2060}e"),
        (CaseKind.unicodeEmoji, "an emoji", "file😀"),
        (CaseKind.unicodeEmojiFamily, "an emoji made of several", "👩‍👩‍👧‍👦🏳️‍🌈"),
        (CaseKind.unicodeAstral, "characters beyond the Basic Multilingual Plane", "𝒜𝒷𝔠𠜎"),
        (CaseKind.unicodeCjk, "Chinese, Japanese and Korean characters", "文件ファイル파일"),
        (CaseKind.unicodeHomoglyph, "Cyrillic letters that look Latin", "аdmіn"),
        (CaseKind.unicodeNoncharacter, "a noncharacter", "a\u{FFFE}b"),
        (CaseKind.unicodeByteOrderMark, "a byte order mark before it", "\u{FEFF}text"),
        (CaseKind.unicodeManyMarks, "a hundred combining marks", "a" + String(repeating: "\u{301}", count: 100)),
        (CaseKind.unicodeLineSeparator, "a line separator", "a\u{2028}b"),
    ]
}
