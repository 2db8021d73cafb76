import Foundation
import Testing

/// Load goes to loopback, or to a host that the person names. The names end in `.invalid`, which no resolver knows (RFC
/// 6761).
@Suite struct ConsentTests {
    private func run(_ scenario: String, _ arguments: [String], project: String? = nil) async throws -> Program.Outcome
    {
        let folder = try TemporaryFolder()
        let suite = try folder.write("suite.json", #"{ "suite": "s", "scenarios": [\#(scenario)] }"#)
        if let project { try folder.write("muster.json", project) }
        return try await Program.run(["run", suite, "--report-dir", folder.path] + arguments, in: folder.path)
    }

    private static let load =
        #"{ "name": "l", "load": { "rate": "10/s", "for": "100ms" }, "expect": { "status": 200 } }"#

    @Test(arguments: [
        (load, "http://api.invalid"),
        (#"{ "name": "b", "burst": { "requests": 65 }, "expect": { "status": 200 } }"#, "http://api.invalid"),
        // Another host than the target's, in the load's own requests and in a later step of a flow.
        (
            load.replacingOccurrences(of: "\"load\"", with: #""request": { "url": "http://api.invalid/a" }, "load""#),
            "http://127.0.0.1:1"
        ),
        (
            #"{ "name": "f", "load": { "rate": "1/s", "for": "1s" }, "expect": { "status": 200 }, "steps": [{}, { "request": { "url": "http://api.invalid/" } }] }"#,
            "http://127.0.0.1:1"
        ),
    ])
    func aHostThatNobodyAllowedIsNotLoaded(_ scenario: String, _ target: String) async throws {
        let outcome = try await run(scenario, ["--target", target])
        #expect(outcome.code == 2, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("would put load on api.invalid, which nobody has allowed"))
        #expect(outcome.errors.contains("--allow-host api.invalid"))
        #expect(outcome.errors.contains("nothing was sent"))
        // A dry run says so beforehand.
        let dry = try await run(scenario, ["--target", target, "--dry-run"])
        #expect(dry.code == 0 && dry.output.contains("curl"), "\(dry.errors)")
        #expect(dry.errors.contains("a run would be refused: '"), "\(dry.errors)")
        #expect(dry.errors.contains("would put load on api.invalid, which nobody has allowed"), "\(dry.errors)")
    }

    @Test("A host that is allowed is tried: it can't be found here, and so isn't measured")
    func allowedHosts() async throws {
        let byOption = try await run(Self.load, ["--target", "http://api.invalid", "--allow-host", "API.invalid"])
        #expect(byOption.code == 3, "\(byOption.errors)")
        let byFile = try await run(
            Self.load,
            ["--target", "http://api.invalid"],
            project: #"{ "allow": ["api.invalid"] }"#
        )
        #expect(byFile.code == 3, "\(byFile.errors)")
        let burst = #"{ "name": "b", "burst": { "requests": 64 }, "expect": { "status": 200 } }"#
        #expect(try await run(burst, ["--target", "http://api.invalid"]).code == 3)
    }

    @Test("A URL that only the run tells is asked about before it is loaded") func lateHosts() async throws {
        let scenario = Self.load.replacingOccurrences(
            of: "\"load\"",
            with: #""variables": { "place": "${env:PLACE}" }, "request": { "url": "${place}" }, "load""#
        )
        let folder = try TemporaryFolder()
        let suite = try folder.write("suite.json", #"{ "suite": "s", "scenarios": [\#(scenario)] }"#)
        let variables = try folder.write("env", "PLACE=http://api.invalid/a\n")
        let outcome = try await Program.run([
            "run", suite, "--report-dir", folder.path, "--target", "http://127.0.0.1:1", "--env-file", variables,
        ])
        #expect(outcome.code == 3, "\(outcome.errors)")
        #expect(outcome.output.contains("this would put load on api.invalid, which nobody has allowed"))
    }

    @Test(
        "The ceilings hold over what the files ask",
        arguments: [
            (["--max-rate", "9/s"], #"{ "rate": "10/s", "for": "100ms" }"#, "up to 10/s"),
            (["--max-rate", "19/s"], #"{ "rate": "10/s", "for": "100ms" }, "steps": [{}, {}]"#, "up to 20/s"),
            (["--max-duration", "1s"], #"{ "rate": "10/s", "for": "2s" }"#, "--max-duration is 1 s"),
            (["--max-rate", "1000/s"], #"{ "users": 1, "for": "1s" }"#, "as many requests as its users can send"),
        ]
    )
    func ceilings(_ options: [String], _ load: String, _ words: String) async throws {
        let scenario = #"{ "name": "l", "load": \#(load), "expect": { "status": 200 } }"#
        let outcome = try await run(scenario, ["--target", "http://127.0.0.1:1"] + options)
        #expect(outcome.code == 2, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
