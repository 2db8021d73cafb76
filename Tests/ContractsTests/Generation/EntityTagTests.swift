import Decoding
import JSON
import Testing

@testable import ContractCases
@testable import Contracts

/// The tag of a mandatory `If-Match` comes from an answer, or else was made up.
@Suite struct EntityTagTests {
    private static func json(
        tag: String = #""headers": { "ETag": { "schema": { "type": "string" } } },"#,
        _ schema: String = #"{ "type": "string" }"#,
        path: String = "/thing"
    ) -> String {
        #"""
        { "openapi": "3.0.3", "info": { "title": "a", "version": "1" }, "paths": { "\#(path)": {
          "parameters": [\#(path.contains("{") ? #"{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }"# : "")],
          "get": { "operationId": "read", "responses": { "200": { \#(tag) "description": "ok" } } },
          "put": { "operationId": "write",
            "parameters": [{ "name": "If-Match", "in": "header", "required": true, "schema": \#(schema) },
              { "name": "n", "in": "query", "schema": { "type": "integer" } }],
            "responses": { "204": { "description": "done" } } } } } }
        """#
    }

    private func suite(_ json: String, _ change: (inout GeneratedSuite.Options) -> Void = { _ in }) throws -> JSONValue
    {
        var options = GeneratedSuite.Options()
        change(&options)
        return try JSONParser.parse(GeneratedSuite(try Library.load(json: json), options, Problems()).text)
    }

    private func scenario(_ suite: JSONValue, _ name: String) -> JSONValue? {
        suite["scenarios"]?.array?.first { $0["name"]?.string == name }
    }

    private func statuses(_ scenario: JSONValue?) -> Set<String> {
        let status = scenario?["expect"]?["status"]
        return Set((status?.array ?? [status].compactMap(\.self)).map { $0.string ?? $0.description })
    }

    @Test func theTagIsThatOfTheAnswerBefore() throws {
        let suite = try suite(Self.json())
        let valid = scenario(suite, "write: accepts the valid request")
        #expect(statuses(valid) == ["2xx"])
        #expect(valid?["request"]?["headers"]?["If-Match"] == "${validator}")
        let setup = valid?["setup"]?[0]
        #expect(setup?["request"] == ["method": "GET", "path": "/thing"])
        #expect(setup?["capture"] == ["validator": ["header": "ETag"]])
        #expect(setup?["expect"]?["status"] == "2xx")
        #expect(statuses(scenario(suite, "write: refuses n with a text that is no integer")) == ["400", "422"])
        // Without it, or with another one, a precondition is missing or fails.
        #expect(statuses(scenario(suite, "write: refuses a request without If-Match")).isSuperset(of: ["400", "428"]))
        #expect(scenario(suite, "read: accepts the valid request")?["setup"] == nil)
    }

    /// The suite's own request is the operation's, where there is one alone.
    @Test func itsRequestIsAPatchWhereThereIsOneOperation() throws {
        let suite = try suite(Self.json()) { $0.operations = ["write"] }
        #expect(suite["request"]?["headers"]?["If-Match"] == "${validator}")
        let setup = scenario(suite, "accepts the valid request")?["setup"]?[0]
        #expect(setup?["request"] == ["method": "GET", "headers": ["If-Match": .null]])
    }

    @Test func whatMayNotBeThereMayHaveNone() throws {
        let suite = try suite(Self.json(path: "/things/{id}"))
        let valid = scenario(suite, "write: accepts the valid request")
        #expect(statuses(valid) == ["2xx", "403", "404", "409", "410", "412"])
        #expect(valid?["setup"]?[0]?["request"]?["path"] == valid?["request"]?["path"])
        #expect(valid?["setup"]?[0]?["capture"]?["validator"]?["default"] == "\"muster-made-up\"")
    }

    @Test(arguments: [
        (#"{ "type": "string" }"#, "\"muster-made-up\""), (#"{ "type": "string", "enum": ["abc"] }"#, "abc"),
        (#"{ "type": "string", "example": "\"33a64df5\"" }"#, "\"muster-made-up\""),
    ])
    func withoutOneItWasMadeUp(_ schema: String, _ tag: String) throws {
        let suite = try suite(Self.json(tag: "", schema))
        let valid = scenario(suite, "write: accepts the valid request")
        #expect(statuses(valid) == ["2xx", "412"])
        #expect(valid?["request"]?["headers"]?["If-Match"]?.string == tag && valid?["setup"] == nil)
        #expect(valid?["description"]?.string?.contains("Its tag was made up") == true)
    }

    @Test func oneThatIsGivenIsSent() throws {
        let suite = try suite(Self.json()) { $0.values = ["If-Match": "\"mine\""] }
        let valid = scenario(suite, "write: accepts the valid request")
        #expect(statuses(valid) == ["2xx"] && valid?["setup"] == nil)
        #expect(valid?["request"]?["headers"]?["If-Match"] == "\"mine\"")
    }
}
