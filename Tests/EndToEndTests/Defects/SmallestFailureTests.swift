import JSON
import Results
import Scenarios
import Testing

/// A generated case that fails is shown with the smallest request that fails like it.
@Suite struct SmallestFailureTests {
    private func failed(_ defect: MockDefect, _ name: String) async throws -> CaseResult {
        let plan = try GeneratedDefectTests.plan.get()
        let mock = try defect.mock(of: GeneratedDefectTests.mock)
        let result = try await Acceptance.run(plan, against: mock) { $0.name.hasSuffix(name) }
        return try #require(result.suites.flatMap(\.cases).first)
    }

    private func defect(_ matcher: JSONValue) -> MockDefect {
        MockDefect(
            "",
            .begins(["name": "early", "when": ["json": ["$.fileId": matcher]], "respond": ["status": 500]]),
            caught: ""
        )
    }

    @Test func aLongTextGetsShorter() async throws {
        let result = try await failed(defect(["length": [">": 100]]), "fileId of 10,000 characters")
        let smallest = try #require(result.smallest)
        let body = try JSONParser.parse(try #require(smallest.request.content).text)
        // The lengths tried are the powers of four.
        #expect(body["fileId"]?.string?.count == 256)
        #expect(smallest.response?.status == 500)
        #expect(smallest.requests == 5)
    }

    @Test func aStrangeTextGetsOneCharacter() async throws {
        let result = try await failed(defect(["contains": "😀"]), "fileId with an emoji")
        let body = try JSONParser.parse(try #require(result.smallest?.request.content).text)
        #expect(body["fileId"] == "😀")
    }

    @Test func whatFailsOnlyAsAWholeStaysWhole() async throws {
        let result = try await failed(defect(["equals": "file😀"]), "fileId with an emoji")
        #expect(result.verdict == .failed)
        #expect(result.smallest == nil)
    }

    @Test func aCaseThatPassesSendsNothingMore() async throws {
        let honest = MockDefect("honest", .patches([:]), caught: "")
        let result = try await failed(honest, "fileId with an emoji")
        #expect(result.verdict == .passed)
        #expect(result.smallest == nil)
    }
}
