/// Texts that have broken other reports.
enum Hostile {
    /// Every code point that XML 1.0 forbids or gives a meaning, each between letters.
    static let controls = String(
        String.UnicodeScalarView(
            (Array(0...0x1F) + Array(0x7F...0x9F) + [
                0x2028, 0xFDD0, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFE, 0x1FFFF, 0x10FFFF,
            ])
            .compactMap(Unicode.Scalar.init)
            .flatMap { ["a", $0] }
        )
    )

    static let texts: [(name: String, text: String)] = [
        ("controls", controls),
        ("end of CDATA", "]]>]]]]>><![CDATA[x]]>"),
        (
            "markup",
            "</failure></testcase><testcase name=\"fake\"/><!-- -- --><?xml version=\"1.0\"?>&amp;&lt;&#0;&#x1F;"
        ),
        ("entities", "<!DOCTYPE x [<!ENTITY a \"b\">]>&a;"),
        ("quotes", "\"'`\"\u{301}'\u{301}<\u{338}>\u{338}&\u{301}\"\u{FE0F}"),
        ("NUL", "before\0after"),
        ("noncharacters", "\u{FFFE}\u{FFFF}"),
        ("line ends", "a\rb\r\nc\nd\u{85}e\u{2028}f"),
        ("white space", " \t leading and trailing \n\n "),
        ("direction", "\u{202E}gpj.exe\u{202C} \u{2066}x\u{2069} \u{61C}"),
        ("escapes", "\u{1B}[2J\u{1B}]0;title\u{7}\u{9B}31m"),
        ("astral", "😀\u{10FFFD}𝕏"),
        ("empty", ""),
    ]

    static let long = String(repeating: "1 MB of <&>\"'\u{1}\u{FFFF}é😀", count: 50_000)
}
