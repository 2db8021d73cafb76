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

    @Test("appends to what is there")
    func appends() {
        var bytes = Array("data: ".utf8)
        JSONSerializer.append([1], to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "data: [1]")
    }
}
