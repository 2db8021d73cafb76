import Contracts
import Decoding
import JSON

@testable import ContractCases

/// A contract with something for every kind of case.
enum CaseFixtures {
    static let contract = Result { () throws(Problems.Found) in try Library.load(yaml: yaml) }

    /// The cases of its one operation, made from the contract alone.
    static func cases(seed: UInt64 = 0) throws -> [GeneratedCase] {
        let contract = try contract.get()
        let base = GeneratedBase(contract: contract, seed: seed).base(contract.operations[0]).base
        let values: [String: JSONValue] = [
            "auth-expired": ["headers": ["Authorization": "Bearer old"]],
            "auth-truncated": ["auth": ["bearer": "muster-tok"]],
        ]
        return CaseMaker.cases(contract, base, wanted: Set(CaseKind.all.map(\.name)), values: values, seed: seed)
    }

    static let yaml = #"""
        openapi: 3.1.0
        info: {title: Zoo, version: "1"}
        security: [{token: []}]
        paths:
          /shops/{shop}/orders:
            post:
              operationId: createOrder
              parameters:
                - {name: shop, in: path, required: true, schema: {type: integer, minimum: 1}, example: 7}
                - {name: page, in: query, required: true, schema: {type: integer, minimum: 0, maximum: 10}, example: 5}
                - {name: mood, in: query, schema: {type: string}}
                - {name: session, in: cookie, required: true, schema: {type: integer}, example: 12}
                - {name: X-Count, in: header, required: true, schema: {type: integer}, example: 3}
                - {name: X-Note, in: header, schema: {type: string}}
              requestBody:
                required: true
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Order'}
                    example:
                      name: tea for two
                      colour: red
                      count: 4
                      weight: 2.5
                      day: "2024-05-01"
                      code: AB12
                      tags: [hot, sweet]
                      address: {city: Ulm}
                      nick: bo
                      note: mild
              responses:
                "201":
                  description: created
                  headers: {Location: {required: true, schema: {type: string}}}
                  content:
                    application/json: {schema: {$ref: '#/components/schemas/Order'}}
                "400": {description: wrong, content: {application/problem+json: {schema: {type: object}}}}
                "401": {description: who are you}
        components:
          securitySchemes:
            token: {type: http, scheme: bearer}
          schemas:
            Order:
              type: object
              required: [name, colour, count]
              properties:
                id: {type: string, readOnly: true}
                name: {type: string, minLength: 3, maxLength: 20}
                free: {type: string}
                colour: {enum: [red, green]}
                count: {type: integer, minimum: 1, maximum: 9}
                weight: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 100, multipleOf: 0.5}
                day: {type: string, format: date}
                code: {type: string, pattern: "^([A-Z]{2}[0-9]{2}|none)$"}
                nick: {type: [string, "null"], minLength: 1}
                note: {anyOf: [{type: string}, {type: "null"}]}
                tags: {type: array, minItems: 1, maxItems: 3, uniqueItems: true, items: {type: string}}
                address: {type: object, required: [city], maxProperties: 2, properties: {city: {type: string}}}
        """#
}
