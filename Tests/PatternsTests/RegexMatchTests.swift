import Patterns
import Testing

@Suite("Regular expressions: what matches")
struct RegexMatchTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let pattern: String
        let matching: [String]
        let failing: [String]

        init(_ pattern: String, _ matching: [String], not failing: [String]) {
            self.pattern = pattern
            self.matching = matching
            self.failing = failing
        }

        var testDescription: String { pattern }
    }

    static let rows: [Row] = [
        Row("", ["", "a"], not: []),
        Row("abc", ["abc", "xabcx"], not: ["", "ab", "abd", "ABC"]),
        Row("^abc$", ["abc"], not: ["abc\n", "xabc", "abcx"]),
        Row("^(?:ab|cd)+$", ["ab", "cdab"], not: ["", "abc"]),
        Row("^$", [""], not: ["\n", "a"]),
        Row("$^", [""], not: ["a"]),
        Row("a^b", [], not: ["ab", "a\nb"]),
        Row("^[0-9a-f]{64}$", [String(repeating: "a1", count: 32)], not: [String(repeating: "a", count: 63), "g"]),
        Row("^a{2,3}$", ["aa", "aaa"], not: ["a", "aaaa"]),
        Row("^a{2,}$", ["aa", "aaaaaa"], not: ["a", ""]),
        Row("^(ab){2}$", ["abab"], not: ["ab", "ababab"]),
        Row("^(?:a?){3}a{3}$", ["aaa", "aaaaaa"], not: ["aa", "aaaaaaa"]),
        Row("^.$", ["a", "é", "\u{1F432}", "\t"], not: ["", "ab", "\n", "\r", "\u{2028}", "e\u{301}"]),
        Row("^\\d$", ["0"], not: ["a", "\u{07C0}"]),
        Row("^\\D$", ["a", "\u{07C0}"], not: ["0"]),
        Row("^\\w$", ["a", "Z", "_", "5"], not: ["é", "-"]),
        Row("^\\W$", ["é", "-"], not: ["a"]),
        Row("^\\s$", [" ", "\t", "\u{A0}", "\u{FEFF}", "\u{2003}"], not: ["\u{1}", "\u{180E}", "\u{85}"]),
        Row("^\\S$", ["x", "\u{1}"], not: [" ", "\u{3000}"]),
        Row("^[]$", [], not: ["", "a"]),
        Row("^[^]$", ["a", "\n"], not: [""]),
        Row("^[a-c\\d_]+$", ["a1_"], not: ["d", "-"]),
        Row("^[^a-c]$", ["d", "\n", "é"], not: ["a", ""]),
        Row("^[\\w-]+$", ["a-b"], not: ["a b"]),
        Row("^[-a]$", ["-", "a"], not: ["b"]),
        Row("^[\\b]$", ["\u{8}"], not: ["b"]),
        Row("^\\cJ\\x41\\u0042\\u{43}\\uD83D\\uDC32\\0$", ["\nABC\u{1F432}\0"], not: ["ABC"]),
        Row("^[\\uD83D\\uDC00-\\uD83D\\uDCFF]$", ["\u{1F432}"], not: ["\u{1F500}"]),
        Row("\\bcat\\b", ["cat", "a cat.", "écat"], not: ["cats", "concat"]),
        Row("\\Bcat", ["concat"], not: ["cat", "a cat"]),
        Row("^\\p{L}+$", ["Hello", "π", "漢字"], not: ["1", "", "a1"]),
        Row("^\\p{Letter}\\p{Lu}\\p{gc=Nd}\\p{digit}\\P{L}$", ["aÉ42-"], not: ["aé42-"]),
        Row("^[\\p{Lu}\\d]+$", ["ÀÉ1"], not: ["à"]),
        Row("^\\p{Alphabetic}\\p{White_Space}\\p{ASCII}\\p{Any}$", ["é a漢"], not: ["1 aa"]),
        Row("^(?=.*\\d)(?=.*[a-z]).{4,}$", ["abc1", "1abc"], not: ["abcd", "1234", "a1"]),
        Row("^(?!.*admin)\\w+$", ["user"], not: ["superadmin"]),
        Row("(?<=\\$)\\d+", ["$42"], not: ["42", "€42"]),
        Row("(?<!\\$)\\b\\d+", ["42"], not: ["$42"]),
        Row("(?<=a+)b", ["aab"], not: ["b", "cb"]),
        Row("(?<=\\1(\\w))x", ["aax"], not: ["abx", "x"]),
        Row("(?<=(\\w)\\1)x", ["abx"], not: ["x"]),
        Row("^(\\w+) \\1$", ["a a", "xy xy"], not: ["a b", "xy x"]),
        Row("^(?<q>['\"]).*\\k<q>$", ["'a'", "\"b\""], not: ["'a\""]),
        Row("^\\k<q>(?<q>a)$", ["a"], not: ["aa"]),
        Row("^(?:(a)|b)\\1$", ["aa", "b"], not: ["ab", "a"]),
        Row("(?i)^straße$", ["STRAßE", "strasse".replacing("ss", with: "ß")], not: ["STRASSE"]),
        Row("(?i)^k[a-z]$", ["K\u{17F}", "\u{212A}a"], not: ["1a"]),
        Row("(?i)^[^k]$", ["a"], not: ["K", "\u{212A}"]),
        Row("(?i)^éσ$", ["ÉΣ", "éς"], not: ["eσ"]),
        Row("(?i)^(a)\\1$", ["aA", "Aa"], not: ["ab"]),
        Row("^(?i:a)b$", ["Ab", "ab"], not: ["AB"]),
        Row("(?i)^a(?-i:b)$", ["Ab"], not: ["AB"]),
        Row("(?m)^b$", ["a\nb\nc", "b"], not: ["ab"]),
        Row("(?s)^.$", ["\n"], not: [""]),
        Row("^(?:a*)*$", ["", "aaa"], not: ["b"]),
        Row("^(?:|a)+$", ["", "aaa"], not: ["b"]),
        Row("^(?:a?b??)*$", ["ab", "abab", ""], not: ["c"]),
        Row("^\u{1F432}*$", ["", "\u{1F432}\u{1F432}"], not: ["\u{1F409}", "D"]),
        Row("^é$", ["é"], not: ["e\u{301}"]),
        Row("\\/", ["/"], not: ["\\"]),
    ]

    @Test("ECMA-262, searched by automaton and by backtracking", arguments: rows)
    func ecma(_ row: Row) throws {
        let expression = try RegularExpression(ecma262: row.pattern)
        for text in row.matching {
            #expect(try expression.search(text), "\(row.pattern) in \(text.debugDescription)")
            #expect(try expression.firstMatch(in: text) != nil, "\(row.pattern) first in \(text.debugDescription)")
        }
        for text in row.failing {
            #expect(try !expression.search(text), "\(row.pattern) in \(text.debugDescription)")
            #expect(try expression.firstMatch(in: text) == nil, "\(row.pattern) first in \(text.debugDescription)")
        }
    }

    @Test(
        "I-Regexp, against the whole text",
        arguments: [
            Row("a.*", ["a", "ab"], not: ["ba", "a\n", "a\r"]),
            Row("a|bc", ["a", "bc"], not: ["ac", "abc", ""]),
            Row(".", ["\u{2028}", "x"], not: ["\n", "\r"]),
            Row("[\\].]", ["]", "."], not: ["a"]),
            Row("[-a-c-]+", ["-ab"], not: ["d"]),
            Row("[^a-z]", ["A"], not: ["a"]),
            Row("\\P{Lu}", ["ж", "1"], not: ["Ж"]),
            Row("\\p{Lu}\\n\\.", ["Ж\n."], not: ["ж\n."]),
            Row("(ab){2,}", ["abab", "ababab"], not: ["ab"]),
            Row("^ab$", ["ab"], not: ["abc"]),
            Row("", [""], not: ["a"]),
        ]
    )
    func iRegexp(_ row: Row) throws {
        let expression = try RegularExpression(iRegexp: row.pattern)
        for text in row.matching { #expect(try expression.searchWhole(text), "\(text.debugDescription)") }
        for text in row.failing { #expect(try !expression.searchWhole(text), "\(text.debugDescription)") }
    }

    @Test("A whole match may need another branch than the first")
    func wholeMatchByBacktracking() throws {
        #expect(try RegularExpression(ecma262: "(a|ab)(?=$)").searchWhole("ab"))
        #expect(try RegularExpression(ecma262: "a*?(?!b)").searchWhole("aaa"))
        #expect(!(try RegularExpression(ecma262: "(a)\\1").searchWhole("aaa")))
    }
}
