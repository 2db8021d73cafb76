import Foundation
import JSON
import MockServer
import Scenarios
import Testing

/// The exit codes that the README documents, from the program itself.
@Suite struct ExitCodeTests {
    private static let suite = "scenarios/koodrive/thumbnail.json"
    private static let mock = "scenarios/koodrive/thumbnail.mock.json"

    @Test func zeroWhenAccepted() async throws {
        let reports = try TemporaryFolder()
        let outcome = try await Program.run([
            "run", Self.suite, "--mock", "--tag", "smoke", "--report-dir", reports.path,
        ])
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("ACCEPTED"))
        let results = try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: reports.path + "/results.json"))))
        #expect(results["exitCode"] == 0)
        #expect(FileManager.default.fileExists(atPath: reports.path + "/junit.xml"))
    }

    @Test func oneWhenACaseFails() async throws {
        let defect = try #require(MockDefect.all.first { $0.name == "says 201 for 200" })
        let server = MockServer(try defect.mock(of: Project.path(Self.mock)), threads: 1)
        let address = try await server.start()
        let reports = try TemporaryFolder()
        let outcome = try await Program.run(
            [
                "run", Self.suite, "--target", address.url, "--only", "creates a thumbnail task", "--report-dir",
                reports.path,
            ])
        await server.stop()
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("expected 200"))
        #expect(outcome.output.contains("curl "))
        #expect(!outcome.output.contains("demo-access-token"), "a secret is never printed")
        let junit = try String(contentsOfFile: reports.path + "/junit.xml", encoding: .utf8)
        #expect(junit.contains("<failure") && !junit.contains("demo-access-token"))
    }

    /// Without descriptors nothing is said of the endpoint.
    @Test func threeWhenThisMachineLacksSomething() async throws {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "m.json",
            #"{ "mock": "m", "rules": [{ "name": "r", "respond": { "status": 200, "delay": "300ms" } }] }"#
        )
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "scenarios": [{ "name": "a", "each": { "i": [\#((0..<64).map(String.init).joined(separator: ","))] },
              "request": { "path": "/${i}" }, "expect": { "status": 200 } }] }
            """#
        )
        let server = MockServer(try Mock.load(mock), threads: 1)
        let address = try await server.start()
        let arguments = [
            "run", suite, "--target", address.url, "--jobs", "64", "--report-dir", folder.path + "/reports",
        ]
        let outcome = try await Program.run(
            ["-c", "ulimit -n 40; exec \"$0\" \"$@\"", Project.program.path] + arguments,
            executable: "/bin/sh"
        )
        await server.stop()
        #expect(outcome.code == 3, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("local: ") && outcome.output.contains("ulimit -n"), "\(outcome.output)")
        #expect(!outcome.output.contains("refused: ") && !outcome.output.contains("✗"), "\(outcome.output)")
    }

    @Test(arguments: [
        ["run", "scenarios/nothing-here.json", "--mock"],
        ["run", "--no-such-option"],
        ["run", "scenarios/koodrive/thumbnail.json", "--mock", "--target", "http://127.0.0.1"],
        ["run", "scenarios/koodrive/thumbnail.json", "--mock", "--only", "no case has this name"],
        ["run", "scenarios/koodrive/thumbnail.json", "--mock", "--timeout", "5"],
        ["run", "scenarios/koodrive/thumbnail.json", "--target", "ftp://127.0.0.1"],
        ["check", "Package.swift"],
    ])
    func twoWhenTheCommandIsWrong(_ arguments: [String]) async throws {
        let reports = try TemporaryFolder()
        let isRun = arguments[0] == "run"
        let outcome = try await Program.run(arguments + (isRun ? ["--report-dir", reports.path] : []))
        #expect(outcome.code == 2, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(!outcome.errors.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: reports.path).isEmpty)
    }

    @Test func twoWithEveryMistakeOfAFile() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "broken.json",
            """
            { "suite": "broken", "request": { "pth": "/" },
              "scenarios": [ { "name": "a", "expect": { "staus": 200, "within": 5 } } ] }
            """
        )
        let outcome = try await Program.run(["run", path, "--target", "http://127.0.0.1:1"])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("\(path):1:35: error: unknown key 'pth'"))
        #expect(outcome.errors.contains("did you mean 'path'?"))
        #expect(outcome.errors.contains("\(path):2:45: error: unknown key 'staus'"))
        #expect(outcome.errors.contains("nothing was sent"))
        #expect(outcome.errors.contains(":2:69: error: 5 needs a unit"), "\(outcome.errors)")
    }

    @Test func threeWhenTheTargetIsNotReached() async throws {
        let reports = try TemporaryFolder()
        // A port that was free a moment ago.
        let server = MockServer(try Mock.load(Project.path(Self.mock)), threads: 1)
        let address = try await server.start()
        await server.stop()
        let outcome = try await Program.run(
            ["run", Self.suite, "--target", address.url, "--tag", "smoke", "--report-dir", reports.path])
        #expect(outcome.code == 3)
        #expect(outcome.output.contains("NO VERDICT"))
        let junit = try String(contentsOfFile: reports.path + "/junit.xml", encoding: .utf8)
        #expect(junit.contains("<error") && !junit.contains("<failure"))
    }

    @Test func anInterruptedRunLeavesWhatWasDone() async throws {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "slow.mock.json",
            #"""
            { "mock": "slow", "rules": [
              { "name": "quick", "when": { "path": "/quick" }, "respond": { "status": 200 } },
              { "name": "slow", "when": { "path": "/slow" }, "respond": { "status": 200, "fault": "stall" } } ] }
            """#
        )
        _ = try folder.write(
            "suite.json",
            #"""
            { "suite": "slow", "mock": "slow.mock.json", "expect": { "status": 200 }, "scenarios": [
              { "name": "quick", "request": { "path": "/quick" } },
              { "name": "slow", "request": { "path": "/slow", "timeout": "10m" } },
              { "name": "never", "request": { "path": "/quick" } } ] }
            """#
        )
        let log = MockRequestLog(capacity: 100)
        let server = MockServer(try Mock.load(mock), threads: 1, log: log)
        let address = try await server.start()
        let outcome = try await Program.run(
            [
                "run", folder.path + "/suite.json", "--target", address.url, "--jobs", "1", "--report-dir",
                folder.path + "/reports",
            ],
            onStart: { process in
                // The second request has come: the first case is done, the second waits.
                while log.entries.count < 2, process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
                process.interrupt()
            }
        )
        await server.stop()
        #expect(outcome.code == 3)
        let results = try JSONParser.parse(
            Array(try Data(contentsOf: URL(filePath: folder.path + "/reports/results.json")))
        )
        #expect(results["interrupted"] == true)
        let verdicts = results["suites"]?[0]?["cases"]?.array?.map { $0["verdict"]?.string }
        #expect(verdicts == ["passed", "error", "skipped"])
        #expect(outcome.output.contains("interrupted"))
    }
}
