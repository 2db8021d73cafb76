import Decoding

@testable import Contracts

/// A lending library in OpenAPI 3.1, in several files that refer to each other, in JSON and YAML.
enum Bookshop {
    /// Loaded once.
    static let contract = Result { () throws(Problems.Found) in try Library.load(files) }

    static let files: [(path: String, text: String)] = [
        ("api/books.json", main), ("api/paths/loans.yaml", loans), ("api/schemas/book.json", book),
        ("api/schemas/people.yaml", people),
    ]

    static let main = #"""
        {
          "openapi": "3.1.0",
          "info": { "title": "Library", "version": "2", "license": { "name": "none", "identifier": "MIT" } },
          "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
          "servers": [{ "url": "https://books.example/{tenant}/api", "variables": { "tenant": { "default": "main" } } }],
          "security": [{ "session": [] }, { "token": ["read"], "key": [] }, {}],
          "paths": {
            "/books": {
              "get": {
                "operationId": "search",
                "parameters": [
                  { "name": "q", "in": "query", "schema": { "type": "string", "minLength": 1 } },
                  { "name": "filter", "in": "query", "style": "deepObject",
                    "schema": { "type": "object", "properties": { "year": { "type": "integer" }, "lang": { "$ref": "schemas/book.json#/$defs/language" } }, "additionalProperties": false } },
                  { "name": "cursor", "in": "query", "content": { "application/json": { "schema": { "type": "object", "required": ["at"], "properties": { "at": { "type": "integer", "minimum": 0 } } } } } }
                ],
                "responses": {
                  "200": {
                    "description": "found",
                    "headers": { "X-Page": { "content": { "application/json": { "schema": { "type": "object", "properties": { "next": { "type": ["integer", "null"] } } } } } } },
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Page" } } }
                  }
                }
              },
              "post": {
                "operationId": "add",
                "requestBody": {
                  "content": {
                    "application/json": { "schema": { "$ref": "schemas/book.json" } },
                    "application/x-www-form-urlencoded": { "schema": { "type": "object", "required": ["title"], "properties": { "title": { "type": "string" }, "tags": { "type": "array", "items": { "type": "string" } } } }, "encoding": { "tags": { "style": "spaceDelimited", "explode": false } } },
                    "multipart/form-data": { "schema": { "type": "object", "properties": { "cover": { "type": "string", "contentMediaType": "image/png", "contentEncoding": "base64" } } } }
                  }
                },
                "responses": {
                  "201": {
                    "description": "added",
                    "headers": { "Location": { "required": true, "schema": { "type": "string", "format": "uri-reference" } } },
                    "links": { "lend": { "operationRef": "#/paths/~1books~1{isbn}~1loans/put", "parameters": { "path.isbn": "$response.body#/isbn" }, "requestBody": { "days": 7 } } },
                    "content": { "application/json": { "schema": { "$ref": "schemas/book.json" } } }
                  },
                  "4XX": { "description": "refused", "content": { "application/problem+json": { "schema": true } } },
                  "default": { "description": "anything else" }
                }
              }
            },
            "/books/{isbn}/loans": { "$ref": "paths/loans.yaml" }
          },
          "components": {
            "schemas": {
              "Page": {
                "type": "object",
                "required": ["items"],
                "properties": {
                  "items": { "type": "array", "items": { "$ref": "schemas/book.json" }, "maxItems": 3 },
                  "tree": { "$ref": "#/components/schemas/Shelf" },
                  "kind": { "$ref": "urn:shop:kinds" }
                },
                "unevaluatedProperties": false
              },
              "Shelf": { "$dynamicAnchor": "node", "type": "object", "properties": { "name": { "type": "string" }, "inner": { "type": "array", "items": { "$dynamicRef": "#node" } } } },
              "Kinds": { "$id": "urn:shop:kinds", "oneOf": [{ "const": "paper" }, { "$ref": "#digital" }], "$defs": { "d": { "$anchor": "digital", "enum": ["epub", "pdf"] } } },
              "Old": { "$schema": "http://json-schema.org/draft-07/schema#", "$id": "urn:shop:old", "type": "array", "items": [{ "type": "integer" }], "additionalItems": false }
            },
            "securitySchemes": {
              "session": { "type": "apiKey", "in": "cookie", "name": "sid" },
              "token": { "type": "oauth2", "flows": { "clientCredentials": { "tokenUrl": "/token", "scopes": { "read": "may read" } } } },
              "key": { "type": "apiKey", "in": "query", "name": "key" },
              "certificate": { "type": "mutualTLS" }
            }
          }
        }
        """#

    static let loans = #"""
        parameters:
          - name: isbn
            in: path
            required: true
            schema: {$ref: ../schemas/book.json#/properties/isbn}
        servers: [{url: /loans}]
        put:
          operationId: lend
          security: [{certificate: []}]
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [days]
                  properties:
                    days: {type: integer, exclusiveMinimum: 0, maximum: 28}
                    to: {$ref: ../schemas/people.yaml#/Reader}
                examples:
                  week: {summary: a week, value: {days: 7}}
                  month: {value: {days: 28, to: {name: Ann, since: 2020-02-30}}}
          responses:
            "200": {description: lent, content: {application/json: {schema: {$ref: ../schemas/people.yaml#/Reader}}}}
            "409": {$ref: "../schemas/people.yaml#/Taken"}
        """#

    static let book = #"""
        {
          "type": "object",
          "required": ["isbn", "title"],
          "properties": {
            "isbn": { "type": "string", "pattern": "^97[89]-[0-9]{10}$" },
            "title": { "type": "string", "minLength": 1 },
            "authors": { "type": "array", "items": { "$ref": "people.yaml#/Author" }, "minItems": 1, "uniqueItems": true },
            "language": { "$ref": "#/$defs/language" },
            "pages": { "type": "integer", "minimum": 1 }
          },
          "if": { "required": ["pages"] }, "then": { "required": ["language"] },
          "$defs": { "language": { "type": "string", "enum": ["en", "de", "no"] } }
        }
        """#

    static let people = #"""
        Person: {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}
        Author:
          allOf:
            - $ref: "#/Person"
            - properties:
                books: {type: array, items: {$ref: book.json}}
          unevaluatedProperties: false
        Reader:
          $ref: "#/Person"
          properties: {since: {type: string, format: date}}
        Taken:
          description: somebody else has it
        """#
}
