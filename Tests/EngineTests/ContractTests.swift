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
import Testing

/// Exchanges of a suite that names a contract.
@Suite struct ContractTests {
    private static let document = #"""
        { "openapi": "3.1.0", "info": { "title": "Shop", "version": "1" },
          "paths": { "/orders": { "post": {
            "parameters": [ { "name": "X-Id", "in": "header", "required": true, "schema": { "type": "string" } } ],
            "responses": {
              "201": { "description": "made", "content": { "application/json": { "schema": {
                "type": "object", "required": ["id"],
                "properties": { "id": { "type": "integer" }, "state": { "enum": ["new", "paid"] } } } } } },
              "400": { "description": "refused" } } } } } }
        """#

    /// What comes of one scenario, answered as told.
    private func run(
        _ scenario: String,
        contract: String = #""shop.openapi.json""#,
        _ status: Int,
        _ headers: [String: String] = [:],
        _ body: String = ""
    ) async throws -> SuiteResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.document.utf8).write(to: folder.appending(path: "shop.openapi.json"))
        let suite = """
            { "suite": "Shop", "contract": \(contract), "request": { "method": "POST", "path": "/orders", "headers": { "X-Id": "1" } },
              "scenarios": [\(scenario)] }
            """
        let file = folder.appending(path: "suite.json")
        try Data(suite.utf8).write(to: file)
        let files = FileStore()
        let plan = try PlanBuilder(options: PlanOptions(), files: files).plan([file.path])
        let sender = TableSender { _, _ in Trial.response(status, headers, body) }
        let contracts = try SuiteContracts(of: plan, files: files)
        let runner = Runner(options: RunOptions(), files: files, contracts: contracts, sender: { _ in sender })
        let result = await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1")])
        return try #require(result.suites.first)
    }

    private func findings(_ suite: SuiteResult) -> [String] {
        suite.cases.flatMap(\.steps).flatMap(\.findings).map(\.expectation)
    }

    private static let json = ["Content-Type": "application/json"]

    @Test func anExchangeThatKeepsTheContractPasses() async throws {
        let suite = try await run(#"{ "name": "a", "expect": { "status": 201 } }"#, 201, Self.json, #"{ "id": 1 }"#)
        #expect(suite.cases.map(\.verdict) == [.passed])
        #expect(suite.contract?.exchanges == 1 && suite.contract?.unmatched == 0)
    }

    @Test(arguments: [
        (201, ["Content-Type": "application/json"], #"{ "id": "1" }"#, "contract.response-schema"),
        (201, ["Content-Type": "application/json"], "{", "contract.response-not-json"),
        (201, ["Content-Type": "text/plain"], "1", "contract.undocumented-content-type"),
        (204, [:], "", "contract.undocumented-status"),
    ])
    func aResponseThatBreaksItFails(_ status: Int, _ headers: [String: String], _ body: String, _ name: String)
        async throws
    {
        let suite = try await run(#"{ "name": "a", "expect": { "status": "2xx" } }"#, status, headers, body)
        #expect(suite.cases.map(\.verdict) == [.failed])
        #expect(findings(suite) == [name])
    }

    @Test func aServerErrorFailsUnlessItIsNamed() async throws {
        let open = try await run(#"{ "name": "a", "expect": { "within": "10s" } }"#, 503)
        #expect(findings(open) == ["contract.server-error"])
        let named = try await run(#"{ "name": "a", "expect": { "status": [201, 503] } }"#, 503)
        #expect(findings(named) == [])
    }

    @Test func aRequestIsBlamedOnlyWhenSuccessIsExpectedOfIt() async throws {
        let request = #""request": { "headers": { "X-Id": null } }"#
        let success = try await run(
            #"{ "name": "a", \#(request), "expect": { "status": 201 } }"#,
            201,
            Self.json,
            #"{ "id": 1 }"#
        )
        #expect(findings(success) == ["contract.request-breaks-contract"])
        for expect in [#"{ "status": 400 }"#, #"{ "status": [201, 400] }"#, #"{ "within": "10s" }"#] {
            let suite = try await run(#"{ "name": "a", \#(request), "expect": \#(expect) }"#, 400)
            #expect(findings(suite) == [], "\(expect)")
        }
        let path = try await run(
            #"{ "name": "a", "request": { "path": "/order" }, "expect": { "status": 200 } }"#,
            200
        )
        #expect(findings(path) == ["contract.undocumented-path"])
        #expect(path.contract?.unmatched == 1)
    }

    @Test func aStepOfAFlowIsHeldAgainstItToo() async throws {
        let suite = try await run(
            #"{ "name": "a", "expect": { "status": 201 }, "steps": [ {}, {} ] }"#,
            201,
            Self.json,
            #"{ "id": true }"#
        )
        #expect(findings(suite) == ["contract.response-schema"])
    }

    @Test func aQuestionMayBeAnsweredWithAnyStatus() async throws {
        let suite = try await run(
            #"{ "name": "a", "question": "which?", "answers": [ { "answer": "that", "when": { "status": 418 } } ] }"#,
            418
        )
        #expect(findings(suite) == [])
        #expect(suite.cases.map(\.verdict) == [.answered])
    }

    @Test func whatIsAllowedPassesAndIsCounted() async throws {
        let contract =
            #"{ "file": "shop.openapi.json", "allow": { "undocumented-status": "known", "response-schema": "too" } }"#
        let suite = try await run(#"{ "name": "a", "expect": { "status": 202 } }"#, contract: contract, 202)
        #expect(suite.cases.map(\.verdict) == [.passed])
        #expect(
            suite.contract?.allowed == [
                .init(check: "response-schema", reason: "too", count: 0),
                .init(check: "undocumented-status", reason: "known", count: 1),
            ]
        )
    }

    @Test(arguments: [
        (#""undocumented-status": { "status": 202, "reason": "r" }"#, "with 202", 1),
        (#""undocumented-status": { "status": "4xx", "reason": "r" }"#, "with 400-499", 0),
        (#""undocumented-status": { "scenarios": ["a"], "reason": "r" }"#, "in 'a'", 1),
        (#""undocumented-status": { "scenarios": ["b"], "reason": "r" }"#, "in 'b'", 0),
        (
            #""undocumented-status": { "operations": ["POST /orders"], "status": [201, 202], "reason": "r" }"#,
            "for POST /orders; with 201, 202", 1
        ),
        // The status is nowhere in the content.
        (#""undocumented-status": { "at": ["content"], "reason": "r" }"#, "at content", 0),
    ])
    func anAllowanceHoldsWhereItSays(_ allow: String, _ limits: String, _ count: Int) async throws {
        let contract = #"{ "file": "shop.openapi.json", "allow": { \#(allow) } }"#
        let scenarios =
            #"{ "name": "a", "expect": { "status": 202 } }, { "name": "b", "skip": "no", "expect": { "status": 202 } }"#
        let suite = try await run(scenarios, contract: contract, 202)
        #expect(suite.cases.first?.verdict == (count == 1 ? .passed : .failed))
        #expect(
            suite.contract?.allowed == [.init(check: "undocumented-status", reason: "r", limits: limits, count: count)]
        )
    }

    @Test(arguments: [
        (#"["/id"]"#, true), (#"["/state", "/*"]"#, true), (#"["/id/deeper"]"#, false), (#"["/state"]"#, false),
        (#"["content"]"#, true),
    ])
    func aPlaceIsAPointerWithAllBelowIt(_ places: String, _ isAllowed: Bool) async throws {
        let contract =
            #"{ "file": "shop.openapi.json", "allow": { "response-schema": { "at": \#(places), "reason": "r" } } }"#
        let suite = try await run(
            #"{ "name": "a", "expect": { "status": 201 } }"#,
            contract: contract,
            201,
            Self.json,
            #"{ "id": "1" }"#
        )
        #expect(suite.cases.map(\.verdict) == [isAllowed ? .passed : .failed])
    }

    @Test func aRequestMayBreakWhatIsNamedAndNothingElse() async throws {
        func verdict(_ place: String) async throws -> Verdict? {
            let allow = #"{ "request-breaks-contract": { "at": ["\#(place)"], "reason": "r" } }"#
            return try await run(
                #"{ "name": "a", "request": { "headers": { "X-Id": null } }, "expect": { "status": 201 } }"#,
                contract: #"{ "file": "shop.openapi.json", "allow": \#(allow) }"#,
                201,
                Self.json,
                #"{ "id": 1 }"#
            ).cases.first?.verdict
        }
        #expect(try await verdict("x-id") == .passed)
        #expect(try await verdict("credentials") == .failed)
    }

    @Test(arguments: [
        (#""scenarios": ["aa"]"#, "the suite has no scenario 'aa'", ""),
        (
            #""operations": ["POST /order"]"#, "the contract has no operation 'POST /order'",
            "did you mean 'POST /orders'?"
        ),
        (
            #""status": "sometimes""#,
            "a status is a number from 100 to 999, or a range, found string \"sometimes\"", ""
        ),
    ])
    func anAllowanceForWhatIsNotThereIsAMistake(_ limit: String, _ message: String, _ help: String) async throws {
        let contract = #"{ "file": "shop.openapi.json", "allow": { "response-schema": { \#(limit), "reason": "r" } } }"#
        let error = await #expect(throws: Problems.Found.self) {
            _ = try await run(#"{ "name": "a", "expect": { "status": 201 } }"#, contract: contract, 201)
        }
        #expect(error?.diagnostics.first?.message == message)
        #expect(help.isEmpty || error?.diagnostics.first?.help == help)
    }

    @Test func coverageCountsWhatWasExercised() async throws {
        let suite = try await run(
            #"{ "name": "a", "expect": { "status": 201 } }, { "name": "b", "expect": { "status": 201 } }"#,
            201,
            Self.json,
            #"{ "id": 1, "state": "paid" }"#
        )
        let rows = try #require(suite.contract?.coverage)
        func count(_ area: String, _ name: String) -> Int? {
            rows.first { $0.area == area && $0.name.hasSuffix(name) }?.count
        }
        #expect(count("operations", "POST /orders") == 2)
        #expect(count("parameters", "header X-Id") == 2)
        #expect(count("responses", "201") == 2 && count("responses", "400") == 0)
        #expect(count("schema branches", "enum/0") == 0 && count("schema branches", "enum/1") == 2)
    }

    @Test func aContractThatCannotBeReadIsRefusedWithItsPlace() async throws {
        let error = await #expect(throws: Problems.Found.self) {
            _ = try await run(#"{ "name": "a", "expect": { "status": 201 } }"#, contract: #""none.json""#, 201)
        }
        #expect(error?.diagnostics.first?.message == "the contract can't be used")
        #expect(error?.diagnostics.first?.location?.line == 1)
    }

    @Test func suitesKnowTheNamesOfAllChecks() {
        #expect(SuiteContract.checkNames == ContractCheck.allCases.map(\.rawValue))
    }
}
