import Foundation
import Glibc
import JSON
import MockServer
import Testing

/// Searches for a capacity that several processes share, through a folder.
@Suite struct SharedSearchTests {
    private struct Scene {
        let folder: TemporaryFolder
        let log = MockRequestLog(capacity: 100_000)
        let server: MockServer
        let url: String

        /// What no lateness of this machine can break; the bucket's rate is what it can take.
        static let wide = #"[{ "name": "wide", "latency": { "p50": "30s" }, "failures": "10%" }]"#

        init(
            _ mock: String = #""rules": []"#,
            goals: String = Scene.wide,
            trial: String = "500ms",
            from: String = "20/s",
            upTo: String = "80/s"
        ) async throws {
            folder = try TemporaryFolder()
            let path = try folder.write(
                "mock.json",
                #"{ "mock": "m", \#(mock), "otherwise": { "status": 200 } }"#
            )
            try folder.write(
                "suite.json",
                #"""
                { "suite": "shared", "expect": { "status": 200 }, "scenarios": [
                  { "name": "case ${n}", "each": { "n": [1, 2] }, "request": { "path": "/case" } },
                  { "name": "search", "request": { "path": "/search" },
                    "capacity": { "upTo": "\#(upTo)", "from": "\#(from)", "goals": \#(goals), "arrivals": "constant", "trial": "\#(trial)",
                      "sum": "\#(trial)", "width": "60%", "settle": "0ms", "within": "5m" } } ] }
                """#
            )
            server = MockServer(try Mock.load(path), threads: 1, log: log)
            url = try await server.start().url
        }

        func path(_ name: some CustomStringConvertible) -> String { folder.path + "/run/\(name)" }

        func arguments(_ shard: Int, of count: Int, seed: Int = 7, wait: String = "60s") -> [String] {
            [
                "run", folder.path + "/suite.json", "--target", url, "--shard", "\(shard)/\(count)",
                "--seed", "\(seed)",
                "--report-dir", path(shard), "--trials", path("trials"), "--trials-wait", wait,
            ]
        }

        /// All of `count` shards at the same time.
        func run(_ count: Int) async throws -> [Program.Outcome] {
            try await withThrowingTaskGroup(of: (Int, Program.Outcome).self) { group in
                for shard in 0..<count {
                    group.addTask { (shard, try await Program.run(arguments(shard, of: count))) }
                }
                var outcomes: [(Int, Program.Outcome)] = []
                for try await outcome in group { outcomes.append(outcome) }
                return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }

        func search(_ name: some CustomStringConvertible) throws -> JSONValue {
            let bytes = Array(try Data(contentsOf: URL(filePath: path(name) + "/results.json")))
            let cases = try #require(try JSONParser.parse(bytes)["suites"]?[0]?["cases"]?.array)
            return try #require(cases.first { $0["name"]?.string == "search" })
        }

        func merge(_ folders: [String], into name: String, _ more: [String] = []) async throws -> Program.Outcome {
            try await Program.run(["merge"] + folders.map(path) + ["--report-dir", path(name)] + more)
        }
    }

    /// Of each trial all arrivals are sent, each by one shard, and the whole is counted.
    @Test(arguments: [2, 3]) func partsMakeWholeTrials(_ count: Int) async throws {
        let scene = try await Scene()
        let outcomes = try await scene.run(count)
        let search = try scene.search(0)
        #expect(outcomes.map(\.code) == [0] + [Int32](repeating: 3, count: count - 1), "\(outcomes)")
        let capacity = try #require(search["steps"]?[0]?["capacity"])
        #expect(capacity["goals"]?[0]?["outcome"]?.string == "above", "\(search)")
        #expect(capacity["goals"]?[0]?["lowerPerSecond"]?.number?.int == 80)
        let trials = try #require(capacity["trials"]?.array).filter { $0["verdicts"]?[0]?.string == "holds" }
        // What is sent at 20, 40 and 80 a second in 500 ms.
        #expect(trials.compactMap { $0["offered"]?.number?.int } == [10, 20, 40], "\(trials)")
        for shard in 1..<count {
            let other = try scene.search(shard)
            #expect(other["verdict"]?.string == "error")
            #expect(other["reason"]?.string == "not measured here: shard 0 tells the result")
        }

        let shards = (0..<count).map { "\($0)" }
        let merged = try await scene.merge(shards.reversed(), into: "merged")
        #expect(merged.code == 0, "\(merged)")
        #expect(try scene.search("merged") == search)
        // In any order and grouping.
        _ = try await scene.merge(Array(shards.dropFirst()), into: "others", ["--partial"])
        #expect(try scene.search("others")["reason"]?.string == "not measured here: shard 0 tells the result")
        _ = try await scene.merge(["others", "0"], into: "again")
        for file in ["results.json", "shard.json", "report.html"] {
            let files = try ["merged", "again"].map { try Data(contentsOf: URL(filePath: scene.path($0) + "/" + file)) }
            #expect(files[0] == files[1], "\(file)")
        }
        await scene.server.stop()
    }

    /// A bucket of 200 a second: what two find together is what it lets pass, and not twice or half of that.
    @Test func aBucketsRateIsFound() async throws {
        let scene = try await Scene(
            #"""
            "limits": { "all": { "rate": "200/s", "burst": 20 } },
            "rules": [{ "name": "over", "when": { "over": "all", "path": "/search" }, "respond": { "status": 503 } }]
            """#,
            goals: #"[{ "name": "bucket", "failures": "20%" }]"#,
            trial: "500ms",
            upTo: "2000/s"
        )
        _ = try await scene.run(2)
        let search = try scene.search(0)
        let goal = try #require(search["steps"]?[0]?["capacity"]?["goals"]?[0])
        // With its burst it lets 240 a second pass, and a fifth more are allowed; a busy machine may leave no bound.
        if let lower = goal["lowerPerSecond"]?.number?.double { #expect(lower < 400, "\(search)") }
        if let upper = goal["upperPerSecond"]?.number?.double { #expect(upper > 150, "\(search)") }
        let isKnown = goal["lowerPerSecond"]?.number != nil || goal["upperPerSecond"]?.number != nil
        #expect(isKnown || search["verdict"]?.string == "error", "\(search)")
        await scene.server.stop()
    }

    /// Everything fails: the trial of a minute is over for all as soon as one has its part of the brake.
    @Test func theBrakeStopsAll() async throws {
        let scene = try await Scene(
            #""rules": [{ "name": "down", "when": { "path": "/search" }, "respond": { "status": 500 } }]"#,
            goals: #"[{ "name": "bucket", "failures": "0%" }]"#,
            trial: "60s",
            from: "1000/s",
            upTo: "1000000/s"
        )
        let outcomes = try await scene.run(2)
        #expect(outcomes.map(\.code) == [1, 3], "\(outcomes)")
        let trials = try #require(scene.search(0)["steps"]?[0]?["capacity"]?["trials"]?.array)
        #expect(trials.first?["note"]?.string?.contains("failures: the brake") == true, "\(trials)")
        #expect(scene.log.entries.count < 2000)
        await scene.server.stop()
    }

    @Test func aShardThatNeverComesIsNamed() async throws {
        let scene = try await Scene()
        let outcome = try await Program.run(scene.arguments(0, of: 3, wait: "500ms"))
        #expect(outcome.code == 3)
        let reason = try scene.search(0)["reason"]?.string ?? ""
        #expect(reason.contains("shard 1 didn't come for 500 ms") && reason.hasSuffix("no capacity"), "\(reason)")
        #expect(!scene.log.entries.contains { $0.request.path == "/search" })
        // What another run left, or this one, is no folder for a further one.
        let other = try await Program.run(scene.arguments(1, of: 3, seed: 8))
        #expect(other.code == 2)
        #expect(other.errors.contains("'seed' \"8\"") || other.errors.contains("'seed' \"7\""), "\(other.errors)")
        let again = try await Program.run(scene.arguments(0, of: 3))
        #expect(again.code == 2 && again.errors.contains("expected no file of shard 0 yet"), "\(again.errors)")
        await scene.server.stop()
    }

    /// What ends shard 0, or stops it, ends the others.
    @Test(arguments: [SIGKILL, SIGINT]) func withShard0AllEnd(_ signal: Int32) async throws {
        let scene = try await Scene(trial: "60s")
        let log = scene.log
        async let other = Program.run(scene.arguments(1, of: 2, wait: "4s"))
        let first = try await Program.run(scene.arguments(0, of: 2, wait: "4s")) { process in
            // More than the load of a second that looks whether anything is there.
            while log.entries.count(where: { $0.request.path == "/search" }) < 25, process.isRunning {
                try await Task.sleep(for: .milliseconds(5))
            }
            kill(process.processIdentifier, signal)
        }
        let outcome = try await other
        #expect(first.code == (signal == SIGKILL ? SIGKILL : 3), "\(first)")
        #expect(outcome.code == 3, "\(outcome)")
        let reason = try scene.search(1)["reason"]?.string ?? ""
        let expected = signal == SIGKILL ? "shard 0 said nothing for 4 s" : "shard 0 was stopped"
        #expect(reason == "not measured here: \(expected)")
        // Of the search the merge has what shard 0 left, be it its journal.
        let merged = try await scene.merge(["1", "0"], into: "merged")
        #expect(merged.code == 3, "\(merged)")
        let whole = try scene.search("merged")["reason"]?.string ?? ""
        #expect(!whole.isEmpty && !whole.contains("not measured here"), "\(whole)")
        await scene.server.stop()
    }

    /// What was found before a shard was lost stands, and no more is said.
    @Test func aLostShardEndsTheSearch() async throws {
        let scene = try await Scene(trial: "60s")
        let log = scene.log
        async let first = Program.run(scene.arguments(0, of: 2, wait: "4s"))
        let killed = try await Program.run(scene.arguments(1, of: 2, wait: "4s")) { process in
            while log.entries.count(where: { $0.request.path == "/search" }) < 25, process.isRunning {
                try await Task.sleep(for: .milliseconds(5))
            }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(killed.code == 3)
        let outcome = try await first
        #expect(outcome.code == 3, "\(outcome)")
        let search = try scene.search(0)
        #expect(search["reason"]?.string?.contains("shard 1") == true, "\(search)")
        #expect(search["steps"]?[0]?["capacity"]?["goals"]?[0]?["outcome"]?.string == "unfinished", "\(search)")
        await scene.server.stop()
    }

    @Test(arguments: [
        (["--shard", "0/2", "--seed", "1"], "searches for a capacity"),
        (["--shard", "0/2", "--seed", "1"], "--trials FOLDER"),
        (["--trials", "t"], "--trials needs --shard"),
        (["--shard", "0/2", "--seed", "1", "--trials", "t", "--trials-wait", "1ms"], "--trials-wait must be"),
        (["--shard", "0/2", "--seed", "1", "--trials", "/dev/null"], "--trials: /dev/null/"),
    ])
    func whatIsWrongIsSaid(arguments: [String], message: String) async throws {
        let scene = try await Scene()
        let common = ["run", scene.folder.path + "/suite.json", "--target", scene.url, "--report-dir", scene.path("x")]
        let outcome = try await Program.run(common + arguments, in: scene.folder.path)
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(scene.log.entries.isEmpty)
        await scene.server.stop()
    }
}
