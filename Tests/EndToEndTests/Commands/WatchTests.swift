import Foundation
import Testing

/// `muster run --watch`, as a person uses it: in one window it runs, in another the files are edited.
@Suite struct WatchTests {
    private static func suite(_ status: Int) -> String {
        #"{ "suite": "S", "mock": "m.mock.json", "scenarios": [{ "name": "n", "expect": { "status": \#(status) } }] }"#
    }

    /// Waits until stdout of `process` holds `text` so often.
    private static func wait(for text: String, times: Int, in process: Process) async throws {
        while process.isRunning {
            let said = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/fd/1", encoding: .utf8)) ?? ""
            if said.components(separatedBy: text).count > times { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("it has ended")
    }

    @Test func runsAgainWhenAFileChanges() async throws {
        let folder = try TemporaryFolder()
        try folder.write("m.mock.json", #"{ "mock": "M", "rules": [], "otherwise": { "status": 404 } }"#)
        let path = try folder.write("s.json", Self.suite(200))
        let arguments = ["run", path, "--mock", "--watch", "--report-dir", folder.path + "/reports"]
        let outcome = try await Program.run(arguments) { process in
            defer { process.interrupt() }
            try await Self.wait(for: "1 failed", times: 1, in: process)
            try folder.write("s.json", Self.suite(404))
            try await Self.wait(for: "1 passed", times: 1, in: process)
            // A mistake ends that run, and not the watch.
            try folder.write("s.json", Self.suite(404) + "}")
            try folder.write("m.mock.json", #"{ "mock": "M", "rules": [], "otherwise": { "status": 500 } }"#)
            try folder.write("s.json", Self.suite(404))
            try await Self.wait(for: "1 failed", times: 2, in: process)
        }
        #expect(outcome.code == 130)
        #expect(outcome.errors.contains("Ctrl-C ends it") && outcome.errors.contains("changed: once more"))
    }
}
