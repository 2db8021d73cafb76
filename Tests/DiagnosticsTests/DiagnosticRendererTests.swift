import Diagnostics
import Testing

@Suite("Diagnostics")
struct DiagnosticRendererTests {
    private func render(_ text: String, _ marked: String, help: String? = nil, width: Int = 100) throws -> String {
        let file = SourceFile(path: "suite.json", text: text)
        let range = try #require(firstRange(of: Array(marked.utf8), in: file.bytes))
        let location = Diagnostics.SourceLocation(file: file, range: range)
        let diagnostic = Diagnostic(message: "not so", location: location, help: help)
        return DiagnosticRenderer(width: width).render(diagnostic)
    }

    private func firstRange(of part: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
        (0...(bytes.count - part.count)).lazy.map { $0..<($0 + part.count) }.first { bytes[$0].elementsEqual(part) }
    }

    @Test("the place, the line, the marks, the help")
    func plain() throws {
        let text = "{\n  \"methdo\": \"GET\"\n}\n"
        #expect(
            try render(text, "\"methdo\"", help: "did you mean 'method'?") == """
                suite.json:2:3: error: not so
                2 |   "methdo": "GET"
                  |   ^~~~~~~~
                help: did you mean 'method'?
                """
        )
    }

    @Test("tabs, wide and combining characters keep the marks in place; columns count scalars")
    func alignment() throws {
        #expect(
            try render("\t\"日本e\u{301}\": x", "x") == """
                suite.json:1:10: error: not so
                1 | \t"日本e\u{301}": x
                  | \t         ^
                """
        )
        #expect(
            try render("a: \"日本\"", "\"日本\"") == """
                suite.json:1:4: error: not so
                1 | a: "日本"
                  |    ^~~~~~
                """
        )
    }

    @Test("control characters and what isn't UTF-8 can't do harm")
    func controls() throws {
        #expect(
            try render("a\u{1B}[31m\u{202E}x \u{7F}", "x") == """
                suite.json:1:8: error: not so
                1 | a␛[31m\u{FFFD}x ␡
                  |        ^
                """
        )
        let file = SourceFile(path: "f\u{1B}", bytes: [0x61, 0xFF, 0x62])
        let diagnostic = Diagnostic(message: "\u{7}!", location: Diagnostics.SourceLocation(file: file, range: 2..<3))
        #expect(DiagnosticRenderer().render(diagnostic) == "f␛:1:3: error: ␇!\n1 | a\u{FFFD}b\n  |   ^")
    }

    @Test("a long line is cut on both sides")
    func long() throws {
        let text = String(repeating: "<", count: 300) + "here" + String(repeating: ">", count: 300)
        let lines = try render(text, "here", width: 40).split(separator: "\n")
        #expect(lines[1].hasPrefix("1 | …<<<<") && lines[1].hasSuffix(">>>>…"))
        #expect(lines[1].count == 4 + 42)
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let offset = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(lines[1].dropFirst(offset).hasPrefix("here"))
        #expect(lines[2].hasSuffix("^~~~"))
    }

    @Test(
        "What a file that can't be read calls a secret isn't shown",
        arguments: [
            (#"{"pw":{"secret":"Can\"ary"},"a":b}"#, #"1 | {"pw":{"secret":"********"},"a":b}"#),
            (#"{"pw":{"secret" : "${env:PW}"},"a":b}"#, #"1 | {"pw":{"secret" : "${env:PW}"},"a":b}"#),
            ("pw: { secret: Canary }, a: b", "1 | pw: { secret: ****** }, a: b"),
            (#"{"secret":"Canary b"#, #"1 | {"secret":"********"#),
        ]
    )
    func secrets(_ text: String, _ shown: String) throws {
        #expect(try render(text, "b").split(separator: "\n").contains { $0 == shown })
    }

    @Test("ends of lines: LF, CRLF, CR; places at the end and over several lines")
    func lines() throws {
        let file = SourceFile(path: "f", text: "one\r\ntwo\rthree\nfour")
        #expect((0..<20).map { file.line(at: $0) } == [1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4])
        #expect(file.lineCount == 4)
        let end = Diagnostics.SourceLocation(file: file, range: 19..<19)
        #expect(
            DiagnosticRenderer().render(Diagnostic(message: "m", location: end))
                == "f:4:5: error: m\n4 | four\n  |     ^"
        )
        let all = Diagnostics.SourceLocation(file: file, range: 0..<19)
        #expect(
            DiagnosticRenderer().render(Diagnostic(message: "m", location: all)) == "f:1:1: error: m\n1 | one\n  | ^~~"
        )
        let empty = Diagnostics.SourceLocation(file: SourceFile(path: "f", bytes: []), range: 0..<0)
        #expect(
            DiagnosticRenderer().render(Diagnostic(message: "m", location: empty)) == "f:1:1: error: m\n1 | \n  | ^"
        )
    }

    @Test("severities and colours")
    func colours() {
        let warning = Diagnostic(severity: .warning, message: "odd", help: "don't")
        #expect(DiagnosticRenderer().render(warning) == "warning: odd\nhelp: don't")
        #expect(
            DiagnosticRenderer(colour: true).render(warning)
                == "\u{1B}[1;35mwarning:\u{1B}[0m \u{1B}[1modd\u{1B}[0m\n\u{1B}[36mhelp:\u{1B}[0m don't"
        )
    }
}
