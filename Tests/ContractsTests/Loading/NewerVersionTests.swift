import HTTP
import JSON
import Testing

@testable import ContractCases
@testable import Contracts

/// What OpenAPI 3.2 has of its own.
@Suite struct NewerVersionTests {
    private static func contract(_ path: String, version: String = "3.2.0") throws -> Contract {
        try Library.load(
            yaml: """
                openapi: \(version)
                info: {title: a, version: "1"}
                paths:
                  /a:
                \(path.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
                """
        )
    }

    private static let methods = """
        query:
          operationId: find
          requestBody: {content: {application/json: {schema: {type: object}}}}
          responses: {"200": {description: ok}}
        additionalOperations:
          COPY: {responses: {"201": {description: made}}}
        """

    @Test func methodsOfAnyNameAreOperations() throws {
        let contract = try Self.contract(Self.methods)
        #expect(contract.operations.map(\.name) == ["QUERY /a", "COPY /a"])
        #expect(contract.lookUp("COPY", "/a").match?.operation.name == "COPY /a")
        #expect(contract.lookUp("QUERY", "/a").match?.operation.id == "find")
        #expect(contract.lookUp("copy", "/a").match == nil)
        #expect(ContractSummary(contract).rows.map(\.state) == [.tested, .tested])
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[1]).base
        #expect(base.draft.method == "COPY")
        let responder = ContractResponder(contract, seed: 1, known: nil, isStateful: false)
        #expect(responder.response(to: HTTPRequest(method: "COPY", url: "http://127.0.0.1/a")).status == 201)
    }

    @Test func anEarlierVersionHasNone() throws {
        let contract = try Self.contract(
            Self.methods + "\nget: {responses: {\"200\": {description: ok}}}",
            version: "3.1.0"
        )
        #expect(contract.operations.map(\.name) == ["GET /a"])
        #expect(contract.leftOut.count == 2)
    }

    @Test func methodsHaveOnePlaceAndAName() throws {
        let contract = try Self.contract(
            """
            get: {responses: {"200": {description: ok}}}
            additionalOperations:
              POST: {responses: {"200": {description: ok}}}
              "A B": {responses: {"200": {description: ok}}}
              LOCK: []
            """
        )
        #expect(contract.operations.map(\.name) == ["GET /a"])
        let rows = ContractSummary(contract).rows
        #expect(rows.map(\.operation) == ["GET /a", "POST /a", "A B /a", "LOCK /a"])
    }

    private static func query(_ content: String, required: Bool = true) -> String {
        """
        get:
          parameters: [{name: q, in: querystring, required: \(required), content: \(content)}]
          responses: {"200": {description: ok}}
        """
    }

    @Test func theQueryAsAWholeIsAForm() throws {
        let contract = try Self.contract(
            Self.query(
                "{application/x-www-form-urlencoded: {schema: {type: object, required: [n], properties: {n: {type: integer, minimum: 3}, t: {type: string}}}}}"
            )
        )
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        #expect(base.problem == nil)
        let number = try #require(base.draft.query["n"]?.string.flatMap { Int($0) })
        #expect(number >= 3 && base.draft.query["t"] != nil && base.draft.query["q"] == nil)
        func faults(_ query: String) throws -> Int {
            let request = HTTPRequest(method: "GET", url: "http://127.0.0.1/a\(query)")
            let match = try #require(contract.lookUp(request).match)
            return RequestCheck(contract, match, request).faults.count
        }
        #expect(try faults("?n=5&t=x") == 0)
        #expect(try faults("?n=1") == 1)
        #expect(try faults("?t=x") == 1)
        #expect(try faults("") == 1)
        // No case takes another value for the whole of it.
        let made = CaseMaker.cases(contract, base, wanted: Set(CaseKind.all.map(\.name)), seed: 0)
        #expect(!made.contains { $0.place == "q" && $0.outcome == .refused })
    }

    @Test func aMandatoryQueryThatIsNotWrittenLeavesItsOperationOut() throws {
        let contract = try Self.contract(
            Self.query("{application/json: {schema: {type: object}}}")
                + "\npost: {responses: {\"200\": {description: ok}}}"
        )
        #expect(contract.operations.map(\.name) == ["POST /a"])
        let rows = ContractSummary(contract).rows
        #expect(rows.map(\.operation) == ["POST /a", "GET /a"])
        #expect(rows[1].state == .leftOut(why: "its mandatory query string of application/json isn't written"))
        let optional = try Self.contract(Self.query("{application/json: {schema: {type: object}}}", required: false))
        #expect(optional.operations.map(\.name) == ["GET /a"] && optional.operations[0].parameters.isEmpty)
        #expect(ContractSummary(optional).rows.map(\.state) == [.inPart(1)])
    }

    @Test func cookiesHaveAStyleOfTheirOwn() throws {
        let contract = try Self.contract(
            """
            get:
              parameters: [{name: s, in: cookie, required: true, style: cookie, schema: {type: string}}]
              responses: {"200": {description: ok}}
            """
        )
        #expect(contract.operations[0].parameters.map(\.name) == ["s"] && contract.leftOut.isEmpty)
    }
}
