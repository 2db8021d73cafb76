import Decoding

@testable import Contracts

/// A pet shop in OpenAPI 3.0, written as people write YAML: anchors, plain status codes, folded texts.
enum Petstore {
    /// Loaded once.
    static let contract = Result { () throws(Problems.Found) in try Library.load(yaml: yaml) }

    static let yaml = #"""
        openapi: 3.0.3
        info:
          title: Pet shop
          version: "1.4"
          description: >
            Pets, their owners
            and what they eat.
        servers:
          - url: https://{region}.pets.example/v1
            description: the real one
            variables:
              region: {default: eu, enum: [eu, us]}
          - url: /v1
        tags:
          - name: pets
        security:
          - key: []
        paths:
          /pets:
            parameters:
              - $ref: '#/components/parameters/Trace'
            get:
              operationId: listPets
              tags: [pets]
              security: [{}]
              parameters:
                - {name: limit, in: query, schema: &small {type: integer, format: int32, minimum: 1, maximum: 100}}
                - name: tags
                  in: query
                  explode: false
                  schema: {type: array, items: {type: string}}
                - name: status
                  in: query
                  schema: {type: string, enum: [on, off, no]}
              responses:
                200:
                  description: a page of pets
                  headers:
                    X-Next: {description: the next page, schema: {type: string}}
                    X-Total: {required: true, schema: {type: integer, minimum: 0}}
                  content:
                    application/json:
                      schema: {type: array, maxItems: 100, items: {$ref: '#/components/schemas/Pet'}}
                default: {$ref: '#/components/responses/Problem'}
            post:
              operationId: createPet
              requestBody:
                required: true
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Pet'}
                    example: {name: Rex, kind: dog}
              responses:
                "201":
                  description: created
                  content:
                    application/json: {schema: {$ref: '#/components/schemas/Pet'}}
                  links:
                    read:
                      operationId: readPet
                      parameters: {petId: $response.body#/id}
                4XX: {$ref: '#/components/responses/Problem'}
          /pets/{petId}:
            parameters:
              - {name: petId, in: path, required: true, schema: *small}
            get:
              operationId: readPet
              responses:
                "200":
                  description: one pet
                  content:
                    application/json: {schema: {$ref: '#/components/schemas/Pet'}}
                "404": {$ref: '#/components/responses/Problem'}
            delete:
              operationId: deletePet
              deprecated: true
              responses:
                "204": {description: gone}
          /pets/mine:
            get:
              operationId: myPets
              responses:
                "200": {description: mine, content: {text/csv: {}, "application/*+json": {schema: {type: array, items: {}}}}}
        components:
          parameters:
            Trace: {name: X-Trace, in: header, schema: {type: string, pattern: "^[a-f0-9]{8}$"}}
          responses:
            Problem:
              description: why not
              content:
                application/problem+json:
                  schema: {$ref: '#/components/schemas/Problem'}
          schemas:
            Pet:
              type: object
              required: [id, name, kind]
              properties:
                id: {type: integer, format: int64, readOnly: true}
                name: {type: string, minLength: 1, maxLength: 40}
                kind: {type: string, enum: [dog, cat, bird]}
                secret: {type: string, writeOnly: true}
                born: {type: string, format: date, nullable: true}
                parent: {$ref: '#/components/schemas/Pet'}
                price: {type: number, minimum: 0, exclusiveMinimum: true, multipleOf: 0.01}
              additionalProperties: false
            Problem:
              type: object
              required: [title, status]
              properties:
                title: {type: string}
                status: {type: integer, minimum: 400, maximum: 599}
          securitySchemes:
            key: {type: apiKey, name: X-Key, in: header}
            token: {type: http, scheme: bearer, bearerFormat: JWT}
        """#
}
