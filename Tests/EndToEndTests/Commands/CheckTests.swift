import Foundation
import JSON
import MockServer
import Scenarios
import Testing

/// What a newcomer meets: mistakes in mocks and commands, and what to do about a failure.
@Suite struct CheckTests {
    private static let suite =
        #"{ "suite": "s", "mock": "m.json", "scenarios": [{ "name": "it\u0027s a", "expect": { "status": 200 } }] }"#
    private static let schema = "https://x.example/muster-mock.schema.json"

    /// A newcomer types the command without a word, in a folder with nothing in it.
    @Test(arguments: ["run", "check", "preflight"])
    func whereNothingIsItIsSaidHowToBegin(_ command: String) async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run([command], in: folder.path)
        #expect(outcome.code == 2)
        #expect(
            outcome.errors.hasPrefix(
                """
                error: scenarios does not exist
                help: name a suite, or begin one: muster init https://api.example.com
                """
            ),
            "\(outcome.errors)"
        )
    }

    @Test func aMissingMockIsShownWhereItIsNamed() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("suite.json", Self.suite)
        for arguments in [["check", path], ["run", path, "--mock"]] {
            let outcome = try await Program.run(arguments)
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("\(path):1:25: error: the mock file \(folder.path)/m.json does not exist"))
        }
    }

    @Test func mistakesOfSuitesAndMocksAreShownTogether() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("suite.json", Self.suite.replacing("status", with: "staus"))
        try folder.write("m.json", #"{ "moc": "m", "rules": [] }"#)
        for arguments in [["check", path], ["run", path, "--mock"]] {
            let outcome = try await Program.run(arguments)
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("unknown key 'staus'") && outcome.errors.contains("unknown key 'moc'"))
        }
        let outcome = try await Program.run(["run", path, "--target", "http://127.0.0.1:1"])
        #expect(!outcome.errors.contains("'moc'"), "against a target nobody needs the mock")
    }

    @Test func mocksThatNoSuiteNamesAreChecked() async throws {
        let folder = try TemporaryFolder()
        try folder.write("suite.json", Self.suite)
        try folder.write("m.json", #"{ "mock": "named", "rules": [] }"#)
        let other = try folder.write("other.json", #"{ "$schema": "\#(Self.schema)", "mock": "o", "rules": [] }"#)
        try folder.write("unrelated.json", #"{ "rules": 1 }"#)
        let right = try await Program.run(["check", folder.path])
        #expect(right.code == 0, "\(right.errors)")
        #expect(
            right.output.contains("\(other): mock o, no errors")
                && right.output.contains("m.json: mock named, no errors")
        )
        try folder.write("other.json", #"{ "$schema": "\#(Self.schema)", "mock": "o", "ruls": [] }"#)
        let wrong = try await Program.run(["check", folder.path])
        #expect(wrong.code == 2 && wrong.errors.contains("unknown key 'ruls' in a mock"), "\(wrong.errors)")
        let alone = try await Program.run(["check", folder.path + "/m.json"])
        #expect(alone.code == 0 && alone.output.hasSuffix("m.json: mock named, no errors\n"), "\(alone.errors)")
    }

    /// A file of another kind than a suite is recognized, and told what it is good for.
    @Test func whatIsNoSuiteIsTold() async throws {
        let folder = try TemporaryFolder()
        let openapi = #"{ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {} }"#
        let contract = try folder.write("x.openapi.json", openapi)
        let yaml = try folder.write("x.yaml", "openapi: 3.1.0\ninfo: { title: Y, version: '1' }\npaths: {}\n")
        let suite = try folder.write("s.yaml", "suite: s\nscenarios: []\n")
        let commented = try folder.write("c.json", "{ // why\n \"suite\": \"s\", \"scenarios\": [] }")
        let right = try await Program.run(["check", contract, yaml])
        #expect(right.code == 0, "\(right.errors)")
        #expect(right.output == "\(contract): OpenAPI document T, no errors\n\(yaml): OpenAPI document Y, no errors\n")
        for (arguments, words) in [
            (
                ["run", contract, "--target", "http://127.0.0.1:1", "--report-dir", folder.path + "/reports"],
                "x.openapi.json is an OpenAPI document, not a suite"
            ),
            (
                ["check", suite],
                "s.yaml:2:12: error: 'scenarios' must be a list with at least one scenario, found an empty list"
            ),
            (["check", commented], "c.json:2:29: error: 'scenarios' must be a list"),
        ] {
            let wrong = try await Program.run(arguments)
            #expect(wrong.code == 2)
            #expect(
                wrong.errors.contains(words) && wrong.errors.hasSuffix("1 error; nothing was sent\n"),
                "\(wrong.errors)"
            )
        }
    }

    @Test func ofATagThatNoCaseHasIsSaidWhatThereIs() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("s.json", Self.suite)
        let none = try await Program.run(["run", path, "--target", "http://127.0.0.1:1", "--tag", "nope"])
        #expect(none.errors.contains("help: no case has a tag: leave --tag out"), "\(none.errors)")
        try folder.write("s.json", Self.suite.replacing("\"name\"", with: #""tags": ["slow"], "name""#))
        let near = try await Program.run(["run", path, "--target", "http://127.0.0.1:1", "--tag", "slwo"])
        #expect(near.errors.contains("help: no case has the tag 'slwo'; did you mean 'slow'?"), "\(near.errors)")
    }

    @Test(arguments: [
        ["runn"], ["run", "--no-such-option"], ["run", "x.json", "--target", "http://h:99999"],
        ["run", "scenarios/koodrive/thumbnail.json", "--mock", "--only", "no case has this name"], ["eval", "$.a"],
    ])
    func errorsHaveOneStyle(_ arguments: [String]) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome.code == 2)
        #expect(outcome.errors.hasPrefix("error: "), "\(outcome.errors)")
        #expect(!outcome.errors.contains("= help") && !outcome.errors.contains("Help:"), "\(outcome.errors)")
    }

    @Test func aWrongLineOfAnEnvironmentFileHasAPlace() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("env", "A=1\nhunter2hunter2\n")
        let outcome = try await Program.run(["check", "scenarios/orders", "--env-file", path])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("\(path):2:1: error: expected NAME=value, found a line without '='"))
        #expect(!outcome.errors.contains("hunter2"))
    }

    @Test func afterAMockTheFailureCanBeRepeated() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "mock": "m.json", "variables": { "key": { "secret": "${env:SHOP_KEY:-demo-key}" } },
              "scenarios": [{ "name": "it\u0027s a", "request": { "headers": { "Key": "${key}" } }, "expect": { "status": 200 } }] }
            """#
        )
        try folder.write("m.json", #"{ "mock": "m", "rules": [] }"#)
        let outcome = try await Program.run(["run", path, "--mock", "--report-dir", folder.path + "/reports"])
        #expect(outcome.code == 1)
        #expect(outcome.output.contains(#"muster run \#(path) --mock --only 'it'\''s a'"#), "\(outcome.output)")
        let port = try #require(outcome.output.firstMatch(of: #/muster mock \S+/m.json --port ([0-9]+)/#)?.output.1)
        #expect(outcome.output.contains("http://127.0.0.1:\(port)/"))
        #expect(outcome.output.contains("or (SHOP_KEY must be set), while 'muster mock "), "\(outcome.output)")
        let junit = try String(contentsOfFile: folder.path + "/reports/junit.xml", encoding: .utf8)
        #expect(junit.contains("--mock --only"))
    }

    @Test func ofWhatWasNotSentNoReleaseIsTold() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "suite.json",
            #"{ "suite": "s", "scenarios": [{ "name": "b", "burst": { "requests": 4 }, "expect": { "status": 200 } }] }"#
        )
        // A port that was free a moment ago.
        let server = MockServer(try Mock.load(try folder.write("m.json", #"{ "mock": "m", "rules": [] }"#)), threads: 1)
        let address = try await server.start()
        await server.stop()
        let reports = folder.path + "/reports"
        let outcome = try await Program.run(["run", path, "--target", address.url, "--report-dir", reports])
        #expect(outcome.code == 3)
        #expect(outcome.output.contains("4 × refused") && !outcome.output.contains("release "), "\(outcome.output)")
    }

    @Test func mistakesAreShownFromTopToBottom() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "target": "http://h:0", "variables": { "a": "${no}" },
              "scenarios": [ { "name": "a", "expct": {} }, { "name": "a", "expect": { "json": { "$[": 1 } } } ],
              "tgas": [] }
            """#
        )
        let outcome = try await Program.run(["check", path])
        let places = outcome.errors.matches(of: #/suite\.json:([0-9]+):([0-9]+): error/#).map {
            (Int($0.output.1) ?? 0) * 1000 + (Int($0.output.2) ?? 0)
        }
        #expect(places.count >= 5 && places == places.sorted(), "\(outcome.errors)")
    }

    @Test func aCertificateThatIsNotTrustedSaysWhatToWrite() async throws {
        let folder = try TemporaryFolder()
        let mock = try Mock.load(try folder.write("m.json", #"{ "mock": "m", "rules": [] }"#))
        let server = MockServer(mock, threads: 1)
        let address = try await server.start(tls: .generated())
        let path = try folder.write("suite.json", Self.suite)
        let reports = folder.path + "/reports"
        let outcome = try await Program.run(["run", path, "--target", address.url, "--report-dir", reports])
        await server.stop()
        #expect(outcome.code == 3)
        #expect(
            outcome.output.contains("connection.tls.ca") && outcome.output.contains("--insecure"),
            "\(outcome.output)"
        )
    }
}
