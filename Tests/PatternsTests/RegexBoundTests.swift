import Testing

@testable import Patterns

/// Patterns that take backtracking engines exponential or quadratic time. Each row ends within far fewer steps than the
/// limit given, or else throws; without the bounds the suite would not end at all.
@Suite("Regular expressions: hostile patterns and texts")
struct RegexBoundTests {
    static let exponential = ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(a*)*$", "(x+x+)+y", "^(?:(?:a?){30}){30}$"]

    @Test("Nested repetitions take linear time", arguments: exponential)
    func nestedRepetitions(_ pattern: String) throws {
        let expression = try RegularExpression(ecma262: pattern)
        let text = String(repeating: "a", count: 2_000) + String(repeating: "x", count: 2_000) + "!"
        #expect(try !expression.search(text))
        #expect(try expression.firstMatch(in: text, stepLimit: 20_000_000) == nil)
    }

    @Test(
        "Repetitions at every position take linear time",
        arguments: [".*x", ".+?x", "[^b]*x", "(?:a|b)*x", "\\ba*x"]
    )
    func unanchoredRepetition(_ pattern: String) throws {
        let expression = try RegularExpression(ecma262: pattern)
        let text = String(repeating: "a", count: 100_000)
        #expect(try !expression.search(text))
        #expect(try expression.firstMatch(in: text, stepLimit: 3_000_000) == nil)
    }

    /// What generated cases hold every answer against has a dozen branches, each of which may begin at each byte of
    /// megabytes.
    @Test("The limit grows with the text")
    func limitOfLongTexts() {
        #expect(RegularExpression.stepLimit(for: "") == RegularExpression.defaultStepLimit)
        #expect(RegularExpression.stepLimit(for: String(repeating: "T", count: 300_000)) == 25_000_000)
        #expect(RegularExpression.stepLimit(for: String(repeating: "T", count: 1_000_000)) == 64_000_000)
    }

    @Test("Where no bound by notes is possible the limit on steps is reported")
    func stepLimit() throws {
        let expression = try RegularExpression(ecma262: "^(?:(a+)\\1?)+$")
        let text = String(repeating: "a", count: 60) + "!"
        let error = #expect(throws: RegularExpressionError.self) { try expression.search(text, stepLimit: 100_000) }
        #expect(error?.kind == .limit)
        #expect(
            error?.description == """
                expected an answer from the regular expression `^(?:(a+)\\1?)+$`, found none after 100000 steps \
                (avoid backreferences, and repetitions inside repetitions or lookaround)
                """
        )
        #expect(try expression.search("aaaa", stepLimit: 100_000))
    }

    @Test("Where there are too many choices to come back to, that is reported and not taken for no match")
    func stackLimit() throws {
        // Backreferences can't be noted, and each turn of the repetition leaves choices.
        let expression = try RegularExpression(ecma262: "^(?:(a)|b)*\\1c")
        let text = String(repeating: "b", count: 6_000_000)
        let error = #expect(throws: RegularExpressionError.self) { try expression.search(text, stepLimit: .max) }
        #expect(error?.kind == .limit)
        #expect(error?.found == "none after 4194304 open choices")
    }

    @Test("A lookaround that fails is not tried twice in the same place")
    func failingLookaround() throws {
        let expression = try RegularExpression(ecma262: "^(?:a|a(?=(?:a|aa)*b))*$")
        let text = String(repeating: "a", count: 500) + "!"
        #expect(try !expression.search(text))
    }

    @Test(
        "Counts of a million take no more room than counts of one",
        arguments: ["^.{0,1000000}$", "^[a-z]{3,999999}$"]
    )
    func greatCounts(_ pattern: String) throws {
        let expression = try RegularExpression(ecma262: pattern)
        #expect(try expression.search(String(repeating: "a", count: 70_000)))
        #expect(try !expression.search(String(repeating: "a", count: 70_000) + "\n!"))
    }

    @Test(
        "Empty repetitions end",
        arguments: ["(?:){2000000000}", "(?:(?:){9}){2000000000}", "(?:|){0,100}$", "(?:^)*a"]
    )
    func emptyRepetitions(_ pattern: String) throws {
        #expect(try RegularExpression(ecma262: pattern).search("a"))
    }
}
