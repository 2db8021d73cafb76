import Foundation
import Glibc
import JSON
import MockServer
import Testing

/// A suite that several processes share, and the merge of what they leave.
@Suite struct ShardCommandTests {
    private struct Scene {
        let folder: TemporaryFolder
        let log = MockRequestLog(capacity: 10_000)
        let server: MockServer
        let url: String
        var suite: String { folder.path + "/suite.json" }

        init(holding held: String = "/none") async throws {
            folder = try TemporaryFolder()
            let mock = try folder.write(
                "shards.mock.json",
                #"""
                { "mock": "shards", "rules": [
                  { "name": "held", "when": { "path": "\#(held)" }, "respond": { "status": 200, "fault": "stall" } },
                  { "name": "any", "respond": { "status": 200 } } ] }
                """#
            )
            try folder.write(
                "suite.json",
                #"""
                { "suite": "shards", "expect": { "status": 200 }, "scenarios": [
                  { "name": "case ${n}", "each": { "n": [1, 2, 3, 4, 5] }, "request": { "path": "/case/${n}" } },
                  { "name": "rows", "request": { "path": "/row/${row}/${index}" },
                    "load": { "rate": "200/s", "for": "500ms", "data": [\#(Self.rows)], "order": "once", "drain": "2s" } },
                  { "name": "users", "request": { "path": "/user/${user}" },
                    "load": { "users": 5, "think": "20ms", "for": "200ms" }, "expect": { "counts": { "2xx": { ">=": 5 } } } } ] }
                """#
            )
            server = MockServer(try Mock.load(mock), threads: 1, log: log)
            url = try await server.start().url
        }

        private static let rows = (0..<60).map { #"{ "row": \#($0) }"# }.joined(separator: ", ")

        func path(_ name: some CustomStringConvertible) -> String { folder.path + "/run/\(name)" }

        func run(_ shard: Int, of count: Int, _ more: [String] = []) async throws -> Program.Outcome {
            try await Program.run(arguments(shard, of: count) + more)
        }

        func arguments(_ shard: Int, of count: Int) -> [String] {
            [
                "run", suite, "--target", url, "--shard", "\(shard)/\(count)", "--seed", "7", "--report-dir",
                path(shard),
            ]
        }

        func merge(_ shards: [Int], _ more: [String] = []) async throws -> Program.Outcome {
            try await Program.run(["merge"] + shards.map(path) + ["--report-dir", path("merged")] + more)
        }

        func results(_ name: some CustomStringConvertible) throws -> JSONValue {
            try JSONParser.parse(Array(try Data(contentsOf: URL(filePath: path(name) + "/results.json"))))
        }
    }

    /// The parts are together what one machine would have run, and each request, row and case is of one of them.
    @Test(arguments: ["--list", "--dry-run"])
    func whatIsShownIsTheShardsOwn(_ option: String) async throws {
        let scene = try await Scene()
        let whole = try await Program.run(["run", scene.suite, "--target", scene.url, "--seed", "7", option])
        let parts = [try await scene.run(0, of: 2, [option]), try await scene.run(1, of: 2, [option])]
        await scene.server.stop()
        #expect(([whole] + parts).allSatisfy { $0.code == 0 } && scene.log.entries.isEmpty)
        func cases(_ outcome: Program.Outcome) -> Set<String> {
            Set((1...5).map { "case \($0)" }.filter(outcome.output.contains))
        }
        #expect(cases(whole).count == 5)
        #expect(cases(parts[0]).union(cases(parts[1])).count == 5 && cases(parts[0]).isDisjoint(with: cases(parts[1])))
        // A load is run by all.
        #expect(parts.allSatisfy { $0.output.contains("rows") })
    }

    @Test func partsMakeTheWhole() async throws {
        let scene = try await Scene()
        let start = "\(Int(Date.now.timeIntervalSince1970) + 1)"
        for shard in 0..<3 {
            let outcome = try await scene.run(shard, of: 3, ["--start-at", start])
            #expect(outcome.code == 3)
            #expect(outcome.output.contains("this is shard \(shard) of 3"))
        }
        let paths = scene.log.entries.map(\.request.path)
        #expect(paths.filter { $0.hasPrefix("/case/") }.sorted() == (1...5).map { "/case/\($0)" })
        #expect(Set(paths.filter { $0.hasPrefix("/row/") }) == Set((0..<60).map { "/row/\($0)/\($0)" }))
        #expect(paths.count { $0.hasPrefix("/row/") } == 60)
        #expect(Set(paths.filter { $0.hasPrefix("/user/") }) == Set((0..<5).map { "/user/\($0)" }))

        let outcome = try await scene.merge([2, 0, 1])
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        let results = try scene.results("merged")
        let cases = try #require(results["suites"]?[0]?["cases"]?.array)
        #expect(cases.compactMap { $0["name"]?.string } == (1...5).map { "case \($0)" } + ["rows", "users"])
        #expect(cases.allSatisfy { $0["verdict"]?.string == "passed" })
        #expect(cases.compactMap { $0["place"]?.number?.int } == Array(0..<7))
        let load = try #require(cases[5]["steps"]?[0]?["load"])
        #expect(load["offered"]?.number?.int == 60)
        #expect(load["responseTime"]?["count"]?.number?.int == 60)
        #expect(load["shards"]?["each"]?.array?.count == 3)
        #expect(results["shards"]?["missing"]?.array?.isEmpty == true)
        await scene.server.stop()
    }

    @Test func whatIsMissingIsAnErrorOrSaidFirst() async throws {
        let scene = try await Scene()
        for shard in [0, 2] { _ = try await scene.run(shard, of: 3, ["--only", "rows"]) }
        let refused = try await scene.merge([0, 2])
        #expect(refused.code == 2)
        #expect(refused.errors.contains("error: of 3 shards 1 is missing: 1"))
        let partial = try await scene.merge([0, 2], ["--partial"])
        #expect(partial.code == 3)
        #expect(partial.output.hasPrefix("PARTIAL: of 3 shards 1 is missing: 1\n"))
        #expect(partial.output.contains("of 1 of 3 shards nothing is known (1)"))
        let junit = try String(contentsOfFile: scene.path("merged") + "/junit.xml", encoding: .utf8)
        #expect(junit.contains("PARTIAL: of 3 shards 1 is missing: 1"))
        // Another selection is another division.
        _ = try await scene.run(1, of: 3)
        let other = try await scene.merge([0, 1, 2])
        #expect(other.code == 2)
        #expect(other.errors.contains("different suites, or divisions of them"))
        await scene.server.stop()
    }

    /// What ends a shard takes no figures of the others with it, and isn't averaged away.
    @Test func aKilledShardIsNamed() async throws {
        let scene = try await Scene(holding: "/case/2")
        _ = try await scene.run(0, of: 2)
        let log = scene.log
        let killed = try await Program.run(scene.arguments(1, of: 2)) { process in
            while !log.entries.contains(where: { $0.request.path == "/case/2" }), process.isRunning {
                try await Task.sleep(for: .milliseconds(2))
            }
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(killed.code == SIGKILL)
        let outcome = try await scene.merge([0, 1])
        #expect(outcome.code == 3)
        #expect(outcome.output.contains("shard 1 didn't come to the end"))
        let cases = try #require(scene.results("merged")["suites"]?[0]?["cases"]?.array)
        let verdicts = cases.compactMap { $0["verdict"]?.string }
        #expect(verdicts[1] == "error")
        #expect(verdicts[5] == "error")
        #expect(cases[5]["reason"]?.string?.contains("of 1 of 2 shards nothing is known (1); shard 1:") == true)
        await scene.server.stop()
    }

    /// Another process tells the time of the same clock: it is off by no more than is said to be uncertain.
    @Test func aClockIsCompared() async throws {
        let scene = try await Scene()
        let clock = try await Program.run(["clock"]) { process in
            defer { process.interrupt() }
            let url = try #require(await Self.firstLine(of: process))
            let outcome = try await scene.run(0, of: 2, ["--clock", url])
            #expect(outcome.errors.contains("that of \(url), ± "), "\(outcome.errors)")
            let shards = try scene.results(0)["shards"]
            let found = try #require(shards?["each"]?[0]?["clock"])
            #expect(found["reference"]?.string == url && found["problem"] == nil, "\(found)")
            let offset = try #require(found["offsetNs"]?.number?.int)
            let uncertainty = try #require(found["uncertaintyNs"]?.number?.int)
            #expect(abs(offset) <= uncertainty && uncertainty > 0, "\(found)")
        }
        #expect(clock.code == 0 && clock.errors.contains("this machine's time is told"), "\(clock.errors)")
        await scene.server.stop()
    }

    /// The first line that a program prints.
    private static func firstLine(of process: Process) async -> String? {
        while process.isRunning {
            let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/fd/1", encoding: .utf8)
            if let text, text.contains("\n") { return text.split(separator: "\n").first.map(String.init) }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    @Test(arguments: [
        (["--shard", "3/3"], "--shard must be K/N"), (["--shard", "x"], "--shard must be K/N"),
        (["--shard", "0/2"], "--shard needs --seed N"), (["--start-at", "+1s"], "--start-at needs --shard"),
        (["--shard", "0/2", "--seed", "1", "--start-at", "soon"], "--start-at must be an instant"),
        (["--shard", "0/2", "--seed", "1", "--clock", "time"], "--clock must be an http or https URL"),
        (["--shard", "0/2", "--seed", "1", "--watch"], "--shard and --watch can't be given together"),
        (["--shard", "0/9", "--seed", "1", "--target", "http://127.0.0.1:1"], "'users' has 5 users for 9 shards"),
    ])
    func whatIsWrongIsSaid(arguments: [String], message: String) async throws {
        let scene = try await Scene()
        let outcome = try await Program.run(["run", scene.suite, "--report-dir", scene.path("x")] + arguments)
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(scene.log.entries.isEmpty)
        await scene.server.stop()
    }
}
