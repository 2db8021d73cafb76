import JSON
import JSONPath
import Testing

@Suite("JSONPath: evaluation")
struct JSONPathEvaluationTests {
    private func paths(_ path: String, _ document: String) throws -> [String] {
        try JSONPath(path).nodes(in: JSONParser.parse(document)).map(\.path.description)
    }

    @Test("Paths and pointers of nodes")
    func places() throws {
        let document = try JSONParser.parse(#"{"a/b":[{"m~n":1}],"it's\n\u0001é":2,"":3}"#)
        let nodes = try JSONPath("$..*").nodes(in: document)
        #expect(
            nodes.map(\.path.description) == [
                "$['a/b']", #"$['it\'s\n\u0001é']"#, "$['']", "$['a/b'][0]", "$['a/b'][0]['m~n']",
            ]
        )
        #expect(nodes.map(\.path.pointer.description) == ["/a~1b", "/it's\n\u{1}é", "/", "/a~1b/0", "/a~1b/0/m~0n"])
        #expect(try JSONPath("$").nodes(in: document).map(\.path.pointer) == [JSONPointer()])
    }

    @Test("A normalized path selects the node that it came from")
    func normalizedPathsAreQueries() throws {
        let document = try JSONParser.parse(#"{"a":[{"'\\\b\f\r\t":[true]},null],"\ud83d\udc32":{"x":{}}}"#)
        let nodes = try JSONPath("$..*").nodes(in: document)
        #expect(nodes.count == 7)
        for node in nodes {
            let path = try JSONPath(node.path.description)
            #expect(path.isSingular)
            #expect(path.nodes(in: document).map(\.path) == [node.path])
        }
    }

    @Test("Names and strings are compared by code points, not by canonical equivalence")
    func codePoints() throws {
        let document = #"{"\u00e9":1,"e\u0301":2}"#
        #expect(try paths("$['\\u00e9']", document) == ["$['\u{E9}']"])
        #expect(try paths("$[?@ == 2]", document) == ["$['e\u{301}']"])
        #expect(try paths("$[?@ == 'e\\u0301']", #"["\u00e9","e\u0301"]"#) == ["$[1]"])
        #expect(NormalizedPath([.name("\u{E9}")]) != NormalizedPath([.name("e\u{301}")]))
        #expect(try JSONPath("$.\u{E9}") != JSONPath("$.e\u{301}"))
        #expect(try Set([JSONPath("$.a"), JSONPath("$.a"), JSONPath("$['a']")]).count == 2)
    }

    @Test(
        "Deep equality",
        arguments: [
            ("$[?@.a == @.b]", #"[{"a":{"x":[1,{"y":null}],"z":"s"},"b":{"z":"s","x":[1.0,{"y":null}]}}]"#, 1),
            ("$[?@.a == @.b]", #"[{"a":{"x":[1,2]},"b":{"x":[2,1]}}]"#, 0),
            (
                "$[?@.a == @.b]", #"[{"a":{"x":1},"b":{"y":1}},{"a":[],"b":{}},{"a":[1],"b":[1,1]},{"a":0,"b":false}]"#,
                0
            ),
            ("$[?@.c == @.d]", "[1,{}]", 2),
            (
                "$[?@.a <= @.b]",
                #"[{"a":"a","b":"b"},{"a":true,"b":true},{"a":true,"b":false},{"a":"\uffff","b":"\ud83d\udc32"}]"#, 3
            ),
        ]
    )
    func comparisons(_ path: String, _ document: String, _ count: Int) throws {
        #expect(try paths(path, document).count == count)
    }

    @Test(
        "The first value, singular or not",
        arguments: [
            ("$.a[1].b", "3"), ("$.a[-1].b", "3"), ("$.a[2]", nil), ("$.a.b", nil), ("$.a[-3]", nil), ("$['c'].d", nil),
            ("$..b", "3"), ("$.c", "\"x\""), ("$.*.q", nil),
        ]
    )
    func firstValue(_ path: String, _ expected: String?) throws {
        let document = try JSONParser.parse(#"{"a":[0,{"b":3}],"c":"x"}"#)
        let value = try JSONPath(path).firstValue(in: document)
        #expect(try value == expected.map { try JSONParser.parse($0) })
    }

    @Test(
        "Which paths are singular",
        arguments: [
            ("$", true), ("$.a", true), ("$['a'][0]", true), ("$ [-1]", true), ("$.*", false), ("$..a", false),
            ("$['a','b']", false), ("$[0:1]", false), ("$[?@.a]", false),
        ]
    )
    func singular(_ path: String, _ isSingular: Bool) throws {
        #expect(try JSONPath(path).isSingular == isSingular)
    }

    @Test("The text is kept")
    func description() throws {
        #expect(try JSONPath("$ .a [ 0 ]").description == "$ .a [ 0 ]")
    }
}
