import Diagnostics
import Foundation
import JSON
import Testing

@Suite("JSON parser")
struct JSONParserTests {
    @Test("all escapes, pairs of surrogates, text of any script")
    func strings() throws {
        let value = try JSONParser.parse(#"["\"\\\/\b\f\n\r\t","\u0041\u00e9\uD83D\uDE00","日本語 naïve 😀","","\u0000"]"#)
        #expect(value == ["\"\\/\u{8}\u{C}\n\r\t", "A\u{E9}\u{1F600}", "日本語 naïve 😀", "", "\0"])
    }

    @Test("a string is ended at each place of a word of eight bytes", arguments: 0..<40)
    func lengths(_ length: Int) throws {
        let plain = String(repeating: "x", count: length)
        for end in ["", "é", "\\n", "\\\"", "~\u{7F}"] {
            let value = try JSONParser.parse("[\"\(plain)\(end)\",1]")
            let expected = plain + end.replacing("\\n", with: "\n").replacing("\\\"", with: "\"")
            #expect(value == .array([.string(expected), 1]))
        }
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("[\"\(plain)\u{1}\"]") }
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("[\"\(plain)") }
    }

    @Test("duplicate names as the options say")
    func duplicates() throws {
        let text = #"{"a":1,"b":2,"a":3}"#
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
        let last = try JSONParser.parse(text, .init(duplicateNames: .keepLast))
        let first = try JSONParser.parse(text, .init(duplicateNames: .keepFirst))
        #expect(last.description == #"{"a":3,"b":2}"#)
        #expect(first.description == #"{"a":1,"b":2}"#)
        let file = SourceFile(path: "f", text: text)
        #expect(try JSONParser.parseNode(file, .init(duplicateNames: .keepLast)).value.description == last.description)
        #expect(
            try JSONParser.parseNode(file, .init(duplicateNames: .keepFirst)).value.description == first.description
        )
    }

    @Test("duplicates are found among very many names")
    func manyNames() {
        let names = (0..<5_000).map { "\"n\($0)\":0" } + ["\"n2500\":0"]
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("{\(names.joined(separator: ","))}") }
    }

    @Test("a byte order mark as the options say")
    func byteOrderMark() throws {
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("[1]".utf8)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes) }
        #expect(try JSONParser.parse(bytes, .file) == [1])
        #expect(try JSONParser.parseNode(SourceFile(path: "f", bytes: bytes)).value == [1])
    }

    @Test("nesting up to the limit and not beyond")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSONParser.parse(nested(512)).array != nil)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(nested(513)) }
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(String(repeating: "[{\"a\":", count: 1_000_000)) }
        #expect(try JSONParser.parse("[]", .init(depthLimit: 1)) == [])
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("[[]]", .init(depthLimit: 1)) }
        #expect(try JSONParser.parse("1", .init(depthLimit: 0)) == 1)
    }

    /// Threads of Swift's tasks have 8 MiB of stack. Unoptimized frames take 4.3 MiB of it, and a thread that a test
    /// starts may be given the larger stack of one that has ended: what is too little here is too little now and then.
    @Test("the greatest depth is read, compared, hashed, written, patched and released on three quarters of a stack")
    func greatestDepth() async {
        let depth = JSONParser.Options.greatestDepth
        let isRight = await withCheckedContinuation { continuation in
            let thread = Thread {
                let text = String(repeating: "{\"a\":[", count: depth / 2) + String(repeating: "]}", count: depth / 2)
                let options = JSONParser.Options(depthLimit: depth)
                let file = SourceFile(path: "f", text: text)
                let one = try? JSONParser.parse(text, options)
                let other = (try? JSONParser.parseNode(file, options))?.value
                let hashes = Set([one, other])
                let written = one.map { $0.description == text } ?? false
                let patched = one.map { MergePatch.apply($0, to: ["a": 1]) == $0 } ?? false
                let differences = JSONDiff(expected: one ?? .null, found: other ?? 0).differences
                continuation.resume(returning: hashes.count == 1 && written && patched && differences.isEmpty)
            }
            thread.stackSize = 6 << 20
            thread.start()
        }
        #expect(isRight)
    }

    @Test("places of values and names")
    func places() throws {
        let text = "{\n  \"a\": [10, \"é\\n\"],\n  \"b\" : {\"c\": true}\n}"
        let node = try JSONParser.parseNode(SourceFile(path: "f.json", text: text))
        func part(_ location: Diagnostics.SourceLocation) -> String {
            String(decoding: location.file.bytes[location.range], as: UTF8.self)
        }
        #expect(part(node.location) == text)
        let list = try #require(node["a"])
        #expect(part(list.location) == "[10, \"é\\n\"]")
        let string = try #require(JSONPointer("/a/1")?.node(in: node))
        #expect(part(string.location) == "\"é\\n\"")
        #expect(string.location.description == "f.json:2:13")
        guard case .object(let members) = node.content else {
            Issue.record("an object was expected")
            return
        }
        #expect(members.map { part($0.nameLocation) } == ["\"a\"", "\"b\""])
        #expect(members[1].nameLocation.description == "f.json:3:3")
        #expect(node["b"]?["c"]?.kind == .boolean)
        #expect(node["x"] == nil)
    }
}
