import Contracts
import JSON
import Testing

@testable import ContractCases

@Suite struct LoneFieldCasesTests {
    private func bodies() throws -> [String: JSONObject] {
        let contract = try CaseFixtures.contract.get()
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = try CaseFixtures.cases().filter { $0.kind.name == "field-alone-wrong-type" }
        #expect(made.allSatisfy { $0.outcome == .refused })
        var bodies: [String: JSONObject] = [:]
        for one in made {
            var draft = base.draft
            one.edit(&draft)
            guard case .json(.object(let body)) = draft.body else { throw CancellationError() }
            bodies[one.place] = body
        }
        return bodies
    }

    /// Another optional field may keep what reads the one of a wrong type from being reached.
    @Test func aFieldOfAWrongTypeStandsAloneOfTheOptionalOnes() throws {
        let bodies = try bodies()
        let code = try #require(bodies["code"])
        #expect(code.names.sorted() == ["code", "colour", "count", "name"])
        #expect(code["code"] == ["AB12"] && code["name"] == "tea for two")
        // One that the valid request doesn't have is there too, and no mandatory one is.
        #expect(bodies["free"]?["free"]?.array?.count == 1 && bodies["name"] == nil)
        #expect(bodies["tags"]?["tags"] == ["value": "text"], "a list where one may stand is no wrong type")
        // There is no other optional field beside it.
        #expect(bodies["address.city"] == nil)
    }
}
