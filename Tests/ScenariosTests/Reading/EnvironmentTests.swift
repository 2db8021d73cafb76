import Diagnostics
import Testing

@testable import Decoding
@testable import Substitution

@Suite struct EnvironmentTests {
    private static func read(_ text: String) throws -> [String: String] {
        var environment = Environment(["KEPT": "1", "A": "old"])
        try environment.add(SourceFile(path: ".env", bytes: Array(text.utf8)))
        return environment.values
    }

    @Test(arguments: [
        ("A=1", "1"), ("A=", ""), ("export A=x", "x"), ("  A = x y  ", "x y"), ("A=\"x y\"", "x y"), ("A='$x'", "$x"),
        ("A=\"x", "\"x"),
        ("A=a=b", "a=b"), ("# A=2\nA=3\n\n", "3"), ("A=1\r\nB=2\r\n", "1"), ("A=1\nA=2", "2"),
        ("A=\"\"", ""),
        ("A='\"'", "\""), ("A=é", "é"),
        // The common form of such files: a comment stands behind a blank or a closing quote.
        ("A=x # y", "x"), ("A=x\t# y", "x"), ("A=x#y", "x#y"), ("A=# y", ""), ("A=\"q v\"  # c", "q v"),
        ("A='q # v' # c", "q # v"), ("A=\"q # v\"", "q # v"), ("A=\"a\"b\"", "a\"b"), ("A=\"x\"#c", "x"),
        ("A=\"x\" y", "\"x\" y"), ("A=\"\" # c", ""), ("A=it's", "it's"),
    ])
    func isRead(text: String, value: String) throws {
        let values = try Self.read(text)
        #expect(values["A"] == value)
        #expect(values["KEPT"] == "1")
    }

    @Test(arguments: [
        "", "plain", "a b", "a # b", "#a", "'a'", "\"a\" # b", "it's # one", "say \"a\" # b", " a ", "a\\b", "$x",
    ])
    func whatIsWrittenIsReadAgain(_ value: String) throws {
        let written = try #require(Environment.written(value))
        #expect(try Self.read("A=\(written)\n")["A"] == value, "\(written)")
    }

    @Test func noLineHoldsSeveral() { #expect(Environment.written("a\nb") == nil) }

    @Test(arguments: [
        ("s3cr3t", "1:1: error: expected NAME=value, found a line without '='"),
        ("=s3cr3t", "1:1: error: expected NAME=value, found nothing before '='"),
        ("A=1\ns3cr3t\n", "2:1: error: expected NAME=value, found a line without '='"),
        ("A B=s3cr3t", "1:1: error: expected NAME=value, found a blank in the name before '='"),
    ])
    func aLineThatIsNoneIsNamedNotShown(text: String, words: String) {
        let found = #expect(throws: Problems.Found.self) { try Self.read(text) }
        let rendered = found?.diagnostics.map { DiagnosticRenderer().render($0) }.joined() ?? ""
        #expect(rendered.contains(words), "\(rendered)")
        #expect(!rendered.contains("s3cr3t"))
    }
}
