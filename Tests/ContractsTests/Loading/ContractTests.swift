import Diagnostics
import JSON
import Scenarios
import Testing

@testable import Contracts

@Suite struct ContractTests {
    @Test func readsADocumentOfOpenAPI30() throws {
        let contract = try Library.load(yaml: Petstore.yaml)
        #expect(contract.version == .v30)
        #expect(contract.title == "Pet shop")
        #expect(contract.apiVersion == "1.4")
        #expect(contract.description == "Pets, their owners and what they eat.\n")
        #expect(contract.servers.map(\.url) == ["https://eu.pets.example/v1", "/v1"])
        #expect(contract.servers[0].basePath.text == "/v1")
        #expect(
            contract.operations.map(\.name) == [
                "GET /pets", "POST /pets", "GET /pets/{petId}", "DELETE /pets/{petId}", "GET /pets/mine",
            ]
        )
        #expect(contract.schemas.map(\.name) == ["Pet", "Problem"])
        #expect(contract.warnings.isEmpty)
    }

    @Test func readsOperations() throws {
        let contract = try Library.load(yaml: Petstore.yaml)
        let list = try #require(contract.operation(id: "listPets"))
        #expect(list.tags == ["pets"])
        #expect(list.security == [SecurityRequirement(schemes: [])])
        #expect(list.parameters.map(\.name) == ["X-Trace", "limit", "tags", "status"])
        #expect(list.parameter("x-trace", in: .header)?.style == .simple)
        #expect(list.parameter("tags", in: .query)?.style == .form)
        #expect(list.parameter("tags", in: .query)?.explode == false)
        #expect(list.parameter("limit", in: .query)?.explode == true)
        #expect(list.parameter("Limit", in: .query) == nil)
        #expect(list.parameter("status", in: .query)?.schema?.value["enum"] == ["on", "off", "no"])
        #expect(list.responses.map(\.selector) == [.code(200), .default])
        #expect(list.response(for: 200)?.headers.map(\.isRequired) == [false, true])
        #expect(list.response(for: 500)?.description == "why not")
        #expect(contract.operation(id: "deletePet")?.isDeprecated == true)
        #expect(contract.operation(id: "deletePet")?.location.line == 75)
        #expect(contract.operation(id: "deletePet")?.response(for: 404) == nil)
    }

    @Test func readsContentAndLinks() throws {
        let contract = try Library.load(yaml: Petstore.yaml)
        let create = try #require(contract.operation("POST", "/pets"))
        #expect(create.security.first?.schemes.map(\.name) == ["key"])
        #expect(create.requestBody?.isRequired == true)
        let content = try #require(create.requestBody?.content.first)
        #expect(content.type.description == "application/json")
        #expect(content.examples.map(\.value) == [["name": "Rex", "kind": "dog"]])
        let link = try #require(create.response(for: 201)?.links.first)
        #expect(link.operation == "GET /pets/{petId}")
        #expect(link.arguments.first?.name == "petId")
        #expect(link.arguments.first?.value == .expression(.body(.response, JSONPointer(tokens: ["id"]))))
        #expect(create.response(for: 422)?.selector == .range(4))
        let mine = try #require(contract.operation(id: "myPets")?.response(for: 200))
        #expect(mine.content.map(\.type.isRange) == [false, true])
    }

    @Test func respectsTheDirectionOfMembers() throws {
        let contract = try Library.load(yaml: Petstore.yaml)
        let pet = try #require(contract.schemas.first?.schema)
        let sent: JSONValue = ["name": "Rex", "kind": "dog", "secret": "x"]
        #expect(pet.isValid(sent, .request))
        #expect(!pet.isValid(sent, .response))
        #expect(!pet.isValid(sent))
        let received: JSONValue = ["id": 1, "name": "Rex", "kind": "dog", "born": .null]
        #expect(pet.isValid(received, .response))
        #expect(pet.isValid(received))
        let leaking: JSONValue = ["id": 1, "name": "Rex", "kind": "dog", "secret": "x"]
        #expect(pet.isValid(leaking))
        #expect(!pet.isValid(leaking, .response))
    }

    @Test func followsSchemas() throws {
        let contract = try Library.load(yaml: Petstore.yaml)
        let pet = try #require(contract.schemas.first?.schema)
        #expect(pet.members("properties").map(\.name).count == 7)
        let parent = try #require(pet.part("properties", "parent"))
        #expect(parent.resolved == pet)
        #expect(pet.location?.line == 95)
    }
}
