import Decoding
import Diagnostics
import Foundation
import HTTP
import JSON
import Testing

@testable import MockServer

/// Mocks that answer by a contract, alone or below rules.
@Suite struct ContractMockTests {
    private static let contract = """
        openapi: 3.1.0
        info: {title: Shop, version: "1"}
        paths:
          /orders:
            get:
              responses:
                "200": {description: d, content: {application/json: {example: [7]}}}
            post:
              requestBody: {required: true, content: {application/json: {schema: {type: object, required: [id]}}}}
              responses: {"201": {description: d}}
        """

    private func withMock(_ name: String, _ text: String, _ body: (Mock) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.contract.utf8).write(to: folder.appending(path: "shop.yaml"))
        let file = folder.appending(path: name)
        if name != "shop.yaml" { try Data(text.utf8).write(to: file) }
        try body(try Mock.load(file.path, seed: 1))
    }

    private func request(_ method: String, _ target: String, _ body: String = "") -> MockRequest {
        let headers = HeaderFields([HeaderField("Host", "h"), HeaderField("Content-Type", "application/json")])
        return MockRequest(method: method, target: target, headers: headers, body: Array(body.utf8))
    }

    @Test func anOpenAPIDocumentIsAMock() throws {
        try withMock("shop.yaml", "") { mock in
            #expect(mock.name == "Shop")
            #expect(mock.answer(to: request("GET", "/orders"), now: 0).body == Array("[7]".utf8))
            #expect(mock.answer(to: request("POST", "/orders", "{}"), now: 0).status == 400)
            #expect(mock.answer(to: request("POST", "/orders", #"{ "id": 1 }"#), now: 0).status == 201)
            #expect(mock.answer(to: request("DELETE", "/orders"), now: 0).headers["Allow"] == "GET, POST, HEAD")
        }
    }

    @Test func rulesLieOverTheContract() throws {
        let text = #"""
            { "mock": "Shop", "contract": "shop.yaml", "rules": [
              { "name": "busy", "when": { "method": "GET", "headers": { "X-Busy": "yes" } }, "respond": { "status": 503 } },
              { "name": "count", "when": { "path": "/count" }, "respond": { "add": { "n": 1 }, "json": "${state:n}" } } ] }
            """#
        try withMock("shop.mock.json", text) { mock in
            var busy = request("GET", "/orders")
            busy.headers.append("X-Busy", "yes")
            #expect(mock.answer(to: busy, now: 0).status == 503)
            #expect(mock.answer(to: request("GET", "/orders"), now: 0).body == Array("[7]".utf8))
            #expect(mock.answer(to: request("GET", "/count"), now: 0).status == 200)
            #expect(
                mock.answer(to: request("GET", "/none"), now: 0).headers["Content-Type"] == "application/problem+json"
            )
        }
    }

    @Test func aContractThatCannotBeReadIsRefused() throws {
        for contract in [#""none.yaml""#, "5"] {
            let text = #"{ "mock": "Shop", "contract": \#(contract), "rules": [] }"#
            #expect(throws: Problems.Found.self) { try withMock("shop.mock.json", text) { _ in } }
        }
        let both = #"{ "mock": "Shop", "contract": "shop.yaml", "otherwise": { "status": 404 } }"#
        let error = #expect(throws: Problems.Found.self) { try withMock("shop.mock.json", both) { _ in } }
        #expect(error?.diagnostics.map(\.message) == ["'otherwise' and 'contract' can't be given together"])
    }
}
