import ContractCases
import Contracts
import Decoding
import Diagnostics
import Engine
import Foundation
import HTTP
import JSON
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

/// Generated cases of several requests whose answers have to fit each other, and of the forms that an answer may have.
@Suite struct SequenceTests {
    private static let document = #"""
        { "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {
          "/things/{kind}": { "parameters": [{ "name": "kind", "in": "path", "required": true, "schema": { "type": "string" }, "example": "a.b" }],
            "get": { "responses": { "200": { "description": "ok",
              "headers": { "ETag": { "schema": { "type": "string" } }, "Link": { "schema": { "type": "string" } } },
              "content": { "application/json": { "schema": { "type": "array" } }, "text/csv": { "schema": { "type": "string" } } } } } },
            "put": { "requestBody": { "content": { "application/json": { "schema": { "type": "object" } } } },
              "responses": { "204": { "description": "ok" } } } },
          "/orders": { "post": { "parameters": [{ "name": "idempotency-key", "in": "header", "schema": { "type": "string" } }],
            "responses": { "201": { "description": "made", "content": { "application/json": { "schema": { "type": "object",
              "required": ["id"], "properties": { "id": { "type": "integer" } } } } } } } } } } }
        """#

    /// What a server does wrong.
    enum Defect: String, CaseIterable {
        case none
        case validator = "validator-repeat"
        case update = "validator-lost-update"
        case page = "pagination-next"
        case key = "idempotency-repeat"
        case accept = "accept-each"
        case member = "member-retyped"
    }

    /// A server with three pages of things; an update that isn't conditional is carried out.
    private final class Server: Sendable {
        let defect: Defect
        let keys = Mutex<[String]>([])
        let targets = Mutex<[String]>([])
        let kept = Mutex<JSONValue?>(nil)
        let members = Mutex<Set<JSONValue>>([])

        init(_ defect: Defect) { self.defect = defect }

        func answer(_ request: HTTPRequest) -> Result<HTTPResponse, ExchangeFailure> {
            let target = request.url.dropFirst("http://127.0.0.1:1/base".count)
            targets.withLock { $0.append("\(request.method) \(target)") }
            switch request.method {
            case "POST": return order(request.headers["Idempotency-Key"] ?? "")
            case "PUT": return update(request)
            default: return things(String(target), request)
            }
        }

        private func update(_ request: HTTPRequest) -> Result<HTTPResponse, ExchangeFailure> {
            if request.headers["If-Match"] != nil, defect != .update { return Trial.response(412) }
            let body = try? JSONParser.parse(request.body ?? [])
            guard let member = body?["member"] else { return Trial.response(204) }
            members.withLock { _ = $0.insert(member) }
            let isOther = kept.withLock { kept in
                defer { kept = member }
                return kept.map { $0.kind != member.kind } ?? false
            }
            return Trial.response(isOther && defect == .member ? 500 : 204)
        }

        private func order(_ key: String) -> Result<HTTPResponse, ExchangeFailure> {
            let id = keys.withLock { keys in
                if let known = keys.firstIndex(of: key), defect != .key { return known }
                keys.append(key)
                return keys.count - 1
            }
            return Trial.response(201, ["Content-Type": "application/json"], #"{"id": \#(id)}"#)
        }

        private func things(_ target: String, _ request: HTTPRequest) -> Result<HTTPResponse, ExchangeFailure> {
            if request.headers["If-None-Match"] == "\"1\"", defect != .validator {
                return Trial.response(304, ["ETag": "\"1\""])
            }
            let isCSV = request.headers["Accept"] == "text/csv" && defect != .accept
            var headers = ["ETag": "\"1\"", "Content-Type": isCSV ? "text/csv" : "application/json"]
            switch target {
            case "/things/a.b": headers["Link"] = "<http://127.0.0.1:1/base/things/a.b?page=2>; rel=\"next\""
            case "/things/a.b?page=2": headers["Link"] = "<?page=3>; rel=\"next\""
            default: if defect == .page { return Trial.response(500) }
            }
            return Trial.response(200, headers, isCSV ? "a,b\n" : "[]")
        }
    }

    private func run(_ server: Server) async throws -> SuiteResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.document.utf8).write(to: folder.appending(path: "a.openapi.json"))
        let kinds = Defect.allCases.dropFirst().map { #""\#($0.rawValue)""# }.joined(separator: ", ")
        let suite =
            #"{ "suite": "s", "contract": "a.openapi.json", "generate": { "from": "contract", "kinds": [\#(kinds)] } }"#
        let file = folder.appending(path: "suite.json")
        try Data(suite.utf8).write(to: file)
        let files = FileStore()
        let builder = PlanBuilder(options: PlanOptions(), files: files, generator: ContractScenarios())
        let plan = try builder.plan([file.path])
        let contracts = try SuiteContracts(of: plan, files: files)
        let sender = TableSender { request, _ in server.answer(request) }
        let runner = Runner(options: RunOptions(), files: files, contracts: contracts, sender: { _ in sender })
        let result = await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1/base")])
        return try #require(result.suites.first)
    }

    @Test(arguments: Defect.allCases)
    func eachDefectIsFoundByItsKindAlone(_ defect: Defect) async throws {
        let suite = try await run(Server(defect))
        let failed = suite.cases.filter { $0.verdict != .passed }
        #expect(Set(failed.flatMap(\.tags)).subtracting(["generated"]) == (defect == .none ? [] : [defect.rawValue]))
        #expect(suite.cases.count >= Defect.allCases.count)
    }

    @Test func anObjectOfEachFormComesWhereATextWas() async throws {
        let server = Server(.none)
        _ = try await run(server)
        let expected: Set<JSONValue> = [
            "text", ["member": "text"], ["member": ["member": "text"]], ["member": .null],
        ]
        #expect(server.members.withLock { $0 } == expected)
    }

    @Test func pagesAreFollowedToTheirEnd() async throws {
        let server = Server(.none)
        let suite = try await run(server)
        let sent = server.targets.withLock { $0 }
        #expect(
            sent.filter { $0.hasPrefix("GET /things/a.b?") } == ["GET /things/a.b?page=2", "GET /things/a.b?page=3"]
        )
        let pages = try #require(suite.cases.first { $0.tags.contains("pagination-next") })
        #expect(pages.steps.count >= 3)
    }
}
