import Patterns
import Testing

@Suite("Regular expressions: errors")
struct RegexErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let pattern: String
        let offset: Int
        let message: String

        init(_ pattern: String, _ offset: Int, _ message: String) {
            self.pattern = pattern
            self.offset = offset
            self.message = message
        }

        var testDescription: String { pattern }
    }

    @Test(
        "ECMA-262: where, what is expected, what is found, what to do",
        arguments: [
            Row("\\a", 0, "expected an escape that ECMA-262 knows, found `\\a`"),
            Row("a**", 2, "expected no second quantifier, found `*` (put the repeated part into `(?:…)`)"),
            Row("a++", 2, "expected no second quantifier, found `+` (there are no possessive quantifiers)"),
            Row("a{2}{3}", 4, "expected no second quantifier, found `{` (put the repeated part into `(?:…)`)"),
            Row(
                "*",
                0,
                "expected something to repeat before the quantifier, found `*` (write `\\*` for the character itself)"
            ),
            Row("a{3,1}", 1, "expected a range whose first number is not greater than its second, found `{3,1}`"),
            Row(
                "a{",
                1,
                "expected a quantifier such as `{2}`, `{2,}` or `{2,3}`, found `{` (write `\\{` for the character itself)"
            ),
            Row(
                "}",
                0,
                "expected a character, class, group or assertion, found `}` (write `\\}` for the character itself)"
            ),
            Row("é[a", 3, "expected `]` to close the class that begins at offset 1, found the end of the pattern"),
            Row("[z-a]", 1, "expected a range whose first character is not after its last, found `z-a`"),
            Row(
                "[\\d-z]",
                1,
                "expected a range between two characters, found `\\d-z` (write `\\-` for a hyphen beside a class escape)"
            ),
            Row("(a", 2, "expected `)` to close the group that begins at offset 0, found the end of the pattern"),
            Row(
                "\u{1F432}a)",
                2,
                "expected the end of the pattern, found `)` (`)` closes no group; write `\\)` for the character itself)"
            ),
            Row(
                "(?P<n>a)",
                2,
                "expected `:`, `=`, `!`, `<` or flags out of `ims` after `(?`, found `P` (a named group is `(?<name>…)`, "
                    + "a reference to it `\\k<name>`)"
            ),
            Row(
                "a(?i)b",
                4,
                "expected `:`, `=`, `!`, `<` or flags out of `ims` after `(?`, found `)` (flags for the whole pattern "
                    + "stand at its beginning, as in `(?i)…`)"
            ),
            Row("(?<1>a)", 3, "expected a group name (a letter, `_` or `$`, then also digits), found `1`"),
            Row("(?<n>a)(?<n>b)", 10, "expected a group name not used before, found `n`"),
            Row("(a)\\2", 3, "expected a reference to one of the 1 capture groups, found `\\2`"),
            Row("\\k<x>", 0, "expected a reference to a group that the pattern has, found `\\k<x>`"),
            Row(
                "\\",
                1,
                "expected a character after the backslash, found the end of the pattern (write `\\\\` for a backslash)"
            ),
            Row("\\u12", 0, "expected four hexadecimal digits after `\\u`, found `\\u12`"),
            Row(
                "\\u{110000}",
                0,
                "expected a hexadecimal number up to 10FFFF and `}` after `\\u{`, found `\\u{110000}`"
            ),
            Row("\\01", 0, "expected `\\0` alone, found `\\01` (write `\\x` and two digits)"),
            Row(
                "\\p{Foo}",
                3,
                "expected a Unicode property, found `Foo` (such as `\\p{L}`, `\\p{Lu}`, `\\p{Nd}` or `\\p{Alphabetic}`; "
                    + "names are spelt exactly so)"
            ),
            Row(
                "\\p{Script=Greek}",
                3,
                "expected a Unicode property that is supported, found `Script=Greek` (general categories and most binary "
                    + "properties are; write others as ranges, such as `[\\u0370-\\u03FF]`)"
            ),
            Row("\\pL", 2, "expected `{` and the name of a Unicode property, found `L`"),
            Row(
                "(?=a)*",
                5,
                "expected no quantifier after an assertion, found `*` (put the assertion into a group `(?:…)` to repeat it)"
            ),
            Row("\\c\u{1}", 2, "expected an ASCII letter after `\\c`, found `U+0001`"),
            Row(
                "((a{0,9}b){1000}){1000}",
                0,
                "expected a pattern that compiles to at most 50000 instructions, found a pattern that needs more (repeat "
                    + "groups fewer times; a single character or class may be repeated as often as you like)"
            ),
            Row(
                String(repeating: "(", count: 300),
                200,
                "expected at most 200 groups inside one another, found `(`"
            ),
        ]
    )
    func ecma(_ row: Row) {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(ecma262: row.pattern) }
        #expect(error?.offset == row.offset)
        #expect(error?.description == "at offset \(row.offset) of the regular expression: \(row.message)")
    }

    @Test(
        "I-Regexp: where, what is expected, what is found, what to do",
        arguments: [
            Row("\\d", 0, "expected an escape that an I-Regexp (RFC 9485) knows, found `\\d` (write `[0-9]`)"),
            Row("\\b", 0, "expected an escape that an I-Regexp (RFC 9485) knows, found `\\b`"),
            Row("a{2,1}", 1, "expected a quantifier such as `{2}`, `{2,}` or `{2,3}`, found `{`"),
            Row("a??", 2, "expected a character, class or group, found `?` (write `\\?` for the character itself)"),
            Row("(?:a)", 1, "expected a character, class or group, found `?` (write `\\?` for the character itself)"),
            Row(
                "[]",
                1,
                "expected a character of the class, found `]` (write a backslash before it for the character itself)"
            ),
            Row(
                "[a-b-c]",
                4,
                "expected a character of the class, found `-` (write a backslash before it for the character itself)"
            ),
            Row(
                "\\p{Letter}",
                3,
                "expected a general category of Unicode, found `Letter` (such as `\\p{L}`, `\\p{Lu}` or `\\p{Nd}`)"
            ),
            Row(
                "\\p{Cs}",
                3,
                "expected a general category of Unicode, found `Cs` (such as `\\p{L}`, `\\p{Lu}` or `\\p{Nd}`)"
            ),
        ]
    )
    func iRegexp(_ row: Row) {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(iRegexp: row.pattern) }
        #expect(error?.offset == row.offset)
        #expect(error?.description == "at offset \(row.offset) of the regular expression: \(row.message)")
    }

    @Test(
        "A pattern that ends within the opening of a group is refused",
        arguments: ["2(?i", "2(?i-s", "2(?", "2(?-", "2(?<", "2(?<n", "2(?<n>", "2(?:", "2(?=", "2(?<!", "2("]
    )
    func endInOpening(_ pattern: String) {
        #expect(throws: RegularExpressionError.self) { try RegularExpression(ecma262: pattern) }
    }

    @Test("Leading flags are an extension that can be turned off", arguments: ["(?i)abc", "(?ims)abc"])
    func leadingFlags(_ pattern: String) throws {
        #expect(try RegularExpression(ecma262: pattern).search("ABC"))
        #expect(throws: RegularExpressionError.self) {
            try RegularExpression(ecma262: pattern, allowsLeadingFlags: false)
        }
    }

    @Test("The length is that of what was found")
    func length() {
        for (pattern, length) in [("[z-a]", 3), ("a{3,1}", 5), ("(a", 0), ("\\p{Foo}", 3), ("}", 1)] {
            let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(ecma262: pattern) }
            #expect(error?.length == length, "\(pattern)")
        }
    }
}
