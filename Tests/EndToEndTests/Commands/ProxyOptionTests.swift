import Foundation
import Testing

/// What becomes of the environment's proxies is said. Names end in `.invalid`, which no resolver knows (RFC 6761).
@Suite struct ProxyOptionTests {
    private static let none = [
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
    ]
    private static let proxy = "http://me:s3cr3t-one@proxy.invalid:3128"

    private func run(
        _ arguments: [String],
        _ environment: [String: String],
        connection: String = "{}",
        target: String = "http://api.invalid"
    ) async throws -> Program.Outcome {
        let folder = try TemporaryFolder()
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "connection": \#(connection), "scenarios": [
              { "name": "a", "expect": { "status": 200 } }, { "name": "b", "expect": { "status": 200 } }] }
            """#
        )
        let given = Dictionary(uniqueKeysWithValues: Self.none.map { ($0, "") }).merging(environment) { $1 }
        let options = ["run", suite, "--target", target, "--report-dir", folder.path, "--no-preflight"]
        return try await Program.run(options + arguments, environment: given, in: folder.path)
    }

    private static func notes(_ outcome: Program.Outcome) -> [String] {
        outcome.errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("note: ") }
    }

    @Test func oneThatIsNotUsedIsToldOnce() async throws {
        let outcome = try await run([], ["http_proxy": Self.proxy])
        #expect(
            Self.notes(outcome) == [
                "note: http_proxy is set, and requests to api.invalid don't go through that proxy: --proxy environment lets them, --proxy none keeps quiet"
            ]
        )
        #expect(outcome.output.contains("dns"), "\(outcome.output)")
    }

    @Test func oneThatIsAskedForIsUsedAndTold() async throws {
        let outcome = try await run(["--proxy", "environment"], ["http_proxy": Self.proxy])
        #expect(
            Self.notes(outcome) == [
                "note: requests to api.invalid go through http://me:$PROXY_PASSWORD@proxy.invalid:3128, as http_proxy says"
            ]
        )
        #expect(outcome.output.contains("proxy"), "\(outcome.output)")
        #expect(!outcome.output.contains("s3cr3t-one") && !outcome.errors.contains("s3cr3t-one"))
    }

    @Test(
        arguments: [
            (["--proxy", "none"], ["http_proxy": proxy], "{}", []), ([], ["https_proxy": proxy], "{}", []),
            ([], ["http_proxy": proxy, "no_proxy": "invalid"], "{}", []),
            ([], ["http_proxy": proxy], #"{ "proxy": "http://127.0.0.1:1" }"#, []),
            (
                ["--proxy", "environment"], ["http_proxy": proxy, "no_proxy": "invalid"], "{}",
                ["note: requests to api.invalid take no proxy: no_proxy has it"]
            ),
            (
                ["--proxy", "environment"], [:], "{}",
                ["note: requests to api.invalid take no proxy: no variable names a proxy for http"]
            ),
        ] as [([String], [String: String], String, [String])]
    )
    func whatNeedsNoWordsHasNone(
        _ arguments: [String],
        _ environment: [String: String],
        _ connection: String,
        _ notes: [String]
    ) async throws {
        #expect(Self.notes(try await run(arguments, environment, connection: connection)) == notes)
    }

    @Test func loopbackIsReachedDirectlyWithoutAWord() async throws {
        let outcome = try await run(
            ["--proxy", "environment"],
            ["http_proxy": Self.proxy],
            target: "http://127.0.0.1:1"
        )
        #expect(Self.notes(outcome) == [] && outcome.output.contains("refused"), "\(outcome.output)")
    }

    @Test(
        arguments: [
            ("proxy:3128", [:], "--proxy must be a URL, none or environment"),
            ("environment", ["https_proxy": "gopher://me:s3cr3t-one@p:1"], "https_proxy must be a proxy's URL"),
        ] as [(String, [String: String], String)]
    )
    func whatIsNoProxyIsRefused(_ option: String, _ environment: [String: String], _ words: String) async throws {
        let outcome = try await run(["--proxy", option], environment)
        #expect(outcome.code == 2 && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!outcome.errors.contains("s3cr3t-one"))
    }

    /// A host that may be loaded is loaded through a proxy only if that may be loaded too.
    @Test func aProxyIsAskedAboutBeforeALoad() async throws {
        let outcome = try await Program.run(
            [
                "load", "http://api.invalid/", "--rate", "10/s", "--for", "100ms", "--allow-host", "api.invalid",
                "--proxy", "environment",
            ],
            environment: ["http_proxy": "http://proxy.invalid:3128", "no_proxy": "", "NO_PROXY": ""]
        )
        #expect(outcome.code == 2 && outcome.errors.contains("would put load on proxy.invalid"), "\(outcome.errors)")
    }
}
