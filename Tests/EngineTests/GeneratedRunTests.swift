import ContractCases
import Contracts
import Foundation
import HTTP
import JSON
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

@testable import Engine

/// What generated cases say of servers that are right, and of what nobody told them.
@Suite struct GeneratedRunTests {
    typealias Answer = @Sendable (HTTPRequest) -> Result<HTTPResponse, ExchangeFailure>

    private func run(
        _ document: String,
        kinds: String,
        variables: String = "{}",
        request: String? = nil,
        environment: [String: String] = [:],
        _ answer: @escaping Answer
    ) async throws -> SuiteResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(document.utf8).write(to: folder.appending(path: "a.openapi.json"))
        let own = request.map { #""request": \#($0), "# } ?? ""
        let suite = #"""
            { "suite": "s", "contract": "a.openapi.json", "variables": \#(variables), \#(own)"generate": { "from": "contract", "kinds": \#(kinds) } }
            """#
        let file = folder.appending(path: "suite.json")
        try Data(suite.utf8).write(to: file)
        let files = FileStore()
        var options = RunOptions()
        options.plan.environment = Environment(environment)
        let plan = try PlanBuilder(options: options.plan, files: files, generator: ContractScenarios()).plan([file.path]
        )
        let contracts = try SuiteContracts(of: plan, files: files)
        let sender = TableSender { request, _ in answer(request) }
        let runner = Runner(options: options, files: files, contracts: contracts, sender: { _ in sender })
        let result = await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1")])
        return try #require(result.suites.first)
    }

    private static let orders = #"""
        { "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": { "/orders": {
          "get": { "operationId": "list", "responses": { "200": { "description": "ok",
            "headers": { "ETag": { "required": true, "schema": { "type": "string" } }, "Link": { "schema": { "type": "string" } } },
            "content": { "application/json": { "schema": { "type": "array" } } } } } } } } }
        """#

    private static func page(_ link: String?) -> Result<HTTPResponse, ExchangeFailure> {
        var headers = ["Content-Type": "application/json", "ETag": "\"1\""]
        headers["Link"] = link
        return Trial.response(200, headers, "[]")
    }

    /// 304 to our own condition is what HTTP asks for, whatever the contract declares.
    @Test func anAnswerToAConditionNeedsNoDeclaration() async throws {
        let suite = try await run(Self.orders, kinds: #"["valid-request", "validator-repeat"]"#) { request in
            request.headers["If-None-Match"] == nil ? Self.page(nil) : Trial.response(304, ["ETag": "\"1\""])
        }
        #expect(suite.cases.map(\.verdict) == [.passed, .passed, .passed])
    }

    @Test(arguments: [
        ("</orderz?page=2>", "/orderz?page=2" as String?, 404, Verdict.failed),
        ("</orders/p2>", "/orders/p2", 200, .passed),
        ("<?page=2>", "/orders?page=2", 200, .passed),
        // The service calls itself by another name.
        ("<https://api.example.com/v1/orders?page=2>", "/orders?page=2", 200, .passed),
        ("<https://api.example.com/v1/others?page=2>", nil, 200, .passed),
        ("<ftp://127.0.0.1:1/orders?page=2>", nil, 200, .passed),
    ])
    func aLinkToTheNextPageIsFollowedWhereverItLeads(link: String, path: String?, status: Int, verdict: Verdict)
        async throws
    {
        let targets = Mutex<[String]>([])
        let suite = try await run(Self.orders, kinds: #"["pagination-next"]"#) { request in
            let target = String(request.url.dropFirst("http://127.0.0.1:1".count))
            let count = targets.withLock { targets in
                targets.append(target)
                return targets.count
            }
            if count == 1 { return Self.page(link + "; rel=\"next\"") }
            return status == 200 ? Self.page(nil) : Trial.response(status)
        }
        #expect(targets.withLock { $0 } == ["/orders"] + (path.map { [$0] } ?? []))
        let pages = try #require(suite.cases.first { $0.tags.contains("pagination-next") })
        #expect(pages.verdict == verdict)
        let notes = pages.steps[0].notes.filter { $0.contains("isn't followed") }
        #expect(notes.count == (path == nil ? 1 : 0), "\(notes)")
    }

    private static let guarded = #"""
        { "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "security": [{ "t": [] }],
          "components": { "securitySchemes": { "t": { "type": "http", "scheme": "bearer" } } },
          "paths": { "/orders": { "get": { "parameters": [{ "name": "page", "in": "query", "required": true, "schema": { "type": "integer" } }],
            "responses": { "200": { "description": "ok" }, "400": { "description": "no" }, "401": { "description": "who?" } } } } } }
        """#
    private static let token = #"{ "token": { "secret": "${env:API_TOKEN:-muster-token}" } }"#
    private static let bearer = #"{ "path": "/orders", "query": { "page": "1" }, "auth": { "bearer": "${token}" } }"#

    private func guarded(_ environment: [String: String], _ status: Int) async throws -> [CaseResult] {
        try await run(
            Self.guarded,
            kinds: #"["valid-request", "query-missing", "auth-missing"]"#,
            variables: Self.token,
            request: Self.bearer,
            environment: environment
        ) { request in Trial.response(request.headers["Authorization"] == nil ? 401 : status) }.cases
    }

    @Test(arguments: [401, 403])
    func aMadeUpCredentialThatIsRefusedIsNotHeldAgainstTheService(status: Int) async throws {
        let cases = try await guarded([:], status)
        let valid = try #require(cases.first { $0.tags.contains("valid-request") })
        #expect(valid.verdict == .error && valid.steps[0].findings.isEmpty)
        #expect(valid.reason.contains("API_TOKEN isn't set") && valid.reason.contains("refused (\(status))"))
        let missing = try #require(cases.first { $0.tags.contains("query-missing") })
        #expect(missing.verdict == .error && missing.reason.contains("API_TOKEN isn't set"))
        #expect(cases.first { $0.tags.contains("auth-missing") }?.verdict == .passed)
        #expect(!cases.contains { $0.verdict == .failed })
    }

    @Test func oneThatWasGivenIs() async throws {
        let cases = try await guarded(["API_TOKEN": "mine"], 401)
        #expect(cases.first { $0.tags.contains("valid-request") }?.verdict == .failed)
    }

    private static let notes = #"""
        { "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": { "/note": {
          "get": { "responses": { "200": { "description": "ok", "content": { "application/json": { "schema": { "type": "object",
            "required": ["text"], "properties": { "text": { "type": "string" } } } } } } } },
          "put": { "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "object",
            "required": ["text"], "properties": { "text": { "type": "string" } } } } } },
            "responses": { "200": { "description": "ok", "content": { "application/json": { "schema": { "type": "object",
              "required": ["text"], "properties": { "text": { "type": "string" } } } } } }, "400": { "description": "no" } } },
          "delete": { "responses": { "204": { "description": "gone" } } } } } }
        """#

    /// A server that stores half a pair and gives it back does what the grammar allows (RFC 8259, section 8.2), and
    /// what comes last spoils nothing.
    @Test func halfASurrogatePairMayComeBack() async throws {
        let stored = Mutex<[UInt8]>(Array(#"{"text":"a"}"#.utf8))
        let order = Mutex<[String]>([])
        let suite = try await run(
            Self.notes,
            kinds: #"["valid-request", "unicode-lone-surrogate-escape", "unicode-emoji"]"#
        ) { request in
            let body = request.body ?? []
            order.withLock {
                $0.append(request.method + (String(decoding: body, as: UTF8.self).contains("ud800") ? " half" : ""))
            }
            if request.method == "DELETE" { return Trial.response(204) }
            return stored.withLock { stored in
                if !body.isEmpty { stored = body }
                return Trial.response(
                    200,
                    ["Content-Type": "application/json"],
                    String(decoding: stored, as: UTF8.self)
                )
            }
        }
        #expect(suite.cases.allSatisfy { $0.verdict == .passed }, "\(suite.cases.map(\.reason))")
        let half = try #require(suite.cases.first { $0.tags.contains("unicode-lone-surrogate-escape") })
        #expect(half.steps[0].notes.contains { $0.contains("half a surrogate pair") })
        #expect(order.withLock { $0.last } == "PUT half")
    }

    @Test func anEscapeOfHalfAPairIsReadWithARemark() async throws {
        let result = try await Trial.run(
            #"{ "name": "a", "expect": { "json": { "$.a": "x�y" } } }"#,
            TableSender { _, _ in Trial.response(200, ["Content-Type": "application/json"], #"{"a":"x\ud800y"}"#) }
        )
        #expect(result.verdicts == [.passed] && result.cases[0].steps[0].notes.count == 1)
        let broken = try await Trial.run(
            #"{ "name": "a", "expect": { "json": { "$.a": "x" } } }"#,
            TableSender { _, _ in Trial.response(200, ["Content-Type": "application/json"], #"{"a":"x\ud800y""#) }
        )
        #expect(broken.verdicts == [.failed])
    }
}
