import Foundation
import MockServer
import Results
import Scenarios
import Testing

/// The recipes of the documentation work as they stand there.
@Suite struct RecipeTests {
    private static let folder = Project.path("docs/recipes")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { name in
            [".json", ".yaml"].contains(where: name.hasSuffix)
                && ![".mock.json", ".include.json"].contains(where: name.hasSuffix)
        }.sorted()
    }()

    /// Rates are not for a test: a busy machine would break them.
    private static func run(_ name: String, against mock: Mock) async throws -> RunResult? {
        let plan = try Acceptance.plan("\(folder)/\(name)")
        guard plan.suites.contains(where: { $0.cases.contains { !$0.tags.contains("load") } }) else { return nil }
        return try await Acceptance.run(plan, against: mock) { !$0.tags.contains("load") }
    }

    @Test(arguments: names)
    func aRecipeHoldsOnTheMock(name: String) async throws {
        let mock = try Mock.load("\(Self.folder)/shop.mock.json")
        guard let result = try await Self.run(name, against: mock) else { return }
        #expect(Acceptance.failures(result) == [])
        #expect(result.exitCode == 0)
    }

    /// What couldn't fail would be no recipe. A question can't, and says so.
    @Test(arguments: names)
    func aRecipeFailsOnAnotherServer(name: String) async throws {
        let folder = try TemporaryFolder()
        let other = try folder.write(
            "other.mock.json",
            #"{ "mock": "another", "rules": [], "otherwise": { "status": 418, "delay": "350ms" } }"#
        )
        guard let result = try await Self.run(name, against: try Mock.load(other)) else { return }
        let cases = result.suites.flatMap(\.cases)
        let isAsked = cases.allSatisfy { $0.verdict == .answered }
        // Where a setup fails, nothing is measured.
        #expect(
            isAsked || cases.contains { $0.verdict == .failed || $0.name == "setup" && $0.verdict == .error },
            "\(name)"
        )
    }

    @Test func eachRecipeIsListed() throws {
        let page = try String(contentsOfFile: "\(Self.folder)/README.md", encoding: .utf8)
        let listed = page.matches(of: /^\| \[([a-z-]+)\]\(([a-z-]+)(\.json|\.yaml)\) \|/.anchorsMatchLineEndings())
        #expect(listed.map { "\($0.output.2)\($0.output.3)" }.sorted() == Self.names)
        #expect(listed.allSatisfy { $0.output.1 == $0.output.2 })
        #expect(Self.names.count >= 30)
    }
}
