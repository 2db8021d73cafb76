import Foundation
import JSON
import MockServer
import Testing

/// A vendor's two deliveries of a real API, from the first run to the sealed folder: the story that docs/acceptance.md
/// tells.
@Suite struct AcceptanceStoryTests {
    /// What the vendor delivers: the honest mock with defects of the table.
    private static func delivery(_ defects: [String]) throws -> Mock {
        let changes = try defects.map { name in
            try #require(MockDefect.all.first { $0.name == name }, "no defect is called '\(name)'").change
        }
        return try MockDefect.mock(of: Project.path("scenarios/koodrive/thumbnail.mock.json"), with: changes)
    }

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3
        -----END PRIVATE KEY-----

        """

    /// What the vendor was given of it.
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=
        -----END PUBLIC KEY-----

        """

    /// Runs the suite against a delivery, as the tester does.
    private static func run(
        _ defects: [String],
        into reports: String,
        _ options: [String] = []
    ) async throws -> (code: Int32, output: String) {
        let server = MockServer(try delivery(defects), threads: 1)
        let url = try await server.start().url
        let suite = Project.path("scenarios/koodrive/thumbnail.json")
        let outcome = try await Program.run(
            [
                "run", suite, "--target", url, "--tag", "!load", "--report-dir", reports, "--format",
                "html,md,junit,json",
            ]
                + options
        )
        await server.stop()
        return (outcome.code, outcome.output)
    }

    @Test func aSecondDeliveryMendsTwoDefectsAndBringsOne() async throws {
        let folder = try TemporaryFolder()
        let (first, second, third) = (
            folder.path + "/delivery-1", folder.path + "/delivery-2", folder.path + "/delivery-2w"
        )
        let before = ["ignores a missing X-User-Id", "says 200 to an unknown token", "ignores a missing X-Date"]
        let after = ["ignores a missing X-Date", "accepts an empty X-User-Id"]

        // 1. The first delivery breaks three things, and the page names the requirements.
        let one = try await Self.run(before, into: first)
        #expect(one.code == 1, "\(one.output)")
        let summary = try String(contentsOfFile: first + "/report.md", encoding: .utf8)
        #expect(summary.contains("❌ Not accepted"))
        for name in ["refuses a request without X-User-Id", "refuses a token that is unknown"] {
            #expect(summary.contains(name), "\(name)")
        }

        // 2. The second mends two of them, keeps one and brings another.
        let two = try await Self.run(after, into: second)
        #expect(two.code == 1)
        let compared = try await Program.run(["compare", first, second])
        #expect(compared.code == 1, "\(compared.output)\(compared.errors)")
        let lines = compared.output.split(separator: "\n").map(String.init)
        let mended = lines.filter { $0.contains("mended  ") }
        #expect(mended.contains { $0.contains("refuses a request without X-User-Id") }, "\(compared.output)")
        #expect(mended.contains { $0.contains("refuses a token that is unknown") }, "\(compared.output)")
        #expect(lines.contains { $0.contains("broken  ") }, "\(compared.output)")

        // 3. What is left is waived for a while, case by case: every report shows it, and the run is accepted.
        let results = try JSONParser.parse(Array(Data(contentsOf: URL(filePath: second + "/results.json"))))
        let failed = (results["suites"]?.array ?? []).flatMap { $0["cases"]?.array ?? [] }
            .filter { $0["verdict"] == "failed" }.compactMap { $0["name"]?.string }
        #expect(failed.count >= 2)
        let waivers = failed.map { name -> JSONValue in
            [
                "case": .string(name), "reason": "mended in delivery 3", "owner": "A. Tester",
                "until": "2999-12-31",
            ]
        }
        let list = try folder.write("waivers.json", JSONSerializer.serialize(["waivers": .array(waivers)]))
        let waived = try await Self.run(after, into: third, ["--waivers", list])
        #expect(waived.code == 0 && waived.output.contains("\(failed.count) waived"), "\(waived.output)")

        // 4. It is sealed with the tester's key, and the vendor checks it with the public half.
        let key = try folder.write("key.pem", Self.key)
        let publicKey = try folder.write("public.pem", Self.publicKey)
        // The loads were left out: that is said, and asks for a word.
        let part = try await Program.run(["seal", third, "--key", key])
        #expect(part.code == 2 && part.errors.contains(", by --tag '!load'"), "\(part.errors)")
        let sealed = try await Program.run(["seal", third, "--key", key, "--allow-gaps"])
        #expect(sealed.code == 0, "\(sealed.output)\(sealed.errors)")
        let verified = try await Program.run(["verify", third, "--key", publicKey])
        #expect(
            verified.code == 0 && verified.output.contains("as they were sealed"),
            "\(verified.output)\(verified.errors)"
        )
        try Data("{}".utf8).write(to: URL(filePath: third + "/junit.xml"))
        let changed = try await Program.run(["verify", third, "--key", publicKey])
        #expect(changed.code == 1 && changed.output.contains("✗ changed: junit.xml"), "\(changed.output)")

        // 5. The third delivery mends the rest: the waivers have to go.
        let last = try await Self.run([], into: folder.path + "/delivery-3", ["--waivers", list])
        #expect(last.code == 1 && last.output.contains("no longer needed"), "\(last.output)")
    }
}
