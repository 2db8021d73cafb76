import Decoding
import Diagnostics
import HTTP
import JSON
import Scenarios
import Substitution
import Testing

@testable import ContractCases
@testable import Contracts

/// Documents as vendors write them: what they give is a valid suite, and true.
@Suite struct WildDocumentTests {
    private func contract(_ paths: String, components: String = "{}") throws -> Contract {
        try Library.load(
            json:
                #"{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":\#(paths),"components":\#(components)}"#
        )
    }

    private func scenarios(_ contract: Contract) throws -> [JSONValue] {
        try JSONParser.parse(GeneratedSuite(contract, .init(), Problems()).text)["scenarios"]?.array ?? []
    }

    /// The statuses of the first case whose name has these words.
    private func statuses(_ contract: Contract, _ words: String) throws -> JSONValue? {
        try scenarios(contract).first { $0["name"]?.string?.contains(words) ?? false }?["expect"]?["status"]
    }

    @Test func nullIsNull() throws {
        let contract = try contract(
            #"""
            {"/notes":{"post":{"requestBody":{"content":{"application/json":{
              "schema":{"type":"object","required":["text","parent"],"properties":{
                "text":{"type":"string"},"parent":{"type":"integer","nullable":true}}},
              "example":{"text":"hello","parent":null}}}},
              "responses":{"201":{"description":"made"},"400":{"description":"wrong"}}}}}
            """#
        )
        let written = try scenarios(contract)
        let texts = written.compactMap { $0["request"]?["text"]?.string }
        #expect(texts.contains { $0.contains(":null") || $0.contains(": null") })
        #expect(!texts.contains { $0.contains(#""$${null}""#) || $0.contains(#""${null}""#) })
        // Another text beside the null is as valid as the base.
        let strange = try #require(written.first { $0["name"]?.string?.hasSuffix("text with an emoji") ?? false })
        #expect(strange["expect"]?["status"]?.array?.contains("2xx") == true)
    }

    @Test(arguments: [
        #"""
        {"/files":{"post":{"requestBody":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object",
          "required":["file"],"properties":{"file":{"type":"string","format":"binary"}}}}}},
          "responses":{"200":{"description":"ok"}}}}}
        """#,
        #"""
        {"/w":{"get":{"parameters":[{"name":"traits","in":"query","schema":{"oneOf":[{"type":"string","enum":["A","B"]},
          {"type":"array","items":{"type":"string","enum":["A","B"]}}]}}],"responses":{"200":{"description":"ok"}}}}}
        """#,
        #"""
        {"/q":{"get":{"parameters":[{"name":"q","in":"query","explode":false,"required":true,
          "schema":{"type":"array","items":{"type":"string"},"minItems":2}}],"responses":{"200":{"description":"ok"}}}}}
        """#,
    ])
    func whatIsWrittenIsAValidSuite(_ paths: String) throws {
        let file = try TemporaryFile(GeneratedSuite(try contract(paths), .init(), Problems()).text)
        let plan = try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([file.path])
        #expect(!plan.suites[0].cases.isEmpty)
    }

    @Test func answersFollowFromWhatIsWrong() throws {
        let contract = try contract(
            #"""
            {"/a":{"post":{"operationId":"only401","requestBody":{"required":true,"content":{"application/json":{"schema":{
                "type":"object","required":["n"],"properties":{"n":{"type":"string","maxLength":5}}}}}},
                "responses":{"200":{"description":"ok"},"429":{"description":"no"}}}},
             "/b":{"get":{"operationId":"only400","security":[{"b":[]}],
                "responses":{"200":{"description":"ok"},"400":{"description":"wrong"}}}},
             "/c/{id}":{"get":{"operationId":"only404","parameters":[
                {"name":"id","in":"path","required":true,"schema":{"type":"integer"}}],
                "responses":{"200":{"description":"ok"},"404":{"description":"none"}}}}}
            """#,
            components: #"{"securitySchemes":{"b":{"type":"http","scheme":"bearer"}}}"#
        )
        #expect(try statuses(contract, "refuses n of 6 characters") == [400, 422])
        #expect(try statuses(contract, "refuses empty credentials") == [400, 401, 403])
        #expect(try statuses(contract, "refuses id with a text that is no integer") == [400, 404, 422])
    }

    @Test func aPathThatAnotherTemplateMatchesIsNotUnknown() throws {
        let contract = try contract(
            #"""
            {"/pets":{"post":{"operationId":"make","responses":{"201":{"description":"made"}}}},
             "/pets/{id}":{"get":{"operationId":"read","parameters":[
                {"name":"id","in":"path","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"ok"}}}},
             "/pets/mine":{"post":{"operationId":"mine","responses":{"201":{"description":"made"}}}}}
            """#
        )
        let names = try scenarios(contract).compactMap { $0["name"]?.string }
        #expect(!names.contains { $0.hasPrefix("make: ") && $0.contains("one more segment") })
        #expect(!names.contains { $0.hasPrefix("make: ") && $0.contains("a path of 8,000") })
        #expect(!names.contains("mine: refuses the method GET"))
        #expect(names.contains("mine: refuses the method PUT"))
        #expect(names.contains("read: refuses a path with one more segment"))
    }

    @Test func noCaseIsMadeOfARequestThatIsNotValid() throws {
        let impossible = try contract(
            #"""
            {"/x":{"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":{
              "type":"object","required":["a"],"properties":{"a":{"type":"string"}},"not":{"required":["a"]}}}}},
              "responses":{"200":{"description":"ok"}}}}}
            """#
        )
        let suite = GeneratedSuite(impossible, .init(), Problems())
        #expect(suite.single == 0)
        #expect(suite.notes.contains { $0.contains("no valid value could be made") || $0.contains("POST /x") })
    }

    @Test func alternativesThatOverlapAreToldApart() throws {
        let schema = try ContractSchema([
            "oneOf": [
                ["type": "object", "required": ["name"], "properties": ["name": ["type": "string"]]],
                [
                    "type": "object", "required": ["name"],
                    "properties": ["name": ["type": "string"], "age": ["type": "integer"]],
                ],
            ]
        ])
        let made = ValueMaker(direction: .request).value(for: schema)
        #expect(made.isValid && made.value.map { schema.isValid($0, .request) } == true)
    }

    @Test func aSchemaWithoutAValueIsGivenUpSoon() throws {
        let schema = try ContractSchema([
            "$defs": [
                "a": [
                    "type": "object", "required": ["l", "r"],
                    "properties": ["l": ["$ref": "#/$defs/a"], "r": ["$ref": "#/$defs/a"]],
                ]
            ],
            "$ref": "#/$defs/a",
        ])
        let made = ValueMaker(direction: .response).value(for: schema)
        // Forty tries that each make all that they may took seconds: the first that is too large ends it.
        #expect(!made.isValid && made.isTooLarge)
    }

    @Test func identityEscapesAndEmptyListsAreNoErrors() throws {
        let contract = try contract(
            #"""
            {"/x":{"get":{"parameters":[{"name":"q","in":"query","schema":{"type":"string",
              "pattern":"^[a-zA-Z0-9_\\-\\:]+\\@x\\!$"}}],"responses":{"200":{"description":"ok","content":{"application/json":{
              "schema":{"type":"object","properties":{"a":{"type":"array","items":{"enum":[]}}}}}}}}}}}
            """#
        )
        let schema = try #require(contract.operations[0].parameters[0].schema)
        #expect(schema.isValid("a-b:c@x!"))
        #expect(!schema.isValid("a-b:c@x"))
        #expect(contract.warnings.contains { $0.message == "'enum' is empty" })
    }

    private func answer(_ contract: Contract, _ target: String) -> HTTPResponse {
        ContractResponder(contract).response(to: HTTPRequest(method: "GET", url: "http://127.0.0.1\(target)"))
    }

    @Test func framingAndCodingAreTheMocksOwn() throws {
        let contract = try contract(
            #"""
            {"/x":{"get":{"responses":{"200":{"description":"ok","headers":{
              "Transfer-Encoding":{"schema":{"type":"string"},"example":"chunked"},
              "Content-Length":{"schema":{"type":"integer"}},"Content-Encoding":{"schema":{"type":"string","enum":["gzip"]}},
              "X-Own":{"schema":{"type":"string"},"example":"yes"}},
              "content":{"application/json":{"schema":{"type":"object"}}}}}}}}
            """#
        )
        let response = answer(contract, "/x")
        #expect(response.status == 200 && response.headers["X-Own"] == "yes")
        for name in ["Transfer-Encoding", "Content-Length", "Content-Encoding"] {
            #expect(response.headers[name] == nil)
        }
    }

    @Test func xmlIsWrittenAsXML() throws {
        let contract = try contract(
            #"""
            {"/x":{"get":{"responses":{"200":{"description":"ok","content":{"application/xml":{"schema":{"type":"object",
              "xml":{"name":"pet"},"properties":{"id":{"type":"integer","xml":{"attribute":true}},"a":{"type":"string"},
              "tags":{"type":"array","xml":{"wrapped":true},"items":{"type":"string","xml":{"name":"tag"}}}}},
              "example":{"id":5,"a":"x < y & z","tags":["one","two"]}}}}}}}}
            """#
        )
        let body = String(decoding: answer(contract, "/x").body, as: UTF8.self)
        #expect(
            body == #"<?xml version="1.0" encoding="UTF-8"?><pet id="5"><a>x &lt; y &amp; z</a>"#
                + "<tags><tag>one</tag><tag>two</tag></tags></pet>"
        )
    }

    @Test func aRefusalHasTheFormThatIsDeclared() throws {
        let contract = try contract(
            #"""
            {"/x":{"get":{"parameters":[{"name":"n","in":"query","required":true,"schema":{"type":"integer"}}],"responses":{
              "200":{"description":"ok"},"422":{"description":"wrong","headers":{"X-Why":{"required":true,"schema":{"type":"string"}}},
              "content":{"application/json":{"schema":{"type":"object","required":["code"],"properties":{"code":{"type":"integer"}}}}}}}}}}
            """#
        )
        let response = answer(contract, "/x")
        #expect(response.status == 422 && response.headers["X-Why"] != nil)
        #expect(response.headers["Content-Type"] == "application/json")
        #expect(try JSONParser.parse(response.body)["code"]?.number != nil)
    }
}
