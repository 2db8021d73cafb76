import Foundation
import MockServer
import Testing

/// `muster import`, from the file of another program to a suite that runs.
@Suite struct ImportTests {
    private static let har = #"""
        { "log": { "version": "1.2", "entries": [
          { "startedDateTime": "2026-11-29T10:00:00.000Z",
            "request": { "method": "POST", "url": "https://shop.example.com/login", "headers": [],
              "postData": { "mimeType": "application/json", "text": "{\"user\":\"ann\",\"password\":\"pa55w0rd!\"}" } },
            "response": { "status": 200, "headers": [],
              "content": { "mimeType": "application/json", "text": "{\"token\":\"tok-123456789\"}" } } },
          { "startedDateTime": "2026-11-29T10:00:00.400Z",
            "request": { "method": "GET", "url": "https://shop.example.com/orders?limit=2",
              "headers": [{ "name": "authorization", "value": "Bearer tok-123456789" }] },
            "response": { "status": 200, "headers": [],
              "content": { "mimeType": "application/json", "text": "[{\"id\":1},{\"id\":2}]" } } }
        ] } }
        """#

    private static let mock = #"""
        { "mock": "shop", "rules": [
          { "name": "login", "when": { "method": "POST", "path": "/login", "json": { "$.password": "pa55w0rd!" } },
            "respond": { "status": 200, "json": { "token": "another-token-of-today" } } },
          { "name": "orders", "when": { "path": "/orders", "headers": { "Authorization": "Bearer another-token-of-today" } },
            "respond": { "status": 200, "json": [{ "id": 3 }] } } ] }
        """#

    /// The token of the archive is long gone: what the server gives today is used.
    @Test func anImportedArchiveRunsAgainstItsServer() async throws {
        let folder = try TemporaryFolder()
        try folder.write("shop.har", Self.har)
        let made = try await Program.run(
            ["import", "har", "shop.har", "-o", "shop.json", "--secrets", "shop.env", "--replay"],
            in: folder.path
        )
        #expect(made.code == 0 && made.output == "", "\(made.errors)")
        #expect(
            made.errors == """
                shop.har: 2 scenarios, 1 step of its setup
                note: the load has the recorded times, but not the recorded order: which request is sent at which time is drawn, each in proportion to how often it was recorded
                shop.env: the values of PASSWORD; keep it out of the repository
                next: muster check shop.json, then muster run shop.json --env-file shop.env

                """
        )
        let suite = try String(contentsOfFile: folder.path + "/shop.json", encoding: .utf8)
        #expect(!suite.contains("pa55w0rd") && !suite.contains("tok-123456789"))
        let mode =
            try FileManager.default.attributesOfItem(atPath: folder.path + "/shop.env")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let checked = try await Program.run(["check", "shop.json"], in: folder.path)
        #expect(checked.code == 0, "\(checked.errors)")
        let server = MockServer(try Mock.load(try folder.write("shop.mock.json", Self.mock)), threads: 1)
        let address = try await server.start()
        let run = try await Program.run(
            ["run", "shop.json", "--env-file", "shop.env", "--target", address.url, "--tag", "!load"],
            in: folder.path
        )
        await server.stop()
        #expect(run.code == 0 && run.output.contains("GET /orders"), "\(run.output)\(run.errors)")
        let again = try await Program.run(["import", "har", "shop.har", "-o", "shop.json"], in: folder.path)
        #expect(again.code == 2 && again.errors.contains("shop.json is there already"), "\(again.errors)")
    }

    @Test(arguments: [
        (
            "curl",
            "curl -L -H 'Authorization: Bearer abc-1234567' -d '{\"a\":1}' -H 'Content-Type: application/json' http://h.example/x"
        ),
        ("http", "POST http://h.example/x\nAuthorization: Bearer abc-1234567\n\n{\"a\": 1}"),
        (
            "postman",
            #"{ "info": { "name": "P" }, "item": [{ "name": "POST /x", "request": { "method": "POST", "url": "http://h.example/x", "header": [{ "key": "Authorization", "value": "Bearer abc-1234567" }], "body": { "mode": "raw", "raw": "{\"a\":1}" } } }] }"#
        ),
    ])
    func eachKindGivesTheSameSuite(_ kind: String, _ text: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("in", text)
        let made = try await Program.run(["import", kind, "in", "--name", "P"], in: folder.path)
        #expect(made.code == 0, "\(made.errors)")
        #expect(
            made.output == #"""
                {
                  "suite": "P",
                  "description": "Imported from in.",
                  "target": "http://h.example",
                  "variables": { "token": { "secret": "${env:TOKEN}" } },
                  "scenarios": [
                    {
                      "name": "POST /x",
                      "connection": { "redirects": 10 },
                      "request": { "method": "POST", "path": "/x", "auth": { "bearer": "${token}" }, "json": { "a": 1 } },
                      "expect": { "status": "2xx" }
                    }
                  ]
                }

                """#
        )
        #expect(made.errors.contains("set in the environment: TOKEN"), "\(made.errors)")
        try folder.write("suite.json", made.output)
        let checked = try await Program.run(["check", "suite.json"], in: folder.path)
        #expect(checked.code == 0, "\(checked.errors)")
    }

    /// An empty value would take the place of what the environment has.
    @Test func aSecretThatTheFileHasNotStaysOpen() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "in",
            "GET http://h.example/x\nAuthorization: Basic ann {{$processEnv SHOP_PW}}\nX-Api-Key: it's k # 1\n"
        )
        let made = try await Program.run(
            ["import", "http", "in", "-o", "s.json", "--secrets", "s.env"],
            in: folder.path
        )
        #expect(made.code == 0, "\(made.errors)")
        let secrets = try String(contentsOfFile: folder.path + "/s.env", encoding: .utf8)
        #expect(secrets.split(separator: "\n").sorted() == ["# SHOP_PW=", "API_KEY=\"it's k # 1\""])
        #expect(made.errors.contains("set in the environment, or in s.env: SHOP_PW\n"), "\(made.errors)")
        #expect(made.errors.contains("s.env: the values of API_KEY; "), "\(made.errors)")
    }

    @Test func anOpenAPIDocumentGivesARequestOfEachOperation() async throws {
        let folder = try TemporaryFolder()
        let contract = try String(contentsOfFile: Project.path("scenarios/orders/orders.openapi.json"), encoding: .utf8)
        try folder.write("orders.openapi.json", contract)
        let made = try await Program.run(
            ["import", "openapi", "orders.openapi.json", "-o", "suites/orders.json"],
            in: folder.path
        )
        #expect(made.code == 0 && made.errors.contains("scenario"), "\(made.errors)")
        let suite = try String(contentsOfFile: folder.path + "/suites/orders.json", encoding: .utf8)
        #expect(suite.contains(#""contract": "../orders.openapi.json""#))
        let checked = try await Program.run(["check", "suites/orders.json"], in: folder.path)
        #expect(checked.code == 0, "\(checked.errors)")
    }

    /// The document of an API with names, IDs, credentials and an operation that needs none.
    private static let contract = #"""
        { "openapi": "3.1.0", "info": { "title": "Book shop", "version": "1" },
          "servers": [{ "url": "https://ann:pa55@shop.example.com/v1" }], "security": [{ "token": [] }],
          "paths": {
            "/books": {
              "get": { "summary": "Lists the books.", "tags": ["books"], "responses": { "200": { "description": "all",
                "content": { "application/json": { "schema": { "type": "array", "items": { "type": "string" } } } } } } },
              "post": { "operationId": "addBook", "requestBody": { "required": true, "content": { "application/json": {
                "schema": { "type": "object", "required": ["title"], "properties": { "title": { "type": "string" } } },
                "example": { "title": "Emma" } } } },
                "responses": { "201": { "description": "made" }, "202": { "description": "taken" },
                  "409": { "description": "there" } } } },
            "/books/{id}": {
              "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" }, "example": 7 }],
              "get": { "summary": "Shows a book", "responses": { "200": { "description": "it",
                "headers": { "ETag": { "schema": { "type": "string" } } } } } },
              "delete": { "summary": "Shows a book",
                "parameters": [{ "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" } }],
                "responses": { "2XX": { "description": "gone" } } } },
            "/health": { "get": { "security": [], "responses": { "default": { "description": "any" } } } } },
          "components": { "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } } }
        """#

    @Test func aSuiteOfAnOpenAPIDocumentIsAsAPersonWritesIt() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("shop.json", Self.contract)
        let made = try await Program.run(["import", "openapi", "shop.json"], in: folder.path)
        #expect(made.code == 0, "\(made.errors)")
        #expect(
            made.output == #"""
                {
                  "suite": "Book shop",
                  "target": "https://shop.example.com/v1",
                  "contract": "shop.json",
                  "variables": { "bookId": 7, "token": { "secret": "${env:API_TOKEN}" } },
                  "request": { "auth": { "bearer": "${token}" } },
                  "scenarios": [
                    { "name": "Lists the books", "tags": ["books"], "request": { "path": "/books" }, "expect": { "status": 200 } },
                    {
                      "name": "addBook",
                      "request": { "method": "POST", "path": "/books", "json": { "title": "Emma" } },
                      "expect": { "status": [201, 202] }
                    },
                    { "name": "Shows a book", "request": { "path": "/books/${bookId}" }, "expect": { "status": 200 } },
                    {
                      "name": "Shows a book (2)",
                      "setup": [
                        {
                          "name": "its ETag",
                          "request": { "path": "/books/${bookId}" },
                          "expect": { "status": "2xx" },
                          "capture": { "validator": { "header": "ETag" } }
                        }
                      ],
                      "request": { "method": "DELETE", "path": "/books/${bookId}", "headers": { "If-Match": "${validator}" } },
                      "expect": { "status": "2xx" }
                    },
                    { "name": "GET /health", "request": { "path": "/health", "auth": null }, "expect": { "status": "2xx" } }
                  ]
                }

                """#
        )
        #expect(
            made.errors == """
                shop.json: 5 scenarios
                note: bookId: say in 'variables' which thing is there
                set in the environment: API_TOKEN

                """
        )
        // However the two are named, the suite names the document from where it lies itself.
        let apart = try await Program.run(
            ["import", "openapi", folder.path + "/shop.json", "-o", "suites/shop.json", "--name", "Shop"],
            in: folder.path
        )
        #expect(apart.code == 0, "\(apart.errors)")
        let suite = try String(contentsOfFile: folder.path + "/suites/shop.json", encoding: .utf8)
        #expect(
            suite.contains(#""contract": "../shop.json""#) && suite.contains(#""suite": "Shop""#),
            "\(path): \(suite)"
        )
        let checked = try await Program.run(["check", "suites/shop.json"], in: folder.path)
        #expect(checked.code == 0, "\(checked.errors)")
    }

    @Test(arguments: [
        (["import", "har", "none.har"], "error: the file none.har does not exist"),
        (["import", "har", "wrong.json"], "wrong.json:1:1: error: this is no HTTP archive"),
        (["import", "postman", "wrong.json"], "wrong.json:1:1: error: this is no collection of Postman"),
        (["import", "curl", "wrong.json"], "error: there is no command of curl in it"),
        (["import", "http", "wrong.json"], "error: '{}' is no request line"),
        (["import", "postman", "commands.sh"], "help: muster import curl commands.sh reads it"),
        (["import", "har", "shop.http"], "help: muster import http shop.http reads it"),
        (["import", "curl", "api.json"], "help: muster import openapi api.json reads it"),
        (["import", "jmx", "wrong.json"], "help: known here: curl, har, http, openapi, postman"),
        (["import", "postmann", "wrong.json"], "help: did you mean 'postman'?"),
    ])
    func mistakesAreAnswered(_ arguments: [String], _ expected: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("wrong.json", "{}")
        try folder.write("commands.sh", "#!/bin/sh\n# lists orders\ncurl https://api.example.com/orders\n")
        try folder.write("shop.http", "### lists orders\nGET https://api.example.com/orders\n")
        try folder.write("api.json", #"{ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {} }"#)
        let made = try await Program.run(arguments, in: folder.path)
        #expect(made.code == 2 && made.output == "")
        #expect(
            made.errors.contains(expected) && made.errors.contains("help: ") || arguments[2] == "none.har",
            "\(made.errors)"
        )
    }
}
