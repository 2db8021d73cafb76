import Decoding
import Diagnostics
import JSON
import Testing

@testable import ContractCases
@testable import Contracts

/// IDs that nobody gave, and those that somebody gave.
@Suite struct MadeUpTests {
    private static let json = #"""
        {"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{
          "/things/{thingId}":{"parameters":[{"name":"thingId","in":"path","required":true,"schema":{"type":"string"}}],
            "get":{"operationId":"one","parameters":[{"name":"n","in":"query","schema":{"type":"integer"}}],
              "responses":{"200":{"description":"ok"}}}},
          "/kinds/{kind}":{"get":{"operationId":"kind","parameters":[{"name":"kind","in":"path","required":true,
            "schema":{"type":"string","enum":["a","b"]}}],"responses":{"200":{"description":"ok"}}}},
          "/owners":{"post":{"operationId":"own","requestBody":{"content":{"application/json":{"schema":{"type":"object",
            "properties":{"thingId":{"type":"string"},"size":{"type":"integer"}}}}}},"responses":{"200":{"description":"ok"}}}}}}
        """#

    private func suite(_ values: JSONObject = [:], _ problems: Problems = Problems()) throws -> JSONValue {
        var options = GeneratedSuite.Options()
        options.values = values
        return try JSONParser.parse(GeneratedSuite(try Library.load(json: Self.json), options, problems).text)
    }

    private func scenario(_ suite: JSONValue, _ name: String) -> JSONValue? {
        suite["scenarios"]?.array?.first { $0["name"]?.string == name }
    }

    private func statuses(_ suite: JSONValue, _ name: String) -> Set<String> {
        let status = scenario(suite, name)?["expect"]?["status"]
        return Set((status?.array ?? [status].compactMap(\.self)).map { $0.string ?? $0.description })
    }

    @Test func whatAMadeUpIDNamesNeedNotBeThere() throws {
        let suite = try suite()
        #expect(statuses(suite, "one: accepts the valid request") == ["2xx", "403", "404", "409", "410"])
        #expect(
            statuses(suite, "one: refuses n with a text that is no integer") == [
                "400", "403", "404", "409", "410", "422",
            ]
        )
        #expect(statuses(suite, "one: refuses the method DELETE") == ["405"])
        // One of a few is no ID.
        #expect(statuses(suite, "kind: accepts the valid request") == ["2xx"])
    }

    @Test func whatIsGivenMustBeThere() throws {
        let suite = try suite(["thingId": "seven", "own.size": 12])
        #expect(statuses(suite, "one: accepts the valid request") == ["2xx"])
        #expect(scenario(suite, "one: accepts the valid request")?["request"]?["path"] == "/things/seven")
        let own = scenario(suite, "own: accepts the valid request")?["request"]?["json"]
        #expect(own == ["thingId": "seven", "size": 12])
    }

    /// An operation that makes something of what `properties` describe.
    private func making(
        _ properties: String,
        method: String = "post",
        parameters: String = "[]",
        values: JSONObject = [:]
    ) throws
        -> JSONValue
    {
        let json = #"""
            {"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{"/makings":{"\#(method)":{"operationId":"make",
              "parameters":\#(parameters),"requestBody":{"required":true,"content":{"application/json":{"schema":{
                "type":"object","properties":\#(properties)}}}},"responses":{"201":{"description":"made"}}}},
              "/other":{"get":{"operationId":"other","responses":{"200":{"description":"ok"}}}}}}
            """#
        var options = GeneratedSuite.Options()
        options.values = values
        return try JSONParser.parse(GeneratedSuite(try Library.load(json: json), options, Problems()).text)
    }

    private static let valid = "make: accepts the valid request"

    /// Nobody knows whether there is an owner of the ID that was made up.
    @Test(arguments: [
        #"{"owner_id":{"type":"string"}}"#, #"{"ownerId":{"type":"integer"}}"#, #"{"ownerUUID":{"type":"string"}}"#,
        #"{"tag-ids":{"type":"array","minItems":1,"items":{"type":"string"}}}"#,
        #"{"owner":{"type":"object","properties":{"id":{"type":"string"}}}}"#,
    ])
    func whatContentNamesNeedNotBeThere(_ properties: String) throws {
        let suite = try making(properties)
        #expect(statuses(suite, Self.valid) == ["2xx", "403", "404", "409", "410", "422"])
        #expect(scenario(suite, Self.valid)?["description"]?.string?.contains("IDs that were made up") == true)
    }

    /// Its own ID, what the author or the suite chose, what only sounds alike.
    @Test(arguments: [
        #"{"id":{"type":"string"}}"#, #"{"owner_id":{"type":"string","example":"anna"}}"#,
        #"{"valid":{"type":"string"}}"#,
        #"{"owner_id":{"type":"string","enum":["a","b"]}}"#, #"{"is_paid":{"type":"boolean"}}"#,
        #"{"given_id":{"type":"string"}}"#,
    ])
    func whatIsNoIDOfAnotherOrWasChosenIs(_ properties: String) throws {
        let suite = try making(properties, values: properties.contains("given_id") ? ["given_id": "anna"] : [:])
        #expect(statuses(suite, Self.valid) == ["2xx", "409"])
    }

    @Test func anIDInAQueryNeedNotBeThere() throws {
        let query = #"[{"name":"shop_id","in":"query","required":true,"schema":{"type":"string"}}]"#
        #expect(statuses(try making("{}", parameters: query), Self.valid).isSuperset(of: ["404", "422"]))
        // Where it is another value than the valid request's, it is one that was made up.
        let optional = #"[{"name":"shop_id","in":"query","schema":{"type":"string","maxLength":20}}]"#
        let suite = try making("{}", parameters: optional)
        #expect(statuses(suite, Self.valid) == ["2xx", "409"])
        #expect(statuses(suite, "make: accepts shop_id of the greatest length, 20").isSuperset(of: ["404", "422"]))
        #expect(statuses(suite, "make: refuses shop_id of 21 characters, one too many") == ["400", "422"])
    }

    /// A second thing with the name of the first would be refused, rightly.
    @Test(arguments: [
        (#"{"type":"string"}"#, "name", true), (#"{"type":"string","format":"email"}"#, "email", true),
        (#"{"type":"string","maxLength":8,"pattern":"^[0-9]+$"}"#, "key", true),
        (#"{"type":"string"}"#, "block_type_slug", true),
        (#"{"type":"string","maxLength":7}"#, "name", false), (#"{"type":"string","enum":["a"]}"#, "name", false),
        (#"{"type":"string","example":"Anna"}"#, "name", false), (#"{"type":"string"}"#, "display_name", false),
        (#"{"type":"integer"}"#, "code", false),
    ])
    func whatIsMadeHasANameOfItsOwn(_ schema: String, _ name: String, _ isUnique: Bool) throws {
        let suite = try making(#"{"\#(name)":\#(schema)}"#)
        let sent = scenario(suite, Self.valid)?["request"]?["json"]?[name]
        #expect(
            sent != nil && (sent?.string?.contains("${random.digits(8)}") ?? false) == isUnique,
            "\(String(describing: sent))"
        )
        // What is changed stays what it is.
        let change = scenario(try making(#"{"\#(name)":\#(schema)}"#, method: "put"), Self.valid)?["request"]?["json"]?[
            name
        ]
        #expect(change != nil && change?.string?.contains("${") != true)
    }

    @Test func theSecondOfTwoWithOneKeyHasTheNameOfTheFirst() throws {
        let key = #"[{"name":"Idempotency-Key","in":"header","required":true,"schema":{"type":"string"}}]"#
        let suite = try making(#"{"name":{"type":"string"}}"#, parameters: key)
        let flow = try #require(
            suite["scenarios"]?.array?.first { $0["tags"]?.array?.contains("idempotency-repeat") ?? false }
        )
        let texts = flow["steps"]?.array?.compactMap { $0["request"]?["json"]?["name"]?.string } ?? []
        #expect(texts.count == 2 && texts.allSatisfy { $0.contains("${unique}") && !$0.contains("random") }, "\(flow)")
        #expect(flow["variables"]?["unique"] == "${random.digits(8)}")
    }

    @Test(arguments: [
        ("owner_id", ["owner", "id"]), ("ownerID", ["owner", "id"]), ("owner-ids", ["owner", "ids"]),
        ("valid", ["valid"]),
        ("id2", ["id2"]), ("", []), ("__", []), ("HTTPName", ["httpname"]),
    ])
    func aNameHasWords(_ name: String, _ words: [String]) { #expect(FieldNames.words(name) == words) }

    @Test func aNameThatNothingHasIsAMistake() throws {
        let problems = Problems()
        _ = try suite(["thingID": "seven"], problems)
        #expect(problems.diagnostics.contains { $0.message.contains("'thingID'") })
    }

    @Test func aSurveyFindsAllThatIsMade() throws {
        let contract = try CaseFixtures.contract.get()
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let all = Set(CaseKind.all.map(\.name))
        let maker = CaseMaker(contract: contract, base: base, wanted: all, seed: 0)
        let surveyed = Set(maker.survey())
        let made = CaseMaker.cases(contract, base, wanted: all, seed: 0)
        #expect(Set(made.map { CaseSpot(kind: $0.kind.name, place: $0.place) }).subtracting(surveyed).isEmpty)
        let some = Set(surveyed.sorted { ($0.kind, $0.place) < ($1.kind, $1.place) }.prefix(40))
        let chosen = CaseMaker.cases(contract, base, wanted: all, seed: 0, extent: .only(some))
        let expected = made.filter { some.contains(CaseSpot(kind: $0.kind.name, place: $0.place)) }
        #expect(chosen.map(\.name) == expected.map(\.name))
    }
}
