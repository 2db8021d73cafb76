import Foundation
import Glibc
import JSON
import MockServer
import Testing

/// A vendor delivers twice; what came of each delivery is sealed, and held against the other.
@Suite struct DeliveryTests {
    /// A mock of two orders, of which the vendor has the second wrong at first, and breaks the first later.
    private func deliver(_ folder: TemporaryFolder, _ name: String, first: Int, second: Int) async throws -> String {
        let mock = try folder.write(
            "\(name).mock.json",
            #"""
            { "mock": "orders", "rules": [
              { "name": "first", "when": { "path": "/first" }, "respond": { "status": \#(first) } },
              { "name": "second", "when": { "path": "/second" }, "respond": { "status": \#(second) } },
              { "name": "third", "when": { "path": "/third" }, "respond": { "status": 200 } } ] }
            """#
        )
        let suite = try folder.write(
            "orders.json",
            #"""
            { "suite": "Orders", "requirements": { "ORD-1": "Orders can be read" }, "expect": { "status": 200 }, "scenarios": [
              { "name": "reads the ${order} order", "covers": ["ORD-1"], "each": { "order": ["first", "second", "third"] },
                "request": { "path": "/${order}" } } ] }
            """#
        )
        let server = MockServer(try Mock.load(mock), threads: 1)
        let url = try await server.start().url
        let reports = "\(folder.path)/\(name)"
        _ = try await Program.run(["run", suite, "--target", url, "--report-dir", reports, "--format", "html,md"])
        await server.stop()
        return reports
    }

    @Test func aSecondDeliveryMendsOneDefectAndBringsAnother() async throws {
        let folder = try TemporaryFolder()
        let first = try await deliver(folder, "delivery-1", first: 200, second: 500)
        let second = try await deliver(folder, "delivery-2", first: 404, second: 200)

        // What the acceptance tester sends to the vendor holds the finding, its requirement and the page.
        let summary = try String(contentsOfFile: first + "/report.md", encoding: .utf8)
        #expect(summary.contains("❌ Not accepted") && summary.contains("`ORD-1` broken (2 of 3)"))
        #expect(FileManager.default.fileExists(atPath: first + "/report.html"))

        let compared = try await Program.run(["compare", first, second])
        #expect(compared.code == 1)
        #expect(compared.output.contains("broken        Orders: reads the first order"), "\(compared.output)")
        #expect(compared.output.contains("mended        Orders: reads the second order"))
        #expect(compared.output.contains("1 broken, 1 mended, 1 as before"))

        // It is sealed, by a key that the vendor has the public half of.
        let key = try folder.write(
            "key.pem",
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3\n-----END PRIVATE KEY-----\n"
        )
        let sealed = try await Program.run(["seal", second, "--key", key])
        #expect(sealed.code == 0 && sealed.output.contains("sealed 3 files"), "\(sealed.output)\(sealed.errors)")
        let verified = try await Program.run(["verify", second])
        #expect(
            verified.code == 0 && verified.output.contains("✓ all 3 files are as they were sealed"),
            "\(verified.output)"
        )

        // Whoever turns a failure into a pass is found out.
        let results = try String(contentsOfFile: second + "/results.json", encoding: .utf8)
        try results.replacing("\"failed\"", with: "\"passed\"").write(
            toFile: second + "/results.json",
            atomically: true,
            encoding: .utf8
        )
        let changed = try await Program.run(["verify", second])
        #expect(changed.code == 1 && changed.output.contains("✗ changed: results.json"), "\(changed.output)")
    }

    @Test func whatWasNotMeasuredIsNotSealed() async throws {
        let folder = try TemporaryFolder()
        let suite = try folder.write(
            "orders.json",
            #"{ "suite": "Orders", "scenarios": [{ "name": "a", "skip": "later", "request": { "path": "/" }, "expect": { "status": 200 } }] }"#
        )
        let reports = folder.path + "/reports"
        _ = try await Program.run(["run", suite, "--target", "http://127.0.0.1:9", "--report-dir", reports])
        let refused = try await Program.run(["seal", reports])
        #expect(
            refused.code == 2 && refused.errors.contains("1 case was not run or not measured"),
            "\(refused.errors)"
        )
        let sealed = try await Program.run(["seal", reports, "--allow-gaps"])
        #expect(sealed.code == 0)
        let verified = try await Program.run(["verify", reports])
        #expect(verified.code == 0 && verified.output.contains("! not signed"))
        #expect(try await Program.run(["verify", folder.path]).code == 2)
    }
}
