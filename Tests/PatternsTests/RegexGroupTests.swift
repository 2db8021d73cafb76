import Patterns
import Testing

@Suite("Regular expressions: groups and priorities")
struct RegexGroupTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let pattern: String
        let text: String
        let groups: [String?]

        init(_ pattern: String, _ text: String, _ groups: [String?]) {
            self.pattern = pattern
            self.text = text
            self.groups = groups
        }

        var testDescription: String { "\(pattern) in \(text.debugDescription)" }
    }

    /// The whole match, then each group, as an ECMAScript engine reports them.
    static let rows: [Row] = [
        Row("a|ab", "abc", ["a"]),
        Row("((a)|(ab))((c)|(bc))", "abc", ["abc", "a", "a", nil, "bc", nil, "bc"]),
        Row("a[a-z]{2,4}", "abcdefghi", ["abcde"]),
        Row("a[a-z]{2,4}?", "abcdefghi", ["abc"]),
        Row("(aa|aabaac|ba|b|c)*", "aabaac", ["aaba", "ba"]),
        Row("(z)((a+)?(b+)?(c))*", "zaacbbbcac", ["zaacbbbcac", "z", "ac", "a", nil, "c"]),
        Row("(a*)*", "b", ["", nil]),
        Row("(a*)b\\1+", "baaaac", ["b", ""]),
        Row("(?=(a+))", "baaabac", ["", "aaa"]),
        Row("(?=(a+))a*b\\1", "baaabac", ["aba", "a"]),
        Row("(.*?)a(?!(a+)b\\2c)\\2(.*)", "baaabaac", ["baaabaac", "ba", nil, "abaac"]),
        Row("(?<=(\\d+)(\\d+))$", "1053", ["", "1", "053"]),
        Row("(?<=\\1(.))c", "aac", ["c", "a"]),
        Row("x*?y", "xxy", ["xxy"]),
        Row("(?:|a)+", "aaa", ["aaa"]),
        Row("(a?){0,2}", "", ["", nil]),
        Row("(a|b)+", "ab", ["ab", "b"]),
        Row("é(.)", "xé\u{1F432}y", ["é\u{1F432}", "\u{1F432}"]),
    ]

    @Test("As an ECMAScript engine has them", arguments: rows)
    func groups(_ row: Row) throws {
        let match = try #require(try RegularExpression(ecma262: row.pattern).firstMatch(in: row.text))
        #expect([match.text] + match.groups == row.groups)
    }

    @Test("Named groups, numbers and place")
    func names() throws {
        let expression = try RegularExpression(ecma262: "(?<year>\\d{4})-(?<month>\\d\\d)(?<day>-\\d\\d)?")
        let match = try #require(try expression.firstMatch(in: "é 2026-11"))
        #expect(match["year"] == "2026")
        #expect(match["month"] == "11")
        #expect(match["day"] == nil)
        #expect(match["week"] == nil)
        #expect(match[0] == "2026-11")
        #expect(match[2] == "11")
        #expect(match[9] == nil)
        #expect(match.range == 3..<10)
        #expect(expression.groupNames.map(\.name) == ["year", "month", "day"])
        #expect(expression.groupCount == 3)
    }
}
