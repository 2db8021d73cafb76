import Dispatch
import Foundation
import JSON
import MockServer
import Testing

@testable import muster

/// What a person sees while a run goes on, and what is left of one that can't begin.
@Suite struct ProgressTests {
    private static func running(_ names: [String]) -> [LiveProgress.Running] {
        names.enumerated().map { .init(name: $0.element, since: UInt64($0.offset) * 1_000_000_000) }
    }

    @Test func casesThatRunAtTheSameTimeStandAboveTheBar() {
        var live = LiveProgress(done: 12, total: 20, elapsed: 24_000_000_000)
        live.failed = 1
        live.unmeasured = 2
        live.running = Self.running(["creates an order", "reads it"])
        #expect(
            live.lines(width: 90, height: 10, now: 3_000_000_000) == [
                "  creates an order  3 s", "  reads it  2 s",
                "[\(String(repeating: "#", count: 22))\(String(repeating: ".", count: 16))] 12/20, 1 failed, 2 not measured, about 16 s left",
            ]
        )
    }

    @Test func linesAreNeverTooManyOrTooLong() {
        var live = LiveProgress(done: 1, total: 4000, elapsed: 1)
        live.running = Self.running((0..<30).map { "case \($0) " + String(repeating: "x", count: 100) })
        for (width, height) in [(20, 4), (80, 10), (9, 1), (200, 40)] {
            let lines = live.lines(width: width, height: height, now: 60_000_000_000)
            #expect(lines.count <= max(height, 2) && lines.allSatisfy { $0.unicodeScalars.count <= width }, "\(lines)")
            #expect(lines.last?.contains("1/4000") == true)
        }
        #expect(live.lines(width: 80, height: 4, now: 0).contains("  and 28 more"))
    }

    @Test func theTimeLeftIsToldWhenSomethingIsKnown() {
        func bar(_ done: Int, _ seconds: UInt64) -> String {
            LiveProgress(done: done, total: 100, elapsed: seconds * 1_000_000_000).lines(width: 80, height: 5, now: 0)[
                0
            ]
        }
        #expect(!bar(2, 10).contains("left") && !bar(100, 10).contains("left"))
        #expect(bar(50, 500).contains("about 8 min left") && bar(4, 1200).contains("about 8 h 0 min left"))
    }

    /// A server whose answers are given one by one: what is printed by then is no question of speed.
    private final class Gates: Sendable {
        let gates = (0..<20).map { _ in DispatchSemaphore(value: 0) }

        func answer(_ target: String) -> String {
            gates[Int(target.dropFirst()) ?? 0].wait()
            return "{}"
        }
    }

    @Test func everyCaseHasItsLineOnAPipeWhenItEnds() async throws {
        let folder = try TemporaryFolder()
        let gates = Gates()
        let server = try RecordingServer(answer: gates.answer)
        let rows = (0..<20).map(String.init).joined(separator: ", ")
        try folder.write(
            "suite.json",
            #"""
            { "suite": "held", "expect": { "status": 200 }, "scenarios": [
              { "name": "case ${n}.", "each": { "n": [\#(rows)] }, "request": { "path": "/${n}", "timeout": "10m" } } ] }
            """#
        )
        let program = Project.program.path
        let script = """
            "\(program)" run suite.json --target \(server.url) --jobs 1 --no-preflight --report-dir r | cat > shown
            """
        var late: [Int] = []
        let outcome = try await Program.run(
            ["-c", script],
            executable: "/bin/sh",
            in: folder.path,
            onStart: { process in
                for (number, gate) in gates.gates.enumerated() {
                    gate.signal()
                    var isShown = false
                    // A case that may share a line with the next is held back for half a second, and no longer.
                    for _ in 1...1500 where process.isRunning && !isShown {
                        try await Task.sleep(for: .milliseconds(20))
                        let shown = (try? String(contentsOfFile: folder.path + "/shown", encoding: .utf8)) ?? ""
                        isShown = shown.contains("case \(number).") || number == 19
                    }
                    if !isShown { late.append(number) }
                }
            }
        )
        server.stop()
        #expect(late == [] && outcome.code == 0, "\(outcome.errors)")
    }

    /// What has been printed is in the journal, whenever the program is killed.
    @Test(arguments: 1...20)
    func whatWasSeenIsNotLost(seed: Int) async throws {
        let folder = try TemporaryFolder()
        let log = MockRequestLog(capacity: 100)
        let mock = try folder.write(
            "m.json",
            // The last one isn't answered while anybody looks: the run can't be over when it is killed.
            #"""
            { "mock": "m", "rules": [
              { "name": "last", "when": { "path": "/40" }, "respond": { "status": 200, "delay": "10m" } },
              { "name": "r", "respond": { "status": 200, "delay": "15ms" } }] }
            """#
        )
        let server = MockServer(try Mock.load(mock), threads: 1, log: log)
        let url = try await server.start().url
        let rows = (1...40).map(String.init).joined(separator: ", ")
        try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "expect": { "status": 200 }, "scenarios": [
              { "name": "case ${n}.", "each": { "n": [\#(rows)] }, "request": { "path": "/${n}" } } ] }
            """#
        )
        let count = Int.random(in: 1...39)
        let outcome = try await Program.run(
            ["run", "suite.json", "--target", url, "--jobs", "4", "--report-dir", "r"],
            in: folder.path,
            onStart: { process in
                while log.entries.count < count, process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...20_000)))
                kill(process.processIdentifier, SIGKILL)
            }
        )
        await server.stop()
        #expect(outcome.code == SIGKILL)
        let seen = outcome.output.matches(of: #/case ([0-9]+)\./#).map { String($0.output.1) }
        let report = try await Program.run(["report", "r"], in: folder.path)
        #expect(report.code == 3, "\(report.errors)")
        let bytes = Array(try Data(contentsOf: URL(filePath: folder.path + "/r/results.json")))
        let cases = try JSONParser.parse(bytes)["suites"]?[0]?["cases"]?.array ?? []
        let passed = Set(cases.filter { $0["verdict"] == "passed" }.compactMap { $0["name"]?.string })
        for number in seen { #expect(passed.contains("case \(number)."), "after \(count) requests") }
    }

    @Test func aRunThatCannotBeginLeavesNoGreenReports() async throws {
        let folder = try TemporaryFolder()
        _ = try await Program.run(["init", "--ci", "none"], in: folder.path)
        let good = try await Program.run(["run", "--mock"], in: folder.path)
        #expect(good.code == 0, "\(good.errors)")
        let names = ["junit.xml", "report.html", "results.json"]
        func present() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/reports").filter { $0 != "loads" }
                .sorted()
        }
        #expect(try present() == names)
        let listed = try await Program.run(["run", "--nonsense", "--list"], in: folder.path)
        #expect(try listed.code == 2 && present() == names, "what would send nothing replaces nothing")
        let wrong = try await Program.run(["run", "--mock", "--jobs", "0"], in: folder.path)
        #expect(wrong.code == 2)
        #expect(
            wrong.errors.hasSuffix(
                "reports of an earlier run are now called junit.xml.earlier, results.json.earlier, report.html.earlier (in reports/)\n"
            ),
            "\(wrong.errors)"
        )
        #expect(try present() == names.map { $0 + ".earlier" }.sorted())
        let again = try await Program.run(["run", "--mock"], in: folder.path)
        #expect(try again.code == 0 && present() == names)
        try folder.write("scenarios/example/example.json", "{")
        let broken = try await Program.run(["run", "--rerun", "reports/results.json", "--mock"], in: folder.path)
        #expect(broken.code == 2)
        #expect(
            try present() == ["junit.xml.earlier", "report.html.earlier", "results.json"],
            "a rerun needs its results"
        )
    }

    @Test func anUnknownStyleIsAnswered() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(["run", "--progress", "liv"], in: folder.path)
        #expect(outcome.code == 2 && outcome.errors.contains("did you mean 'live'?"), "\(outcome.errors)")
    }
}
