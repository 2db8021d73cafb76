import JSON
import JSONPath
import Testing

@Suite("JSONPath: hostile paths and documents")
struct JSONPathBoundTests {
    /// `[[…[]…]]`, so many levels of it.
    private func nested(_ levels: Int) -> JSONValue {
        var value = JSONValue.array([])
        for _ in 0..<levels { value = .array([value]) }
        return value
    }

    @Test("A document of depth 10,000 is walked without recursion")
    func depth() throws {
        let document = nested(10_000)
        let nodes = try JSONPath("$..*").evaluate(in: document)
        #expect(nodes.count == 10_000)
        #expect(nodes.last?.path.steps.count == 10_000)
        #expect(nodes.last?.path.pointer.description.utf8.count == 20_000)
        #expect(try JSONPath("$[?@ == $[0]]").evaluate(in: document).count == 1)
        #expect(
            try JSONPath("$" + String(repeating: "[0]", count: 10_000)).firstValue(in: document)?.array?.isEmpty == true
        )
    }

    @Test("Repeated descent ends at the limit", arguments: ["$..*..*..*", "$..[*,*,*]..[*,*]", "$..[?@..*]..*"])
    func repeatedDescent(_ path: String) throws {
        let document = JSONValue.array(Array(repeating: nested(100), count: 100))
        let error = #expect(throws: JSONPathError.self) { try JSONPath(path).evaluate(in: document, limit: 200_000) }
        #expect(error?.kind == .limit)
        #expect(
            error?.description == """
                expected the JSONPath `\(path)` to select its nodes, found more after 200000 steps (name members instead \
                of using `..` and `*`, above all more than once)
                """
        )
    }

    @Test("Comparing large values again and again ends at the limit")
    func repeatedComparison() throws {
        let list = JSONValue.array(Array(repeating: .null, count: 3_000))
        let document = JSONValue.array(Array(repeating: list, count: 3_000))
        #expect(throws: JSONPathError.self) { try JSONPath("$[?@ == $[0]]").evaluate(in: document) }
    }

    @Test("Regular expressions out of the document spend the same steps")
    func hostilePatterns() throws {
        let text = String(repeating: "a", count: 1_000)
        let document = try JSONParser.parse(
            """
            {"re":"((a?){40}){40}b","texts":["\(text)","\(text)1","\(text)2"]}
            """
        )
        let path = try JSONPath("$.texts[?search(@, $.re)]")
        #expect(throws: JSONPathError.self) { try path.evaluate(in: document, limit: 50_000) }
    }

    @Test("A limit that suffices is no error")
    func sufficientLimit() throws {
        let document = try JSONParser.parse("[[1,2],[3]]")
        let path = try JSONPath("$[*][*]")
        #expect(try path.evaluate(in: document, limit: 5).count == 3)
        #expect(throws: JSONPathError.self) { try path.evaluate(in: document, limit: 4) }
    }
}
