import HTTP
import JSON
import Testing

@testable import Contracts

/// A mock that keeps what is made, and knows the credentials.
@Suite struct StatefulMockTests {
    private static let yaml = #"""
        openapi: 3.0.3
        info: {title: Shelf, version: "1"}
        paths:
          /rooms/{room}/books:
            parameters: [{name: room, in: path, required: true, schema: {type: string}}]
            get:
              responses: {"200": {description: all, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}}}}
            post:
              requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/New"}}}}
              responses: {"201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}}
          /rooms/{room}/books/{id}:
            parameters:
              - {name: room, in: path, required: true, schema: {type: string}}
              - {name: id, in: path, required: true, schema: {type: integer}}
            get:
              responses:
                "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
                "404": {description: none, content: {application/json: {schema: {type: object, required: [why], properties: {why: {type: string}}}}}}
            patch:
              requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/New"}}}}
              responses: {"200": {description: changed, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}}
            delete:
              responses: {"204": {description: gone}}
        components:
          schemas:
            New: {type: object, properties: {title: {type: string, maxLength: 20}}}
            Book:
              type: object
              required: [id, title]
              properties: {id: {type: integer}, title: {type: string, maxLength: 20}}
        """#

    private func responder() throws -> ContractResponder {
        ContractResponder(try Library.load(yaml: Self.yaml), seed: 1, known: nil, isStateful: true)
    }

    private func send(_ responder: ContractResponder, _ method: String, _ path: String, _ body: String? = nil)
        -> HTTPResponse
    {
        var request = HTTPRequest(method: method, url: "http://127.0.0.1\(path)")
        if let body {
            request.headers.append("Content-Type", "application/json")
            request.body = Array(body.utf8)
        }
        return responder.response(to: request)
    }

    private func made(_ responder: ContractResponder, _ title: String) throws -> Int {
        let answer = send(responder, "POST", "/rooms/a/books", #"{"title":"\#(title)"}"#)
        #expect(answer.status == 201)
        return try #require(try JSONParser.parse(answer.body)["id"]?.number?.int)
    }

    @Test func whatIsMadeCanBeReadListedChangedAndDeleted() throws {
        let responder = try responder()
        let (one, two) = (try made(responder, "one"), try made(responder, "two"))
        #expect(one != two)
        let read = send(responder, "GET", "/rooms/a/books/\(one)")
        #expect(try JSONParser.parse(read.body) == ["id": .number(JSONNumber(one)), "title": "one"])
        let list = try JSONParser.parse(send(responder, "GET", "/rooms/a/books").body)
        #expect(list.array?.compactMap { $0["title"]?.string } == ["one", "two"])
        _ = send(responder, "PATCH", "/rooms/a/books/\(one)", #"{"title":"changed"}"#)
        #expect(try JSONParser.parse(send(responder, "GET", "/rooms/a/books/\(one)").body)["title"] == "changed")
        #expect(send(responder, "DELETE", "/rooms/a/books/\(one)").status == 204)
        #expect(send(responder, "GET", "/rooms/a/books/\(one)").status == 404)
        #expect(send(responder, "DELETE", "/rooms/a/books/\(one)").status == 404)
        #expect(send(responder, "GET", "/rooms/a/books/\(two)").status == 200)
    }

    private static let users = #"""
        openapi: 3.1.0
        info: {title: Users, version: "1"}
        paths:
          /users:
            get: {responses: {"200": {description: all, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}
            post:
              requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
              responses:
                "201":
                  description: made
                  headers: {Location: {schema: {type: string}}}
                  content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}
          /users/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
            get: {responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}}}
            put:
              requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
              responses: {"200": {description: changed, content: {application/json: {schema: {type: object}}}}}
        components:
          schemas:
            User:
              type: object
              required: [id, name]
              properties:
                id: {type: integer, readOnly: true}
                name: {type: string}
                note: {type: string}
                password: {type: string, writeOnly: true}
        """#

    @Test func aLocationLeadsToWhatWasMadeAndAPutReplacesIt() throws {
        let responder = ContractResponder(try Library.load(yaml: Self.users), seed: 1, known: nil, isStateful: true)
        let made = send(responder, "POST", "/users", #"{"name":"Ann","note":"new","password":"p4ss"}"#)
        let id = try #require(try JSONParser.parse(made.body)["id"]?.number?.int)
        let location = try #require(made.headers["Location"])
        #expect(location == "http://127.0.0.1/users/\(id)")
        let path = String(location.dropFirst("http://127.0.0.1".count))
        #expect(try JSONParser.parse(send(responder, "GET", path).body)["note"] == "new")
        _ = send(responder, "PUT", path, #"{"name":"Bo","password":"p4ss"}"#)
        #expect(
            try JSONParser.parse(send(responder, "GET", path).body) == ["id": .number(JSONNumber(id)), "name": "Bo"]
        )
        for answer in [made, send(responder, "GET", path), send(responder, "GET", "/users")] {
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("p4ss"))
        }
    }

    @Test func whatWasNeverMadeIsNotThereInTheDeclaredForm() throws {
        let answer = send(try responder(), "GET", "/rooms/a/books/77")
        #expect(answer.status == 404 && answer.headers["Content-Type"] == "application/json")
        #expect(try JSONParser.parse(answer.body)["why"]?.string != nil)
        // Another room has other books.
        let responder = try responder()
        let one = try made(responder, "one")
        #expect(send(responder, "GET", "/rooms/b/books/\(one)").status == 404)
    }

    @Test func whatASchemaRefusesIsNotTaken() throws {
        let responder = try responder()
        let answer = send(responder, "POST", "/rooms/a/books", #"{"title":"a title of more than twenty characters"}"#)
        #expect(answer.status == 400)
    }

    @Test(arguments: [
        (["Authorization": "Bearer muster-token"], 200), (["Authorization": "bearer muster-token"], 200),
        (["Authorization": "Bearer other"], 401), (["Authorization": "Basic muster-token"], 401), ([:], 401),
        (["X-Key": "k"], 200), (["X-Key": "muster-key"], 401),
    ])
    func onlyKnownCredentialsAreTaken(_ headers: [String: String], _ status: Int) throws {
        let contract = try Library.load(
            json: #"""
                {"openapi":"3.0.3","info":{"title":"a","version":"1"},"security":[{"b":[]},{"k":[]}],
                 "paths":{"/x":{"get":{"responses":{"200":{"description":"ok"}}}}},
                 "components":{"securitySchemes":{"b":{"type":"http","scheme":"bearer"},
                   "k":{"type":"apiKey","in":"header","name":"X-Key"}}}}
                """#
        )
        let known = KnownCredentials(environment: ["API_KEY": "k"])
        let responder = ContractResponder(contract, seed: 0, known: known, isStateful: false)
        var request = HTTPRequest(method: "GET", url: "http://127.0.0.1/x")
        for (name, value) in headers { request.headers.append(name, value) }
        #expect(responder.response(to: request).status == status)
        // Twice the same is not once.
        if status == 200, let (name, value) = headers.first {
            request.headers.append(name, value)
            #expect(responder.response(to: request).status == 401)
        }
    }
}
