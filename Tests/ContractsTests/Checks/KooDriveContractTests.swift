import HTTP
import JSON
import Testing

@testable import Contracts

/// The contract in the scenarios' folder.
@Suite struct KooDriveContractTests {
    static func contract(_ path: String = #filePath) throws -> Contract {
        let root = path.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return try Contract.load(root + "/scenarios/koodrive/thumbnail.openapi.json")
    }

    @Test func loadsWithoutAWarning() throws {
        let contract = try Self.contract()
        #expect(contract.warnings.isEmpty)
        let operation = try #require(contract.operation(id: "createThumbnailTask"))
        #expect(
            operation.parameters.map(\.name) == [
                "X-User-Id", "X-Date", "X-Traceid", "language", "x-hw-share-folder-id",
            ]
        )
        #expect(operation.parameters.map(\.isRequired) == [true, true, false, false, false])
        #expect(operation.security.map { $0.schemes.map(\.name) } == [["accessToken"], ["appSignature"]])
        #expect(operation.responses.map(\.selector.description) == ["200", "400", "401", "500"])
    }

    @Test func judgesTheDocumentedExchange() throws {
        let checks = ContractChecks(try Self.contract())
        let json = HeaderField("Content-Type", "application/json")
        var request = HTTPRequest(
            method: "POST",
            url: "http://127.0.0.1/koodrive/ose/v1/document/thumbnail",
            headers: HeaderFields([
                HeaderField("Authorization", "Bearer demo"), HeaderField("X-User-Id", "1"),
                HeaderField("X-Date", "20261124T150000Z"), json,
            ]),
            body: Array(#"{"containerId":"c","fileId":"f","userId":"1"}"#.utf8)
        )
        func answer(_ status: Int, _ body: String) -> HTTPResponse {
            HTTPResponse(status: status, headers: HeaderFields([json]), body: Array(body.utf8))
        }
        #expect(checks.judge(request, answer(200, #"{"code":"0","msg":"success"}"#)).broken.isEmpty)
        #expect(checks.judge(request, answer(200, #"{"code":0,"msg":"success"}"#)).broken.isEmpty)
        #expect(
            checks.judge(request, answer(200, #"{"code":"1","msg":"success"}"#)).broken.map(\.check) == [
                .responseSchema
            ]
        )
        #expect(
            checks.judge(request, answer(400, #"{"code":"0","msg":"no"}"#)).broken.map(\.check) == [.responseSchema]
        )
        #expect(checks.judge(request, answer(429, "{}")).broken.map(\.check) == [.undocumentedStatus])
        request.headers.remove("X-Date")
        #expect(
            checks.judge(request, answer(401, #"{"code":"APIGW.0301","msg":"no"}"#)).broken.map(\.check) == [
                .requestBreaksContract
            ]
        )
        #expect(
            checks.judge(request, answer(401, #"{"code":"APIGW.0301","msg":"no"}"#), isMeantToBreak: true).broken
                .isEmpty
        )
    }

    @Test func makesValuesForAllOfIt() throws {
        let operation = try #require(try Self.contract().operations.first)
        for seed in 0..<20 as Range<UInt64> {
            for uses in [true, false] {
                let maker = ValueMaker(seed: seed, usesExamples: uses)
                for parameter in operation.parameters {
                    #expect(maker.value(for: parameter).isValid, "\(parameter.name)")
                }
                for content in operation.requestBody?.content ?? [] { #expect(maker.value(for: content).isValid) }
                for content in operation.responses.flatMap(\.content) { #expect(maker.value(for: content).isValid) }
            }
        }
    }
}
