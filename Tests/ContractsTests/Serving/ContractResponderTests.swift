import Decoding
import HTTP
import JSON
import Scenarios
import Testing

@testable import Contracts

/// Answers that are made from a contract alone.
@Suite struct ContractResponderTests {
    private func petstore(
        _ method: String,
        _ target: String,
        _ headers: [String: String] = [:],
        _ body: String? = nil
    ) throws -> HTTPResponse {
        let responder = ContractResponder(try Petstore.contract.get())
        var fields = HeaderFields()
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { fields.append(name, value) }
        let request = HTTPRequest(
            method: method,
            url: "http://127.0.0.1/v1\(target)",
            headers: fields,
            body: body.map { Array($0.utf8) }
        )
        return responder.response(to: request)
    }

    private func json(_ response: HTTPResponse) throws -> JSONValue { try JSONParser.parse(response.body) }

    private static let documents: [(name: String, contract: Result<Contract, Problems.Found>)] = [
        ("Bookshop", Bookshop.contract), ("Petstore", Petstore.contract), ("CaseFixtures", CaseFixtures.contract),
    ]

    @Test(arguments: 0..<3, [0, 1, 7] as [UInt64])
    func everyResponseOfEveryOperationKeepsItsContract(_ index: Int, _ seed: UInt64) throws {
        let contract = try Self.documents[index].contract.get()
        let responder = ContractResponder(contract, seed: seed)
        let checks = ContractChecks(contract, allowances: [ContractAllowance(.serverError, reason: "asked for")])
        for operation in contract.operations {
            let request = RequestFixture.request(operation, of: contract, seed: seed)
            let plain = responder.response(to: request)
            #expect(checks.judge(request, plain).broken == [], "\(operation.name)")
            #expect(
                (200..<300).contains(plain.status),
                "\(operation.name): \(String(decoding: plain.body, as: UTF8.self))"
            )
            for definition in operation.responses {
                let code: Int
                switch definition.selector {
                case .code(let status): code = status
                case .range(let digit): code = digit * 100 + 22
                case .default: code = 599
                }
                var asked = request
                asked.headers.append("Prefer", "code=\(code)")
                let response = responder.response(to: asked)
                #expect(response.status == code)
                #expect(checks.judge(asked, response).broken == [], "\(operation.name) \(code)")
            }
        }
    }

    @Test func theSameSeedGivesTheSameAnswer() throws {
        let contract = try Petstore.contract.get()
        let request = HTTPRequest(method: "GET", url: "http://127.0.0.1/v1/pets")
        let bodies = [1, 1, 2].map { ContractResponder(contract, seed: $0).response(to: request).body }
        #expect(bodies[0] == bodies[1])
        #expect(bodies[0] != bodies[2])
    }

    @Test func anUnknownPathIsNotFound() throws {
        let response = try petstore("GET", "/dogs")
        #expect(response.status == 404)
        #expect(response.headers["Content-Type"] == "application/problem+json")
        #expect(try json(response)["status"] == 404)
    }

    @Test func anotherMethodIsRefusedWithThoseThatAreAllowed() throws {
        let response = try petstore("PATCH", "/pets/1")
        #expect(response.status == 405)
        #expect(response.headers["Allow"] == "GET, DELETE, HEAD")
    }

    @Test func headIsAnsweredAsGet() throws {
        let get = try petstore("GET", "/pets")
        let head = try petstore("HEAD", "/pets")
        #expect(head.status == 200 && head.headers == get.headers)
    }

    @Test func credentialsAreNeeded() throws {
        let response = try petstore("GET", "/pets/1")
        #expect(response.status == 401)
        #expect(response.headers["WWW-Authenticate"] == #"ApiKey name="X-Key", in="header""#)
        #expect(try petstore("GET", "/pets/1", ["X-Key": "k"]).status == 200)
    }

    @Test func contentOfAnotherTypeIsRefused() throws {
        let response = try petstore("POST", "/pets", ["X-Key": "k", "Content-Type": "text/plain"], "Rex")
        #expect(response.status == 415)
        #expect(response.headers["Accept"] == "application/json")
    }

    @Test func everyViolationIsNamedWithItsPointer() throws {
        let body = #"{ "name": "", "kind": "fish", "more": 1 }"#
        let headers = ["X-Key": "k", "X-Trace": "no", "Content-Type": "application/json"]
        let response = try petstore("POST", "/pets", headers, body)
        #expect(response.status == 400)
        let errors = try #require(try json(response)["errors"]?.array)
        #expect(errors.compactMap { $0["pointer"]?.string }.sorted() == ["#/kind", "#/more", "#/name"])
        #expect(errors.contains { $0["parameter"] == "X-Trace" && $0["in"] == "header" })
        let broken = try petstore("POST", "/pets", ["X-Key": "k", "Content-Type": "application/json"], "{")
        #expect(broken.status == 400)
        #expect(try json(broken)["errors"]?[0]?["pointer"] == "#")
    }

    @Test func acceptChoosesTheContent() throws {
        let headers = ["X-Key": "k"]
        let all = try petstore("GET", "/pets/mine", headers)
        #expect(all.headers["Content-Type"] == "text/csv")
        let json = try petstore("GET", "/pets/mine", headers.merging(["Accept": "text/*;q=0.1, application/*"]) { $1 })
        #expect(json.headers["Content-Type"] == "application/example+json")
        let none = try petstore("GET", "/pets/mine", headers.merging(["Accept": "image/png, text/csv;q=0"]) { $1 })
        #expect(none.status == 406)
    }

    /// What nothing is acceptable for is refused in the form that is declared for refusals; YAML is written as JSON.
    @Test func aRefusalOfAllFormsHasItsDeclaredForm() throws {
        let contract = try Library.load(
            yaml: """
                openapi: 3.0.3
                info: { title: t, version: "1" }
                paths:
                  /a:
                    get:
                      responses:
                        "200": { description: ok, content: { application/json: { schema: { type: object } }, application/yaml: { schema: { type: object } } } }
                        4XX: { description: no, content: { application/json: { schema: { type: object, required: [code], properties: { code: { type: integer } } } } } }
                """
        )
        func answer(_ accept: String) -> HTTPResponse {
            var fields = HeaderFields()
            fields.append("Accept", accept)
            return ContractResponder(contract).response(
                to: HTTPRequest(method: "GET", url: "http://127.0.0.1/a", headers: fields)
            )
        }
        let refusal = answer("application/vnd.muster.unknown")
        #expect(refusal.status == 406 && refusal.headers["Content-Type"] == "application/json")
        #expect(try json(refusal)["code"]?.number != nil)
        let yaml = answer("application/yaml")
        #expect(yaml.status == 200 && yaml.headers["Content-Type"] == "application/yaml")
        #expect(try json(yaml).object != nil)
    }

    @Test func preferChoosesResponseAndExample() throws {
        let document = #"""
            openapi: 3.1.0
            info: {title: T, version: "1"}
            paths:
              /a:
                get:
                  responses:
                    "200":
                      description: d
                      content:
                        application/json:
                          examples: {one: {value: 1}, "two, or more": {value: 2}}
                    "404": {description: d}
            """#
        let responder = ContractResponder(try Library.load(yaml: document))
        func get(_ preference: String...) -> HTTPResponse {
            let headers = HeaderFields(preference.map { HeaderField("Prefer", $0) })
            return responder.response(to: HTTPRequest(method: "GET", url: "http://127.0.0.1/a", headers: headers))
        }
        #expect(get().body == Array("1".utf8))
        #expect(get(#"example="two, or more""#).body == Array("2".utf8))
        #expect(get("respond-async, code=200; example=one").body == Array("1".utf8))
        #expect(get("code=404", "code=200").status == 404)
        #expect(get("code=404").body.isEmpty)
        #expect(get("code=410").status == 404 && !get("code=410").body.isEmpty)
        #expect(get("example=three").status == 404)
    }
}
