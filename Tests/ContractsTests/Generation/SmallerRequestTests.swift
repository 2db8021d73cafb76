import Decoding
import Diagnostics
import JSON
import Testing

@testable import ContractCases
@testable import Contracts

/// How a written suite says what its cases can do without.
@Suite struct SmallerRequestWritingTests {
    private func scenarios(_ schema: String, parameters: String = "[]", kinds: [String] = []) throws -> [String:
        JSONValue]
    {
        let json = #"""
            {"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{
              "/things":{"post":{"operationId":"make","parameters":\#(parameters),"requestBody":{"required":true,"content":{
                "application/json":{"schema":\#(schema)}}},"responses":{"201":{"description":"made"}}}},
              "/other":{"get":{"operationId":"other","responses":{"200":{"description":"ok"}}}}}}
            """#
        var options = GeneratedSuite.Options()
        options.kinds = kinds
        let suite = try JSONParser.parse(GeneratedSuite(try Library.load(json: json), options, Problems()).text)
        let scenarios = suite["scenarios"]?.array ?? []
        return Dictionary(scenarios.map { ($0["name"]?.string ?? "", $0) }) { first, _ in first }
    }

    private static let schema = #"""
        {"type":"object","required":["n","inner","list"],"properties":{"n":{"type":"integer"},"note":{"type":"string","maxLength":5},
          "part":{"type":"object","properties":{"x":{"type":"integer"}}},
          "inner":{"type":"object","required":["m"],"properties":{"m":{"type":"boolean"},"deep":{"type":"string"}}},
          "list":{"type":"array","minItems":1,"items":{"type":"object","properties":{"y":{"type":"integer"}}}}}}
        """#

    @Test func whatMayBeLeftOutIsLeftOutAtEveryDepth() throws {
        let scenarios = try scenarios(Self.schema)
        let valid = try #require(scenarios["make: accepts the valid request"])
        #expect(valid["smaller"]?["json"]?.object?.names.sorted() == ["inner", "list", "note", "part"])
        #expect(valid["smaller"]?["json"]?["inner"] == ["deep": .null])
        #expect(valid["smaller"]?["json"]?["list"] == [[:]])
        #expect(scenarios["make: refuses a body without n"]?["smaller"] == true)
        #expect(scenarios["make: refuses inner.m as a string"]?["smaller"] == true)
        #expect(scenarios["make: accepts a request without the optional note"]?["smaller"] == nil)
        let within = scenarios.filter { $0.key.hasPrefix("make: refuses part.x") }
        #expect(!within.isEmpty && within.values.allSatisfy { $0["smaller"] == nil && $0["needs"] != nil })
        // Another writing of the whole body is another writing of the smaller one.
        let escapes = scenarios["make: accepts a body whose texts are written in escapes"]?["smaller"]?["text"]?.string
        #expect(escapes?.contains("note") == false && escapes?.contains("\\u006") == true, "\(escapes ?? "none")")
        #expect(scenarios["other: accepts the valid request"]?["smaller"] == nil)
    }

    /// What alternatives or a least number of members need stays.
    @Test func whatIsLeftIsValid() throws {
        let scenarios = try scenarios(
            #"{"type":"object","minProperties":2,"properties":{"a":{"type":"integer"},"b":{"type":"integer"},"c":{"type":"integer"}}}"#
        )
        #expect(scenarios["make: accepts the valid request"]?["smaller"] == ["json": ["a": .null]])
    }

    @Test func nothingIsSaidWhereNothingMayBeLeftOutOrNothingNeedsIt() throws {
        let required = #"{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}"#
        #expect(try scenarios(required).values.allSatisfy { $0["smaller"] == nil })
        #expect(try scenarios(Self.schema, kinds: ["valid-request"]).values.allSatisfy { $0["smaller"] == nil })
    }
}
