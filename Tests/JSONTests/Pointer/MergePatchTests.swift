import Diagnostics
import JSON
import Testing

@Suite("JSON Merge Patch")
struct MergePatchTests {
    /// RFC 7396, appendix A: original, patch, result.
    static let examples = [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ]

    @Test("the examples of the RFC, on values and on nodes", arguments: examples)
    func example(_ original: String, _ patch: String, _ result: String) throws {
        let value = MergePatch.apply(try JSONParser.parse(patch), to: try JSONParser.parse(original))
        #expect(value.description == result)
        let node = MergePatch.apply(try self.node(patch), to: try self.node(original))
        #expect(node.value.description == result)
    }

    private func node(_ text: String, path: String = "f") throws -> JSONNode {
        try JSONParser.parseNode(SourceFile(path: path, text: text))
    }

    @Test("each part of a patched node keeps the place that it came from")
    func places() throws {
        let base = try node(#"{"keep": 1, "both": {"old": 2, "same": 3}}"#, path: "base")
        let patch = try node(#"{"both": {"same": 4, "new": 5}}"#, path: "patch")
        let result = MergePatch.apply(patch, to: base)
        func path(_ pointer: String) -> String? { JSONPointer(pointer)?.node(in: result)?.location.file.path }
        #expect(path("/keep") == "base")
        #expect(path("/both/old") == "base")
        #expect(path("/both/same") == "patch")
        #expect(path("/both/new") == "patch")
        #expect(path("/both") == "patch")
    }
}
