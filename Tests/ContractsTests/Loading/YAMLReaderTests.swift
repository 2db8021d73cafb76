import Diagnostics
import JSON
import Testing

@testable import Decoding

@Suite struct YAMLReaderTests {
    static func read(_ text: String) -> (value: JSONValue?, problems: [String]) {
        let problems = Problems()
        let node = YAMLReader.parse(SourceFile(path: "y", text: text), problems)
        return (node?.value, problems.diagnostics.map(\.message))
    }

    /// The core schema of YAML 1.2.2, section 10.3.2, and what YAML 1.1 would have made of some.
    static let scalars: [(text: String, value: JSONValue)] = [
        ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("nULL", "nULL"), ("true", true), ("FALSE", false),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("0", 0), ("-0", -0.0), ("+12", 12),
        ("0o14", 12), ("014", 14), ("0xff", 255),
        ("0xFFFFFFFFFFFFFFFFFF", .number(JSONNumber(literal: "4722366482869645213695") ?? 0)),
        ("1.", 1), (".5", 0.5), ("-.5e+3", -500), ("1e3", 1000), ("1_000", "1_000"), ("12:30:45", "12:30:45"),
        ("2020-01-02", "2020-01-02"), ("0.1.2", "0.1.2"), ("1e", "1e"), ("0x", "0x"), ("'1'", "1"),
        ("\"a\\u0041\"", "aA"),
        ("!!str 1", "1"), ("! 1", "1"), ("!!int \"3\"", 3),
        ("123456789012345678901234567890", .number(JSONNumber(literal: "123456789012345678901234567890") ?? 0)),
        ("|\n  a\n  b\n", "a\nb\n"), (">-\n  a\n  b\n", "a b"),
    ]

    @Test(arguments: scalars) func readsScalars(_ text: String, _ value: JSONValue) {
        let (found, problems) = Self.read("k: \(text)")
        #expect(found?["k"] == value, "\(problems)")
    }

    @Test func keepsNumbersAsTheyAreWritten() {
        let found = Self.read("k: 12345678901234567890.50").value?["k"]
        #expect(found?.number?.literal == "12345678901234567890.50")
    }

    @Test func readsCollections() {
        let text = "a: [1, {b: c}]\nd:\n  - e\n  - - f\n200: g\ntrue: h\n&x i: &y {j: k}\nl: *y\n"
        #expect(
            Self.read(text).value == [
                "a": [1, ["b": "c"]], "d": ["e", ["f"]], "200": "g", "true": "h", "i": ["j": "k"], "l": ["j": "k"],
            ]
        )
    }

    @Test func knowsThePlaces() throws {
        let problems = Problems()
        let text = "ä: \"x\\\"y\" # c\nb: 'it''s'\nc: plain text\nd: |\n  block\n"
        let node = try #require(YAMLReader.parse(SourceFile(path: "y", text: text), problems))
        let places = try #require(node.members).map { member in
            let place = member.value.location
            return "\(place.line):\(place.column)+\(place.range.count)"
        }
        #expect(places == ["1:4+6", "2:4+7", "3:4+10", "4:4+1"])
    }

    @Test func refusesRepeatedNames() {
        #expect(Self.read("a: 1\n'a': 2").problems == ["'a' is there twice"])
        #expect(Self.read("200: 1\n\"200\": 2").problems == ["'200' is there twice"])
    }

    @Test func boundsAliases() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        let problems = Problems()
        #expect(YAMLReader.parse(SourceFile(path: "y", text: text), problems, nodeLimit: 10_000) == nil)
        #expect(problems.diagnostics.map(\.message) == ["more than 10000 values, those that aliases repeat included"])
        #expect(Self.read("a: &a [*a]").problems == ["YAML: found undefined alias"])
    }

    @Test func boundsDepth() {
        let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        #expect(Self.read(deep).problems == ["nested more than 512 levels deep"])
        let deeper = String(repeating: "[", count: 100_000)
        #expect(Self.read(deeper).problems.count == 1)
        #expect(Self.read(String(repeating: "- ", count: 100_000)).problems.count == 1)
    }

    @Test func refusesWhatIsNoSingleDocument() {
        #expect(Self.read("a: 1\n---\nb: 2").problems.count == 1)
        #expect(Self.read("").problems == ["the file is empty"])
        let problems = Problems()
        #expect(YAMLReader.parse(SourceFile(path: "y", bytes: [0x61, 0xFF]), problems) == nil)
        #expect(problems.diagnostics.map(\.message) == ["the file isn't UTF-8"])
    }
}
