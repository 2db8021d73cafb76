import Foundation
import JSON
import MockServer
import Results
import Scenarios
import Testing

/// Bodies that aren't JSON get cases field by field, too.
@Suite struct FormDefectTests {
    private static let suite = """
        { "suite": "Forms", "contract": "forms.openapi.yaml", "generate": { "from": "contract" } }
        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let contract = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "forms.openapi.yaml")
        try folder.write("forms.openapi.yaml", try Data(contentsOf: contract))
        try folder.write("suite.json", Self.suite)
    }

    private func run(_ mock: Mock, where isWanted: (Case) -> Bool) async throws -> [CaseResult] {
        let result = try await Acceptance.run("\(folder.path)/suite.json", against: mock, where: isWanted)
        return result.suites.flatMap(\.cases)
    }

    @Test(arguments: FormDefect.all)
    func isCaught(_ defect: FormDefect) async throws {
        let file = try folder.write("mock.json", JSONSerializer.serialize(defect.mock))
        let cases = try await run(try Mock.load(file)) { $0.tags.contains(defect.caught) }
        let failed = cases.filter { $0.verdict == .failed }
        #expect(!failed.isEmpty, "\(defect.name): \(cases.map(\.name))")
        #expect(failed.flatMap(\.steps).flatMap(\.findings).allSatisfy { !$0.expected.isEmpty && !$0.found.isEmpty })
    }

    /// A server that is nothing but the contract is accused of nothing.
    @Test func theContractItselfPasses() async throws {
        let cases = try await run(try Mock.load("\(folder.path)/forms.openapi.yaml")) { _ in true }
        #expect(cases.filter { $0.verdict != .passed }.map(\.name) == [])
        #expect(cases.count > 500)
    }
}
