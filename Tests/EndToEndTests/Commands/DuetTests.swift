import Foundation
import JSON
import MockServer
import Testing

/// Two endpoints held against each other.
@Suite struct DuetTests {
    /// Both sides run, each with reports of its own; of cases it is told which broke.
    @Test func aDuetRunsBothAndComparesThem() async throws {
        let folder = try TemporaryFolder()
        var urls: [String] = []
        var servers: [MockServer] = []
        for status in [200, 500] {
            let mock = try folder.write(
                "mock-\(status).json",
                #"{ "mock": "m", "rules": [{ "name": "r", "when": { "path": "/" }, "respond": { "status": \#(status) } }] }"#
            )
            let server = MockServer(try Mock.load(mock), threads: 1)
            urls.append(try await server.start().url)
            servers.append(server)
        }
        let suite = try folder.write(
            "suite.json",
            #"{ "suite": "S", "scenarios": [{ "name": "a", "request": { "path": "/" }, "expect": { "status": 200 } }] }"#
        )
        let reports = folder.path + "/duet"
        let duet = try await Program.run(
            ["duet", suite, "--target", urls[0], "--target", urls[1], "--rounds", "2", "--report-dir", reports]
        )
        for server in servers { await server.stop() }
        #expect(
            duet.code == 1 && duet.output.contains("broken        S: a  passed → failed"),
            "\(duet.output)\(duet.errors)"
        )
        #expect(duet.output.contains("both ran at once, second by second, in 2 rounds"))
        for name in ["round-1-first", "round-1-second", "round-2-first", "round-2-second"] {
            #expect(FileManager.default.fileExists(atPath: "\(reports)/\(name)/results.json"), "\(name)")
        }
        let one = try await Program.run(["duet", suite, "--target", urls[0]])
        #expect(one.code == 2 && one.errors.contains("--target must be given twice, found 1"))
    }

    /// A burst has to be alone: both sides run in turns, and each run is held against its neighbour. The second side is
    /// slower by far more than this machine could be late.
    @Test func burstsRunInTurns() async throws {
        let folder = try TemporaryFolder()
        var urls: [String] = []
        var servers: [MockServer] = []
        for delay in ["0ms", "400ms"] {
            let mock = try folder.write(
                "mock-\(delay).json",
                #"{ "mock": "m", "rules": [{ "name": "r", "respond": { "status": 200, "delay": "\#(delay)" } }] }"#
            )
            let server = MockServer(try Mock.load(mock), threads: 1)
            urls.append(try await server.start().url)
            servers.append(server)
        }
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "S", "scenarios": [
              { "name": "one", "request": { "path": "/" }, "expect": { "status": 200 } },
              { "name": "at once", "request": { "path": "/" }, "burst": { "requests": 8 }, "expect": { "status": 200 } }
            ] }
            """#
        )
        let reports = folder.path + "/duet"
        let targets = ["--target", urls[0], "--target", urls[1], "--rounds", "1", "--report-dir", reports]
        let duet = try await Program.run(["duet", suite] + targets)
        #expect(duet.errors.contains("1 case with a burst or a search for capacity will run in turns, 3 times A B B A"))
        #expect(duet.code == 1, "\(duet.output)\(duet.errors)")
        #expect(duet.output.contains("both ran at once, second by second, in 1 round"), "\(duet.output)")
        #expect(duet.output.contains("in turns, in 3 blocks A B B A"), "\(duet.output)")
        let last = duet.output.split(separator: "\n").first { $0.hasPrefix("  max ") }
        #expect(last?.hasSuffix("worse") == true, "\(duet.output)")
        for (name, cases) in [("round-1-first", ["one"]), ("block-3-second-2", ["at once"])] {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(reports)/\(name)/results.json")))
            let found = try JSONParser.parse(bytes)["suites"]?[0]?["cases"]?.array ?? []
            #expect(found.compactMap { $0["name"]?.string } == cases, "\(name)")
        }
        let few = try await Program.run(["duet", suite, "--in-turns", "--blocks", "1"] + targets)
        for server in servers { await server.stop() }
        #expect(few.code == 3 && few.output.contains("fewer than 3 blocks: no interval"), "\(few.output)\(few.errors)")
        #expect(!few.output.contains("both ran at once"), "\(few.output)")
    }
}
