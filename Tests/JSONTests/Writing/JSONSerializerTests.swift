import JSON
import Testing

@Suite("JSON serializer")
struct JSONSerializerTests {
    private func text(_ value: JSONValue, _ style: JSONSerializer.Style = .compact, sorted: Bool = false) -> String {
        String(decoding: JSONSerializer.serialize(value, style: style, sortedNames: sorted), as: UTF8.self)
    }

    @Test("compact")
    func compact() throws {
        let json = #"{"b":[1,-0.50,1e3,null,true,false],"a":{},"c":[],"":"x"}"#
        #expect(text(try JSONParser.parse(json)) == json)
    }

    @Test("pretty, with names in their order or sorted by code points")
    func pretty() {
        let value: JSONValue = ["b": [1, ["x": []]], "a": [:], "B": "t"]
        #expect(
            text(value, .pretty) == """
                {
                  "b": [
                    1,
                    {
                      "x": []
                    }
                  ],
                  "a": {},
                  "B": "t"
                }
                """
        )
        #expect(text(value, sorted: true) == #"{"B":"t","a":{},"b":[1,{"x":[]}]}"#)
    }

    @Test("only what must be escaped is escaped")
    func escapes() throws {
        let value: JSONValue = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}\u{2028}é😀"
        let written = text(value)
        #expect(written == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}\u{2028}é😀\"")
        #expect(try JSONParser.parse(written) == value)
    }

    @Test("an escape is found wherever it stands", arguments: 0..<20)
    func escapesAnywhere(length: Int) {
        let plain = String("aé !#[]~0123456789abc".prefix(length))
        #expect(text(.string(plain)) == "\"\(plain)\"")
        for place in 0...plain.count {
            let (before, after) = (plain.prefix(place), plain.dropFirst(place))
            for (raw, escaped) in [("\"", "\\\""), ("\\", "\\\\"), ("\n", "\\n"), ("\u{1F}", "\\u001f")] {
                #expect(text(.string(before + raw + after)) == "\"\(before)\(escaped)\(after)\"")
            }
        }
    }

    @Test(
        "what is written value by value is what the tree of it gives",
        arguments: [JSONSerializer.Style.compact, .pretty]
    )
    func writes(style: JSONSerializer.Style) {
        var writer = JSONWriter(style: style)
        writer.object { json in
            json.name(text: "te\"xt")
            json.write("a\nb")
            json.name("none")
            json.object { _ in }
            json.name("list")
            json.array([0, 9, 10, 4711, UInt64.max]) { $1.write($0) }
            json.name("nested")
            json.array([[true], [], [false, true]]) { $1.array($0) { $1.write($0) } }
            json.name("tree")
            json.write(["a": [1.5, .null], "b": [:]])
            json.name("nothing")
            json.null()
        }
        let tree: JSONValue = [
            "te\"xt": "a\nb", "none": [:], "list": [0, 9, 10, 4711, .number(JSONNumber(UInt64.max))],
            "nested": [[true], [], [false, true]], "tree": ["a": [1.5, .null], "b": [:]], "nothing": .null,
        ]
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text(tree, style))
    }
}
