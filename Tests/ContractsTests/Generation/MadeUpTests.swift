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
