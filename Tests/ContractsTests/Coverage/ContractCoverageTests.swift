import HTTP
import JSON
import Testing

@testable import Contracts

@Suite struct ContractCoverageTests {
    static let request = HTTPRequest(
        method: "POST",
        url: "http://h/v1/pets",
        headers: HeaderFields([HeaderField("Content-Type", "application/json")]),
        body: Array(#"{"name":"Rex","kind":"dog","born":null}"#.utf8)
    )

    static func response(_ status: Int, _ body: String, _ type: String = "application/json") -> HTTPResponse {
        HTTPResponse(status: status, headers: HeaderFields([HeaderField("Content-Type", type)]), body: Array(body.utf8))
    }

    static func exercised(_ coverage: ContractCoverage) -> [String] {
        coverage.rows.filter { $0.count > 0 }.map { "\($0.item.owner): \($0.item.name) \($0.count)" }
    }

    @Test func beginsWithAllThatThereIs() throws {
        let coverage = ContractCoverage(try Petstore.contract.get())
        let totals = coverage.summary.map { "\($0.area.rawValue) \($0.exercised)/\($0.total)" }
        #expect(
            totals == [
                "operations 0/5", "parameters 0/7", "responses 0/8", "request content 0/1", "response content 0/8",
                "schema branches 0/25",
            ]
        )
        #expect(Self.exercised(coverage).isEmpty)
    }

    @Test func notesWhatAnExchangeExercises() throws {
        var coverage = ContractCoverage(try Petstore.contract.get())
        coverage.declare(kinds: ["empty", "null"], for: "POST /pets")
        coverage.record(Self.request, Self.response(201, #"{"id":1,"name":"Rex","kind":"cat"}"#), kinds: ["null"])
        let found = Self.exercised(coverage)
        let pet = "#/components/schemas/Pet/properties"
        for expected in [
            "POST /pets: POST /pets 1", "POST /pets: 201 1", "POST /pets: application/json 1",
            "POST /pets: 201 application/json 1", "POST /pets: null 1", "request: \(pet)/kind/enum/0 1",
            "request: \(pet)/born/nullable 1", "request: \(pet)/born 1", "request: \(pet)/parent/absent 1",
            "response: \(pet)/kind/enum/1 1", "response: \(pet)/born/absent 1",
        ] { #expect(found.contains(expected), "\(expected) in \(found)") }
        #expect(
            !found.contains {
                $0.contains("enum/2") || $0.contains(": empty") || $0.contains("secret/") && $0.hasPrefix("response")
            }
        )
        #expect(coverage.summary.last == ContractCoverage.Summary(area: .kinds, exercised: 1, total: 2))
    }

    @Test func merges() throws {
        let contract = try Petstore.contract.get()
        var one = ContractCoverage(contract)
        one.record(Self.request, nil)
        var other = ContractCoverage(contract)
        other.record(Self.request, Self.response(422, #"{"title":"x","status":422}"#, "application/problem+json"))
        other.record(HTTPRequest(method: "GET", url: "/nowhere"), nil)
        var both = one
        both.merge(other)
        var all = ContractCoverage(contract)
        all.record(Self.request, nil)
        all.record(Self.request, Self.response(422, #"{"title":"x","status":422}"#, "application/problem+json"))
        all.record(HTTPRequest(method: "GET", url: "/nowhere"), nil)
        #expect(both.rows == all.rows)
        #expect(both.unmatched == 1)
        #expect(Self.exercised(both).contains("POST /pets: 4XX 1"))
        #expect(Self.exercised(both).contains("POST /pets: POST /pets 2"))
    }
}
