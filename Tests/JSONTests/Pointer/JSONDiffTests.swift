import JSON
import Testing

@Suite("Differences of values")
struct JSONDiffTests {
    @Test("none between values that are equal by the data model")
    func none() throws {
        let one = try JSONParser.parse(#"{"a":[1.0],"b":{}}"#)
        let diff = JSONDiff(expected: one, found: ["b": [:], "a": [1]])
        #expect(diff.differences.isEmpty)
        #expect(diff.text() == "")
    }

    @Test("changed, missing and additional parts, each with its place")
    func parts() {
        let expected: JSONValue = ["id": 1, "tags": ["a", "b"], "gone": .null, "deep": ["x/y": ["z": true]]]
        let found: JSONValue = ["id": "1", "tags": ["a"], "deep": ["x/y": ["z": false]], "more": []]
        #expect(
            JSONDiff.text(expected: expected, found: found) == """
                /id
                  - 1
                  + "1"
                /tags/1
                  - "b"
                  + nothing
                /gone
                  - null
                  + nothing
                /deep/x~1y/z
                  - true
                  + false
                /more
                  - nothing
                  + []
                """
        )
        #expect(JSONDiff.text(expected: 1, found: .null) == "(whole value)\n  - 1\n  + null")
    }

    @Test("what is cut is said to be")
    func limits() {
        let long = JSONValue.string(String(repeating: "x", count: 500))
        let text = JSONDiff(expected: [long, 1, 2, 3], found: [0, 0, 0, 0]).text(limit: 2, width: 10)
        #expect(text == "/0\n  - \"xxxxxxxxx… (502 characters)\n  + 0\n/1\n  - 1\n  + 0\nand 2 more differences")
    }
}
