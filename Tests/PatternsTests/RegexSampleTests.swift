import Patterns
import Testing

/// Texts that are made along a pattern.
@Suite
struct RegexSampleTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    @Test(
        "A sample has a length that was asked for, and matches",
        arguments: [
            #"^(a|b)+\1$"#, #"^((x)(y|z)\3)\1{2}$"#, #"^(?<n>[0-9]{2})-\k<n>$"#, #"^(a(b(c)?)*)+$"#, #"\bfoo|bar$"#,
            #"^\p{Lu}{2}[^\x00-\x7f]{3}$"#, #"^(?=.*[0-9])[a-z0-9]{4,}$"#, "", #"^$"#,
        ]
    )
    func matches(pattern: String) throws {
        let expression = try RegularExpression(ecma262: pattern)
        for seed in UInt64(0)..<20 {
            var generator = Generator(state: seed)
            let sample = try #require(expression.sample(lengths: 0...40, using: &generator))
            #expect(sample.unicodeScalars.count <= 40)
            #expect(try expression.search(sample))
        }
    }

    @Test("A group that is repeated often is written once each time: it was copied with all that stands before it")
    func manyGroups() throws {
        var generator = Generator(state: 1)
        let expression = try RegularExpression(ecma262: #"^((a)(b)){2000}$"#)
        let sample = expression.sample(lengths: 0...5000, using: &generator)
        #expect(sample == String(repeating: "ab", count: 2000))
    }

    @Test("What needs more scalars than are asked for has no sample", arguments: [#"^a{41}$"#, #"(\p{L}{7}){6}"#])
    func tooLong(pattern: String) throws {
        var generator = Generator(state: 1)
        #expect(try RegularExpression(ecma262: pattern).sample(lengths: 0...40, using: &generator) == nil)
    }

    @Test(
        "An alternative that every match takes one of has a sample each",
        arguments: [
            (#"^[0-9]+(,[0-9]+)*$|^scalar$"#, [#"^[0-9]+(,[0-9]+)*$"#, "^scalar$"]),
            (#"^x(?:one|two(a|b)c)y$"#, ["^xoney$", "^xtwo[ab]cy$"]), (#"^(ab|cd)*$"#, []), ("^abc$", []),
        ]
    )
    func alternatives(pattern: String, each: [String]) throws {
        var generator = Generator(state: 1)
        let expression = try RegularExpression(ecma262: pattern)
        #expect(expression.hasAlternatives == !each.isEmpty)
        let alternatives = expression.alternatives(8)
        #expect(alternatives.count == each.count && expression.alternatives(1).count == min(1, each.count))
        for (alternative, own) in zip(alternatives, each) {
            let sample = try #require(alternative.sample(lengths: 0...64, using: &generator))
            #expect(try expression.search(sample) && RegularExpression(ecma262: own).search(sample))
            #expect(try alternatives.filter { try $0.search(sample) }.count == 1)
        }
    }

    @Test(
        "All tries together have one bound",
        arguments: [#"^(a{1000}){1000}$"#, #"^(.*)*(?!)$"#, #"^(\P{ASCII}{90})+\b(?!)"#]
    )
    func bounded(pattern: String) throws {
        var generator = Generator(state: 1)
        #expect(try RegularExpression(ecma262: pattern).sample(lengths: 0...100_000, using: &generator) == nil)
    }
}
