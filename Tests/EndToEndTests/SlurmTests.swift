import Foundation
import JSON
import MockServer
import Testing

/// The scripts for Slurm, in a Slurm of this machine. Without one the tests are skipped, and say so: `make
/// real-servers` installs it.
@Suite(.timeLimit(.minutes(5))) struct SlurmTests {
    private static let isThere: Bool = {
        let programs = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"]
        return getuid() == 0 && programs.allSatisfy(FileManager.default.isExecutableFile)
    }()
    private static let hint: Comment = "not installed, or not root: make real-servers installs it"

    /// A mock that answers everything, and a suite of five cases and a load of 60 requests, run as an array of
    /// `shards`.
    private struct Scene {
        let folder: TemporaryFolder
        let log = MockRequestLog(capacity: 10_000)
        let server: MockServer
        let shards: Int
        var path: String { "\(folder.path)/run" }

        init(shards: Int) async throws {
            folder = try TemporaryFolder()
            self.shards = shards
            let mock = try folder.write("mock.json", #"{ "mock": "all", "rules": [], "otherwise": { "status": 200 } }"#)
            server = MockServer(try Mock.load(mock), threads: 1, log: log)
            try folder.write(
                "suite.json",
                #"""
                { "suite": "array", "target": "\#(try await server.start().url)", "expect": { "status": 200 }, "scenarios": [
                  { "name": "case ${n}", "each": { "n": [1, 2, 3, 4, 5] }, "request": { "path": "/case/${n}" } },
                  { "name": "rows", "request": { "path": "/row/${index}" },
                    "load": { "rate": "30/s", "for": "2s", "drain": "10s" } } ] }
                """#
            )
        }

        /// Submits the array and waits for the merge; `before` is a command of the shell that every shard runs first.
        func submit(before: String = ":", _ more: [String: String] = [:]) async throws -> Program.Outcome {
            let program = try folder.write("program", "#!/bin/sh\n\(before)\nexec \(Project.program.path) \"$@\"\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            let script = Project.path("deploy/slurm/submit.sh")
            let submit = [script, "\(shards)", "\(folder.path)/suite.json", path, "--oversubscribe"]
            let outcome = try await Program.run(
                [Project.path("deploy/slurm/cluster.py")] + submit,
                executable: "/usr/bin/python3",
                environment: ["MUSTER": program, "WAIT": "1", "START_AT": "", "SEED": "7"].merging(more) { $1 }
            )
            await server.stop()
            return outcome
        }

        func results() throws -> JSONValue {
            try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: "\(path)/merged/results.json"))))
        }

        /// What the shards and the merge said.
        var said: String {
            (["merge.log"] + (0..<shards).map { "shard-\($0).log" }).map { name in
                "\(name):\n" + ((try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? "nothing\n")
            }.joined()
        }
    }

    /// The parts of two tasks of an array are together what one process would have sent, and the merge's exit code is
    /// the run's.
    @Test(.enabled(if: isThere, hint)) func anArrayIsOneRun() async throws {
        let scene = try await Scene(shards: 2)
        let outcome = try await scene.submit()
        let said = "\(outcome.output)\(outcome.errors)\(scene.said)"
        let paths = scene.log.entries.map(\.request.path)
        #expect(paths.filter { $0.hasPrefix("/case/") }.sorted() == (1...5).map { "/case/\($0)" }, "\(said)")
        #expect(paths.filter { $0.hasPrefix("/row/") }.sorted() == (0..<60).map { "/row/\($0)" }.sorted(), "\(said)")
        let results = try scene.results()
        #expect(results["shards"]?["missing"]?.array?.isEmpty == true)
        let load = try #require(results["suites"]?[0]?["cases"]?[5]?["steps"]?[0]?["load"])
        #expect(load["offered"]?.number?.int == 60)
        #expect(load["shards"]?["each"]?.array?.count == 2)
        #expect(results["exitCode"]?.number?.int == Int(outcome.code), "\(said)")
        #expect(outcome.code == 0, "\(said)")
    }

    /// A task that is killed is named, and the others' figures don't stand for the whole.
    @Test(.enabled(if: isThere, hint)) func aTaskThatIsKilledIsNamed() async throws {
        let scene = try await Scene(shards: 3)
        let outcome = try await scene.submit(
            before: #"[ "${SLURM_ARRAY_TASK_ID:-}" != 1 ] || kill -9 $$"#,
            ["PARTIAL": "1"]
        )
        #expect(outcome.code == 3, "\(outcome.output)\(outcome.errors)\(scene.said)")
        let results = try scene.results()
        #expect(results["shards"]?["missing"]?.array?.compactMap { $0["index"]?.number?.int ?? $0.number?.int } == [1])
        #expect(scene.said.contains("PARTIAL: of 3 shards 1 is missing: 1"), "\(scene.said)")
        let load = try #require(results["suites"]?[0]?["cases"]?.array?.last)
        #expect(load["verdict"]?.string == "error")
    }
}
