import Contracts
import Testing

@testable import ContractCases

@Suite struct SubjectNumbersTests {
    private static let yaml = #"""
        openapi: 3.1.0
        info: {title: Zoo, version: "1"}
        paths:
          /cats:
            post:
              parameters: [{name: size, in: query, schema: {type: integer}}]
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}
              responses: {"201": {description: made}}
          /dogs:
            post:
              parameters: [{name: size, in: query, schema: {type: integer, maximum: 9}}]
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}
              responses: {"201": {description: made}}
        components:
          schemas:
            Animal:
              type: object
              properties:
                name: {type: string, pattern: "^([a-z]+|[0-9]+)$"}
                nick: {anyOf: [{type: string}, {type: "null"}]}
                age: {type: integer, format: int32}
                weight: {type: number}
                kind: {type: string, default: cat}
        """#

    private func places() throws -> [[CasePlace]] {
        let contract = try Library.load(yaml: Self.yaml)
        return contract.operations.map { operation in
            let base = GeneratedBase(contract: contract, seed: 0).base(operation).base
            return CaseMaker(contract: contract, base: base, wanted: [], seed: 0).allPlaces
        }
    }

    @Test func aFieldOfOneSchemaIsOneThingAndAParameterIsItsOperationsOwn() throws {
        let places = try places()
        var numbers = SubjectNumbers()
        numbers.begin(places[0])
        let (cat, catSize) = (numbers.subject("field-empty", "name"), numbers.subject("number-zero", "size"))
        let whole = numbers.subject("body-missing", "")
        let (null, list) = (numbers.subject("body-null", ""), numbers.subject("body-in-array", ""))
        #expect(null.isPart && null.place == list.place && null.place != whole.place, "the body's value is a part too")
        numbers.begin(places[1])
        let (dog, dogSize) = (numbers.subject("field-empty", "name"), numbers.subject("number-zero", "size"))
        #expect(cat.schema != nil && cat.schema == dog.schema && cat.place != dog.place && dog.operation == 1)
        #expect(catSize.schema == nil && dogSize.schema == nil && catSize.place != dogSize.place)
        #expect(whole.schema == nil && !whole.isPart && cat.isPart && cat.kind == dog.kind)
        #expect(numbers.subject("field-empty", "nick").schema != dog.schema)
    }

    @Test func whatTheSchemaAllowsSurprisesBeyondIt() throws {
        let places = try places()
        var numbers = SubjectNumbers()
        numbers.begin(places[0])
        let expected: [(String, String, CaseBudget.Surprise?)] = [
            ("field-null", "nick", .allowed), ("field-null", "age", .forbidden), ("field-as-array", "nick", .forbidden),
            ("number-beyond-64-bits", "weight", .allowed), ("number-beyond-64-bits", "age", nil),
            ("number-beyond-64-bits", "size", .allowed), ("query-wrong-type", "size", .forbidden),
            ("string-pattern-alternative", "name", .allowed), ("unicode-emoji", "name", nil),
            ("valid-nulls", "", .allowed), ("valid-request", "", nil), ("auth-not-ascii", "", .forbidden),
            ("valid-optional-absent", "weight", .allowed), ("valid-optional-absent", "nick", nil),
            ("valid-optional-absent", "kind", nil), ("valid-optional-absent", "size", nil),
        ]
        for (kind, place, surprise) in expected {
            #expect(numbers.subject(kind, place).surprise == surprise, "\(kind) at \(place)")
        }
        numbers.begin(places[1])
        #expect(numbers.subject("number-beyond-64-bits", "size").surprise == nil)
    }
}
