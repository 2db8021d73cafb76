import Foundation
import JSON
import MockServer
import Synchronization
import Testing

/// The way to an endpoint is looked at before a run, and what fails for it later isn't blamed on the endpoint.
@Suite struct PreflightTests {
    private static let suite = #"""
        { "suite": "Orders", "scenarios": [
          { "name": "creates an order", "request": { "method": "POST", "path": "/orders" }, "expect": { "status": 201 } },
          { "name": "lists orders", "request": { "path": "/orders" }, "expect": { "status": 200 } },
          { "name": "is told apart", "request": { "path": "/other" }, "expect": { "status": 204 } } ] }
        """#

    /// A server that answers `/orders` with the status, and `/other` with 200.
    private func withServer(
        _ status: Int,
        _ body: (_ url: String, _ suite: String, TemporaryFolder) async throws -> Void
    )
        async throws
    {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "mock.json",
            #"""
            { "mock": "m", "rules": [
              { "name": "orders", "when": { "path": "/orders" }, "respond": { "status": \#(status) } },
              { "name": "other", "when": { "path": "/other" }, "respond": { "status": 200 } } ] }
            """#
        )
        let server = MockServer(try Mock.load(mock), threads: 1)
        let url = try await server.start().url
        try await body(url, folder.write("orders.json", Self.suite), folder)
        await server.stop()
    }

    @Test func whatIsRightIsSaid() async throws {
        try await withServer(200) { url, suite, _ in
            let found = try await Program.run(["preflight", suite, "--target", url])
            #expect(found.code == 0, "\(found.output)\(found.errors)")
            for line in [
                "✓ name        127.0.0.1", "✓ connection", "– tls         none: the target is http",
                "✓ protocol    HTTP/1.1",
                "✓ credentials 'lists orders' was answered 200",
            ] {
                #expect(found.output.contains(line), "\(found.output)")
            }
        }
    }

    @Test func anEndpointThatIsNotThereIsSaid() async throws {
        try await withServer(200) { _, suite, _ in
            // Port 1 of this machine: nobody listens, and nobody may without being root.
            let found = try await Program.run(["preflight", suite, "--target", "http://127.0.0.1:1"])
            #expect(found.code == 3 && found.output.contains("✗ connection  refused"), "\(found.output)")
            #expect(found.output.contains("– credentials 'lists orders' brought no response"))
        }
    }

    /// What is refused for credentials that were refused before isn't measured; what else breaks still fails.
    @Test func whatFailsForACauseThatWasFoundIsNotMeasured() async throws {
        try await withServer(401) { url, suite, folder in
            let found = try await Program.run(["preflight", suite, "--target", url])
            #expect(found.code == 3 && found.output.contains("✗ credentials 'lists orders' was answered 401"))
            let reports = folder.path + "/reports"
            let run = try await Program.run(
                ["run", suite, "--target", url, "--preflight", "--report-dir", reports]
            )
            #expect(run.code == 1, "\(run.output)")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: reports + "/results.json"))
            let results = try JSONParser.parse(Array(bytes))
            let cases = results["suites"]?[0]?["cases"]?.array ?? []
            #expect(cases.map { $0["verdict"]?.string } == ["error", "error", "failed"])
            #expect(cases.first?["reason"]?.string?.hasPrefix("preflight, credentials: 'lists orders'") == true)
            #expect(results["suites"]?[0]?["preflight"]?[5]?["state"] == "failed")
            // Against this machine nobody looks unless asked to.
            let plain = try await Program.run(["run", suite, "--target", url, "--report-dir", reports])
            #expect(plain.code == 1 && plain.output.contains("3 failed"), "\(plain.output)")
        }
    }
}

/// A run looks at the way first, and doesn't wait long for it.
@Suite struct PatienceTests {
    /// All suites are looked at beside each other: the endpoint answers none before all have asked.
    @Test func suitesAreLookedAtBesideEachOther() async throws {
        let folder = try TemporaryFolder()
        let suites = try (0..<3).map { number in
            try folder.write(
                "suite-\(number).json",
                #"{ "suite": "S\#(number)", "scenarios": [{ "name": "a", "request": { "path": "/" }, "expect": { "status": 200 } }] }"#
            )
        }
        let asked = Gathering(of: suites.count)
        let server = try RecordingServer { _ in
            asked.wait()
            return "{}"
        }
        let reports = folder.path + "/reports"
        let run = try await Program.run(
            ["run"] + suites + ["--target", server.url, "--preflight", "--report-dir", reports]
        )
        server.stop()
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        let results = try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: reports + "/results.json"))))
        for suite in 0..<3 { #expect(results["suites"]?[suite]?["preflight"]?[1]?["state"] == "ok") }
    }

    /// Where threads wait for each other.
    private final class Gathering: Sendable {
        private let lock = NSCondition()
        private let missing: Mutex<Int>

        init(of count: Int) { missing = Mutex(count) }

        func wait() {
            lock.lock()
            defer { lock.unlock() }
            missing.withLock { $0 -= 1 }
            lock.broadcast()
            // Only what is broken waits so long.
            let end = Date(timeIntervalSinceNow: 20)
            while missing.withLock({ $0 > 0 }), lock.wait(until: end) {}
        }
    }

    /// An endpoint that takes longer than a run waits isn't out of reach, and is measured as ever. Each suite is looked
    /// at.
    @Test func silenceForASecondIsNoFinding() async throws {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "mock.json",
            #"{ "mock": "m", "rules": [{ "name": "r", "when": { "path": "/" }, "respond": { "status": 200, "delay": "1500ms" } }] }"#
        )
        let suites = try (0..<3).map { number in
            try folder.write(
                "suite-\(number).json",
                #"{ "suite": "S\#(number)", "scenarios": [{ "name": "a", "request": { "path": "/" }, "expect": { "status": 200 } }] }"#
            )
        }
        let server = MockServer(try Mock.load(mock), threads: 1)
        let url = try await server.start().url
        let reports = folder.path + "/reports"
        let run = try await Program.run(
            ["run"] + suites + ["--target", url, "--preflight", "--report-dir", reports]
        )
        let patient = try await Program.run(["preflight", suites[0], "--target", url])
        await server.stop()
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(patient.code == 0 && patient.output.contains("✓ connection"), "\(patient.output)")
        let results = try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: reports + "/results.json"))))
        for suite in 0..<3 {
            let check = results["suites"]?[suite]?["preflight"]?[1]
            #expect(check?["state"] == "unknown" && check?["detail"]?.string?.hasPrefix("no answer within 1 s") == true)
        }
    }
}

/// Runs that are kept, and endpoints that are run at once.
@Suite struct HistoryCommandTests {
    @Test func runsAreKeptAndTold() async throws {
        let folder = try TemporaryFolder()
        let suite = try folder.smallSuite(expecting: 200)
        let store = folder.path + "/runs.sqlite"
        for label in ["one", "two"] {
            let reports = "\(folder.path)/\(label)"
            let run = try await Program.run(["run", suite, "--mock", "--label", label, "--report-dir", reports])
            #expect(run.code == 0, "\(run.errors)")
            let added = try await Program.run(["history", reports, "--store", store])
            #expect(added.code == 0, "\(added.errors)")
        }
        let again = try await Program.run(
            ["history", folder.path + "/two", "--store", store, "--page", folder.path + "/history.html"]
        )
        #expect(
            again.output.contains("2 runs") && again.errors.contains("is kept already"),
            "\(again.output)\(again.errors)"
        )
        let page = try String(contentsOfFile: folder.path + "/history.html", encoding: .utf8)
        #expect(page.contains("one") && page.contains("No case changed its verdict"))
        let typo = try await Program.run(["history", "--store", folder.path + "/typo.sqlite"])
        #expect(typo.code == 2 && typo.errors.contains("typo.sqlite isn't there"), "\(typo.errors)")
        let wrong = try await Program.run(["history", "--store", suite])
        #expect(wrong.code == 2 && wrong.errors.contains("file is not a database"), "\(wrong.errors)")
    }
}
