import Foundation
import HTTP
import JSON
import MockServer
import Testing

/// A host's name leads to an address: whatever is sent goes there, and everything else keeps the name, which no
/// resolver knows (RFC 6761).
@Suite struct ResolveTests {
    private static let name = "api.invalid"

    private func withServer(
        tls: Bool = false,
        _ body: (_ url: String, TemporaryFolder, MockRequestLog) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "mock.json",
            #"{ "mock": "m", "rules": [ { "name": "a", "when": { "path": "/a" }, "respond": { "status": 200, "text": "ok" } } ] }"#
        )
        let log = MockRequestLog(capacity: 10_000)
        let server = MockServer(try Mock.load(mock), threads: 1, log: log)
        let certificate = tls ? try MockTLS.generated(for: Self.name, days: -1...30) : nil
        if let authority = certificate?.authorityPEM { try folder.write("ca.pem", authority) }
        let address = try await server.start(tls: certificate)
        let url = "\(tls ? "https" : "http")://\(Self.name):\(address.port)"
        try await body(url, folder, log)
        await server.stop()
    }

    private static let scenarios = #"""
        { "name": "single", "expect": { "status": 200 } },
        { "name": "flow", "steps": [ { "expect": { "status": 200 } }, { "expect": { "status": 200 } } ] },
        { "name": "burst", "burst": { "requests": 70 }, "expect": { "status": 200 } },
        { "name": "load", "load": { "rate": "50/s", "for": "200ms" }, "expect": { "status": 200 } }
        """#

    /// More than 64 at once, and loads, go to loopback alone: nobody has allowed the name.
    @Test(arguments: [([], false), ([], true), (["--transport", "curl"], false), (["--transport", "curl"], true)])
    func allThatIsSentGoesToTheAddress(_ options: [String], _ isTLS: Bool) async throws {
        try await withServer(tls: isTLS) { url, folder, log in
            let suite = try folder.write(
                "suite.json",
                #"""
                { "suite": "s", "request": { "path": "/a" },
                  "connection": { "resolve": { "\#(Self.name)": "127.0.0.1" }\#(isTLS ? #", "tls": { "ca": "ca.pem" }"# : "") },
                  "scenarios": [\#(Self.scenarios)] }
                """#
            )
            let found = try await Program.run(
                ["run", suite, "--target", url, "--report-dir", folder.path, "--accept-suspect", "--verbose"] + options
            )
            #expect(found.code == 0, "\(found.output)\(found.errors)")
            let port = url.split(separator: ":").last ?? ""
            #expect(found.output.contains("--resolve '\(Self.name):\(port):127.0.0.1'"), "\(found.output)")
            #expect(log.entries.count == 83)
            #expect(log.entries.allSatisfy { $0.request.headers["Host"] == "\(Self.name):\(port)" })
            let bytes = try Data(contentsOf: URL(filePath: folder.path + "/results.json"))
            let step = try JSONParser.parse(Array(bytes))["suites"]?[0]?["cases"]?[0]?["steps"]?[0]
            #expect(step?["peer"]?.string == "127.0.0.1:\(port)")
        }
    }

    @Test func aCommandSaysItInPlaceOfAFile() async throws {
        try await withServer { url, folder, log in
            let way = ["--resolve", "\(Self.name):127.0.0.1"]
            let load = try await Program.run(
                ["load", "\(url)/a", "--rate", "50/s", "--for", "200ms", "--accept-suspect"] + way
            )
            #expect(load.code == 0 && log.entries.count == 10, "\(load.output)\(load.errors)")
            let suite = try folder.write(
                "suite.json",
                #"""
                { "suite": "s", "connection": { "resolve": { "\#(Self.name)": "192.0.2.1" } },
                  "scenarios": [ { "name": "a", "request": { "path": "/a" }, "expect": { "status": 200 } } ] }
                """#
            )
            let preflight = try await Program.run(["preflight", suite, "--target", url] + way)
            #expect(preflight.code == 0 && preflight.output.contains("is 127.0.0.1:"), "\(preflight.output)")
            let run = try await Program.run(["run", suite, "--target", url, "--report-dir", folder.path] + way)
            #expect(run.code == 0, "\(run.output)\(run.errors)")
            let dry = try await Program.run([
                "run", suite, "--target", url, "--dry-run", "--resolve", "\(Self.name):1:[::1]",
            ])
            #expect(
                dry.output.contains("--resolve '\(Self.name):") && dry.output.contains(":192.0.2.1"),
                "\(dry.output)"
            )
        }
    }

    /// What a name is allowed is no leave to load where a file has it lead.
    @Test func anotherAddressHasToBeAllowedItself() async throws {
        let load = ["load", "http://localhost:1/", "--rate", "10/s", "--for", "100ms", "--allow-host", "localhost"]
        let found = try await Program.run(load + ["--resolve", "localhost:192.0.2.1"])
        #expect(found.code == 2, "\(found.output)\(found.errors)")
        #expect(found.errors.contains("would put load on 192.0.2.1, which nobody has allowed"), "\(found.errors)")
        #expect(found.errors.contains("--allow-host 192.0.2.1") && found.errors.contains("nothing was sent"))
    }

    @Test(arguments: [
        ("api.example", "--resolve must be HOST:ADDRESS or HOST:PORT:ADDRESS, found 'api.example'"),
        (":127.0.0.1", "'' is no host's name"), ("api.example:nowhere", "must lead to an IP address"),
        ("api.example:::1", "is no host's name"), ("api.example:80:", "must lead to an IP address"),
    ])
    func whatIsNoEntryIsRefused(_ entry: String, _ words: String) async throws {
        let found = try await Program.run(["load", "http://127.0.0.1:1/", "--rate", "1/s", "--resolve", entry])
        #expect(found.code == 2 && found.errors.contains(words), "\(found.errors)")
    }
}
