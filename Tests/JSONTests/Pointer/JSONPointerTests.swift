import Diagnostics
import JSON
import Testing

@Suite("JSON Pointer")
struct JSONPointerTests {
    /// RFC 6901, section 5.
    static let document = #"""
        {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8}
        """#
    static let examples: [(String, JSONValue)] = [
        ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4),
        ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
    ]

    @Test("the examples of the RFC, on values and on nodes", arguments: examples)
    func example(_ text: String, _ value: JSONValue) throws {
        let pointer = try #require(JSONPointer(text))
        let file = SourceFile(path: "f", text: Self.document)
        #expect(pointer.value(in: try JSONParser.parse(Self.document)) == value)
        #expect(pointer.node(in: try JSONParser.parseNode(file))?.value == value)
        #expect(pointer.description == text)
    }

    @Test("the empty pointer is the whole document")
    func whole() throws {
        let document = try JSONParser.parse(Self.document)
        #expect(JSONPointer("")?.value(in: document) == document)
        #expect(JSONPointer().description == "")
    }

    @Test("what is no pointer", arguments: ["foo", "#/foo", "/~", "/~2", "/a~"])
    func malformed(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(
        "what isn't there",
        arguments: ["/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/", "/x", "/foo/0/0", "/foo/99999999999999999999"]
    )
    func missing(_ text: String) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(pointer.value(in: try JSONParser.parse(Self.document)) == nil)
        #expect(pointer.node(in: try JSONParser.parseNode(SourceFile(path: "f", text: Self.document))) == nil)
    }

    @Test("is put together and escaped")
    func appending() {
        #expect(JSONPointer().appending("a/b").appending(3).appending("~").description == "/a~1b/3/~0")
    }
}
