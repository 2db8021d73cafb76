import Decoding
import Diagnostics
import Foundation
import HTTP
import JSON
import Substitution
import Testing

@testable import Contracts

/// Overlays, documents of Swagger 2.0, folders in place of URLs, and paths with more than a path in them.
@Suite struct DocumentOpeningTests {
    /// The contract in the first of `files`, opened so.
    private func load(_ files: [String: String], _ main: String, _ opening: DocumentOpening = DocumentOpening()) throws
        -> Contract
    {
        let store = FileStore()
        for (path, text) in files { store.hold(Array(text.utf8), at: path) }
        store.setOpening(opening, of: main)
        return try Contract.load(main, files: store)
    }

    private static let plain = #"""
        openapi: 3.0.3
        info: { title: t, version: "1" }
        paths:
          /a:
            get:
              deprecated: true
              tags: [one]
              responses: { "200": { description: ok } }
          /b:
            get: { responses: { "200": { description: ok } } }
        """#

    @Test func anOverlayChangesTheDocument() throws {
        let overlay = #"""
            overlay: 1.0.0
            info: { title: o, version: "1" }
            x-more: 1
            actions:
              - target: $.paths['/b']
                remove: true
              - target: $.paths.*.get
                update: { operationId: getA, responses: { "404": { description: none } } }
              - target: $.paths['/a'].get.tags
                update: two
              - target: $.paths['/a'].get.deprecated
                remove: true
            """#
        var opening = DocumentOpening()
        opening.overlays = ["/o.yaml"]
        let contract = try load(["/c.yaml": Self.plain, "/o.yaml": overlay], "/c.yaml", opening)
        #expect(contract.operations.map(\.name) == ["GET /a"])
        let operation = try #require(contract.operation(id: "getA"))
        #expect(operation.tags == ["one", "two"])
        #expect(operation.responses.map(\.selector.description) == ["200", "404"])
    }

    @Test(arguments: [
        (#"{ "overlay": "2.0", "actions": [{ "target": "$", "remove": true }] }"#, "overlay '2.0' isn't supported"),
        (#"{ "overlay": "1.0.0", "actions": [{ "target": "$" }] }"#, "the action changes nothing"),
        (
            #"{ "overlay": "1.0.0", "actions": [{ "target": "$.info.title", "update": {} }] }"#,
            "'target' must select objects or arrays, found a string"
        ),
    ])
    func aWrongOverlayIsTold(_ overlay: String, _ message: String) {
        var opening = DocumentOpening()
        opening.overlays = ["/o.json"]
        #expect {
            try load(["/c.yaml": Self.plain, "/o.json": overlay], "/c.yaml", opening)
        } throws: { error in
            (error as? Problems.Found)?.diagnostics.contains { $0.message.hasPrefix(message) } ?? false
        }
    }

    @Test func aFolderStandsForAURL() throws {
        let main = #"""
            { "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": { "/a": { "get": { "responses": {
              "200": { "description": "ok", "content": { "application/json": { "schema": {
                "$ref": "https://example.com/schemas/v1/thing.json#/$defs/Thing" } } } } } } } } }
            """#
        let other = #"{ "$defs": { "Thing": { "type": "object", "required": ["id"] } } }"#
        var opening = DocumentOpening()
        opening.folders = [.init(prefix: "https://example.com/schemas/", path: "/local")]
        let contract = try load(["/c.json": main, "/local/v1/thing.json": other], "/c.json", opening)
        let schema = try #require(contract.operations.first?.responses.first?.content.first?.schema)
        #expect(schema.isValid(["id": 1]) && !schema.isValid([:]))
        // Without it the schema is left out, and that is said.
        let partial = try load(["/c.json": main, "/local/v1/thing.json": other], "/c.json")
        #expect(partial.remarks.contains { $0.help?.contains("--map URL=FOLDER") ?? false })
    }

    private static let swagger = #"""
        swagger: "2.0"
        info: { title: old, version: "1" }
        host: example.com
        basePath: /v1
        schemes: [https]
        consumes: [application/json]
        produces: [application/json]
        parameters:
          limit: { name: limit, in: query, type: integer, maximum: 10 }
          pet: { name: pet, in: body, required: true, schema: { $ref: "#/definitions/Pet" } }
        securityDefinitions: { b: { type: basic }, k: { type: apiKey, name: X-Key, in: header } }
        paths:
          /pets:
            get:
              parameters:
                - $ref: "#/parameters/limit"
                - { name: tags, in: query, type: array, items: { type: string }, collectionFormat: pipes }
              responses:
                200: { description: ok, schema: { type: array, items: { $ref: "#/definitions/Pet" } }, headers: { X-Rate: { type: integer } } }
            post:
              parameters: [{ $ref: "#/parameters/pet" }]
              responses: { 201: { description: made } }
          /upload:
            post:
              consumes: [multipart/form-data]
              parameters:
                - { name: file, in: formData, type: file, required: true }
                - { name: note, in: formData, type: string }
              responses: { 204: { description: done } }
        definitions:
          Pet: { type: object, required: [name], discriminator: name, properties: { name: { type: string, x-nullable: true } } }
        """#

    @Test func swaggerIsConverted() throws {
        let contract = try load(["/s.yaml": Self.swagger], "/s.yaml")
        #expect(contract.leftOut.isEmpty, "\(contract.leftOut)")
        #expect(contract.operations.map(\.name) == ["GET /pets", "POST /pets", "POST /upload"])
        #expect(contract.servers.map(\.url) == ["https://example.com/v1"])
        let list = try #require(contract.operation(called: "GET /pets"))
        #expect(list.parameters.map(\.name) == ["limit", "tags"])
        #expect(list.parameters[0].valueSchema?.isValid(11) == false)
        #expect(list.parameters[1].style == .pipeDelimited && !list.parameters[1].explode)
        let ok = try #require(list.response(for: 200))
        #expect(ok.headers.map(\.name) == ["X-Rate"])
        #expect(ok.content.first?.schema?.isValid([["name": .null]]) == true)
        #expect(ok.content.first?.schema?.isValid([[:]]) == false)
        let make = try #require(contract.operation(called: "POST /pets")?.requestBody)
        #expect(make.isRequired && make.content.map(\.type.essence) == ["application/json"])
        let upload = try #require(contract.operation(called: "POST /upload")?.requestBody)
        #expect(upload.content.map(\.type.essence) == ["multipart/form-data"])
        #expect(contract.securitySchemes.map(\.name) == ["b", "k"])
    }

    @Test func aPathMayHaveAQueryAndAFragment() throws {
        let text = #"""
            { "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {
              "/token": { "post": { "operationId": "get", "responses": { "200": { "description": "ok" } } } },
              "/token?refresh": { "post": { "operationId": "refresh", "responses": { "200": { "description": "ok" } } } },
              "/things/{id}": { "put": { "operationId": "put", "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } } ],
                "responses": { "200": { "description": "ok" } } } },
              "/things/{id}#share": { "put": { "operationId": "share", "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } } ],
                "responses": { "200": { "description": "ok" } } } } } }
            """#
        let contract = try load(["/c.json": text], "/c.json")
        #expect(contract.operations.compactMap(\.id) == ["get", "refresh", "put"])
        #expect(contract.leftOut.count == 1)
        #expect(contract.lookUp("POST", "/token").match?.operation.id == "get")
        #expect(contract.lookUp("POST", "/token?refresh").match?.operation.id == "refresh")
        #expect(contract.lookUp("POST", "/token?x=1&refresh").match?.operation.id == "refresh")
    }
}
