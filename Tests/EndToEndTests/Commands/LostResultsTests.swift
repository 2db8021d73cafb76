import Foundation
import Glibc
import JSON
import MockServer
import Testing

/// Whatever ends a run, what had ended by then is known; and what can't be written keeps nothing else from being.
@Suite struct LostResultsTests {
    /// A mock that takes its time, and a suite of 20 cases for it. A request that it holds is never answered, so that
    /// the run is where the test wants it, however late the test looks.
    private struct Scene {
        let folder: TemporaryFolder
        let log = MockRequestLog(capacity: 1000)
        let server: MockServer
        let url: String
        var reports: String { folder.path + "/reports" }
        var suite: String { folder.path + "/suite.json" }

        init(delay: String = "10ms", holding held: Int = 0) async throws {
            folder = try TemporaryFolder()
            let mock = try folder.write(
                "slow.mock.json",
                #"""
                { "mock": "slow", "rules": [
                  { "name": "held", "when": { "path": "/\#(held)" }, "respond": { "status": 200, "fault": "stall" } },
                  { "name": "r", "respond": { "status": 200, "delay": "\#(delay)" } } ] }
                """#
            )
            let rows = (1...20).map(String.init).joined(separator: ", ")
            try folder.write(
                "suite.json",
                #"""
                { "suite": "slow", "expect": { "status": 200 }, "scenarios": [
                  { "name": "case ${n}.", "each": { "n": [\#(rows)] },
                    "request": { "path": "/${n}", "timeout": "10m" } } ] }
                """#
            )
            server = MockServer(try Mock.load(mock), threads: 1, log: log)
            url = try await server.start().url
        }

        func arguments(_ more: [String] = []) -> [String] {
            ["run", suite, "--target", url, "--jobs", "1", "--report-dir", reports] + more
        }

        func results() throws -> JSONValue {
            try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: reports + "/results.json"))))
        }

        func verdicts() throws -> [String] {
            try results()["suites"]?[0]?["cases"]?.array?.compactMap { $0["verdict"]?.string } ?? []
        }

        func waitForRequest(_ number: Int, of process: Process) async throws {
            while log.entries.count < number, process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
        }
    }

    /// When the nth request comes, n - 1 cases have ended.
    @Test(arguments: [1, 2, 5, 11, 20])
    func aKilledRunLosesNoCaseThatHadEnded(request: Int) async throws {
        let scene = try await Scene(holding: request)
        let outcome = try await Program.run(
            scene.arguments(),
            onStart: { process in
                try await scene.waitForRequest(request, of: process)
                kill(process.processIdentifier, SIGKILL)
            }
        )
        await scene.server.stop()
        #expect(outcome.code == SIGKILL)
        let names = try FileManager.default.contentsOfDirectory(atPath: scene.reports)
        #expect(names == ["journal.jsonl"], "nothing may look like the end of a run")
        let report = try await Program.run(["report", scene.reports])
        #expect(report.code == 3, "\(report.output)\(report.errors)")
        #expect(report.output.contains("NO VERDICT") && report.output.contains("interrupted"))
        let verdicts = try scene.verdicts()
        let ended = Array(repeating: "passed", count: request - 1)
        // Of the one that was going on nothing has been written; that it had begun may be known.
        #expect(verdicts.count == 20 && Array(verdicts.prefix(request - 1)) == ended)
        #expect(verdicts.dropFirst(request - 1).count { $0 == "error" } <= 1)
        #expect(verdicts.dropFirst(request).allSatisfy { $0 == "skipped" })
        #expect(try scene.results()["interrupted"] == true)
        let junit = try String(contentsOfFile: scene.reports + "/junit.xml", encoding: .utf8)
        #expect(junit.components(separatedBy: "<skipped").count - 1 == verdicts.count { $0 == "skipped" })
        // The same journal gives the same reports.
        let other = scene.folder.path + "/other"
        _ = try await Program.run(["report", scene.reports + "/journal.jsonl", "--report-dir", other])
        for name in ["junit.xml", "results.json"] {
            let one = try Data(contentsOf: URL(filePath: "\(scene.reports)/\(name)"))
            #expect(try Data(contentsOf: URL(filePath: "\(other)/\(name)")) == one)
        }
    }

    /// `timeout` sends its signal to the program and to its group: the second is the first one again.
    @Test(arguments: [[SIGHUP], [SIGTERM], [SIGINT], [SIGTERM, SIGINT], [SIGTERM, SIGHUP, SIGINT]])
    func aSignalStopsTheRunAndTheReportsAreWritten(signals: [Int32]) async throws {
        let scene = try await Scene(holding: 4)
        let outcome = try await Program.run(
            scene.arguments(),
            onStart: { process in
                try await scene.waitForRequest(4, of: process)
                for signal in signals { kill(process.processIdentifier, signal) }
            }
        )
        await scene.server.stop()
        #expect(outcome.code == 3, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("NO VERDICT"))
        let verdicts = try scene.verdicts()
        #expect(Array(verdicts.prefix(5)) == ["passed", "passed", "passed", "error", "skipped"])
        #expect(!FileManager.default.fileExists(atPath: scene.reports + "/journal.jsonl"))
    }

    /// Cases are printed while others go on, though stdout is no terminal.
    @Test func casesArePrintedAsTheyEnd() async throws {
        let scene = try await Scene(holding: 5)
        let shown = scene.folder.path + "/shown"
        let command = try Self.shell("\(Self.quoted(scene.arguments())) > '\(shown)'")
        var early = ""
        _ = try await Program.run(
            command.arguments,
            executable: command.executable,
            onStart: { process in
                try await scene.waitForRequest(5, of: process)
                // The case before may still be being written; of those before it, nothing waits for anything.
                for _ in 1...500 where !early.contains("case 2.") {
                    early = try String(contentsOfFile: shown, encoding: .utf8)
                    try await Task.sleep(for: .milliseconds(20))
                }
                process.terminate()
            }
        )
        await scene.server.stop()
        #expect(early.contains("case 1.") && early.contains("case 2."), "\(early)")
    }

    // What can't be written.

    private static func shell(_ script: String) throws -> (executable: String, arguments: [String]) {
        ("/bin/bash", ["-c", script])
    }

    private static func quoted(_ arguments: [String]) -> String {
        "exec '\(Project.program.path)' " + arguments.map { "'\($0)'" }.joined(separator: " ")
    }

    @Test(arguments: [
        // Nobody reads: that is the reader's own wish.
        (">&-", Int32(0)), ("| true; exit ${PIPESTATUS[0]}", 0), ("> /dev/full", 4),
    ])
    func theReportsAreWrittenThoughStandardOutputIsNot(redirection: String, code: Int32) async throws {
        let scene = try await Scene(delay: "1ms")
        let run = Self.quoted(scene.arguments())
        let command = try Self.shell(redirection.hasPrefix("|") ? "(\(run)) \(redirection)" : "\(run) \(redirection)")
        let outcome = try await Program.run(command.arguments, executable: command.executable)
        await scene.server.stop()
        #expect(outcome.code == code, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("error: standard output can't be written: No space left on device") == (code == 4)
        )
        #expect(try scene.verdicts().count == 20)
        #expect(try scene.results()["exitCode"] == 0)
    }

    /// As a full disk: no file may grow beyond a few kilobytes.
    @Test func theTerminalsReportComesThoughTheFilesDoNotFit() async throws {
        let scene = try await Scene(delay: "1ms")
        let shown = scene.folder.path + "/shown"
        // stdout is a pipe here, which has no size.
        let script = "(ulimit -f 16; \(Self.quoted(scene.arguments()))) | cat > '\(shown)'; exit ${PIPESTATUS[0]}"
        let command = try Self.shell(script)
        let outcome = try await Program.run(command.arguments, executable: command.executable)
        await scene.server.stop()
        #expect(outcome.code == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains("error: \(scene.reports)/results.json can't be written: File too large"))
        #expect(try String(contentsOfFile: shown, encoding: .utf8).contains("ACCEPTED"))
        let names = try FileManager.default.contentsOfDirectory(atPath: scene.reports)
        #expect(names.contains("journal.jsonl") && !names.contains("results.json"))
    }

    /// What stands in the way of the reports is found before anything is sent, and what an earlier run left is gone
    /// once this one sends.
    @Test(arguments: ["a file", "a folder", "nothing"])
    func theFolderIsTriedBeforeAnythingIsSent(obstacle: String) async throws {
        let scene = try await Scene(delay: "1ms")
        switch obstacle {
        case "a file": try scene.folder.write("reports", "")
        case "a folder":
            try FileManager.default.createDirectory(
                atPath: scene.reports + "/junit.xml",
                withIntermediateDirectories: true
            )
        default:
            try FileManager.default.createDirectory(atPath: scene.reports, withIntermediateDirectories: true)
            try scene.folder.write("reports/junit.xml", "green")
        }
        var old: String?
        let outcome = try await Program.run(
            scene.arguments(),
            onStart: { process in
                guard obstacle == "nothing" else { return }
                try await scene.waitForRequest(1, of: process)
                old = try? String(contentsOfFile: scene.reports + "/junit.xml", encoding: .utf8)
            }
        )
        await scene.server.stop()
        #expect(old != "green")
        #expect(outcome.code == (obstacle == "nothing" ? 0 : 2), "\(outcome.errors)")
        if obstacle != "nothing" {
            #expect(scene.log.entries.isEmpty)
            #expect(outcome.errors.contains("can't be written") && outcome.errors.contains("nothing was sent"))
        }
    }

    // Reports that are made again.

    @Test func theReportsOfAWholeRunAreMadeAgain() async throws {
        let scene = try await Scene(delay: "1ms")
        _ = try await Program.run(scene.arguments())
        await scene.server.stop()
        let other = scene.folder.path + "/other"
        for path in [scene.reports, scene.reports + "/results.json"] {
            let outcome = try await Program.run(["report", path, "--format", "json", "--report-dir", other])
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("ACCEPTED"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: other) == ["results.json"])
            let one = try Data(contentsOf: URL(filePath: scene.reports + "/results.json"))
            #expect(try Data(contentsOf: URL(filePath: other + "/results.json")) == one)
        }
    }

    @Test(arguments: [
        (["report", "nothing-here"], "nothing-here does not exist"),
        (["report", "Package.swift"], "Package.swift isn't the result of a run"),
        (["report", "docs/results.schema.json"], "expected the results of a run"),
        (["report", "Package.swift", "--format", "junti"], "did you mean 'junit'?"),
    ])
    func whatIsNoResultIsRefused(arguments: [String], words: String) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(words), "\(outcome.errors)")
    }
}
