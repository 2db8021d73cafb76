import Foundation
import Testing

/// Suites against servers that nobody here wrote. Without these servers the tests are skipped, and say so: `make
/// real-servers` installs them.
@Suite(.timeLimit(.minutes(5))) struct RealServerTests {
    private static func suite(_ name: String) -> String { Project.path("Tests/RealServers/suites/\(name).json") }

    private func run(_ name: String, _ server: RealServer, _ environment: [String: String] = [:]) async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(
            ["run", Self.suite(name), "--target", server.url, "--report-dir", folder.path, "--accept-suspect"],
            environment: environment
        )
        await server.stop()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
    }

    private static let hasRegistry = RealServer.program("docker-registry") != nil
    private static let hint: Comment = "not installed: make real-servers installs it"

    private static func registry(_ folder: TemporaryFolder, authentication: String) async throws -> RealServer {
        let file = try folder.write(
            "registry.yml",
            """
            version: 0.1
            storage: { inmemory: {}, delete: { enabled: true } }
            http: { addr: "127.0.0.1:0", secret: a-secret-of-a-test }
            auth: \(authentication)
            """
        )
        let program = try #require(RealServer.program("docker-registry"))
        let server = try await RealServer(program, ["serve", file], in: folder.path, saying: "listening on ")
        return try #require(server)
    }

    /// The password's hash (bcrypt) stands in the suite's folder.
    @Test(.enabled(if: hasRegistry, hint)) func aRegistryBehindBasicAuthentication() async throws {
        let folder = try TemporaryFolder()
        let server = try await Self.registry(
            folder,
            authentication: "{ htpasswd: { realm: shop, path: \(Project.path("Tests/RealServers/suites/htpasswd")) } }"
        )
        try await run("registry", server)
    }

    /// The registry trusts a certificate, and takes tokens that its key has signed.
    @Test(.enabled(if: hasRegistry && RealServer.program("openssl") != nil, hint))
    func aRegistryThatTakesTokens() async throws {
        let folder = try TemporaryFolder()
        let (key, certificate) = ("\(folder.path)/key.pem", "\(folder.path)/certificate.pem")
        let openssl = try #require(RealServer.program("openssl"))
        let arguments =
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
            + ["-subj", "/CN=shop", "-keyout", key, "-out", certificate]
        #expect(try await RealServer.succeeds(openssl, arguments))
        let server = try await Self.registry(
            folder,
            authentication:
                "{ token: { realm: \"https://shop.example/token\", service: shop-registry, issuer: shop, rootcertbundle: \(certificate) } }"
        )
        let lines = try String(contentsOfFile: certificate, encoding: .utf8).split(separator: "\n")
        try await run(
            "registry-token",
            server,
            [
                "REGISTRY_KEY": try String(contentsOfFile: key, encoding: .utf8),
                "REGISTRY_CERTIFICATE": lines.filter { !$0.hasPrefix("-") }.joined(),
            ]
        )
    }

    @Test(.enabled(if: RealServer.program("flask") != nil, hint)) func httpbin() async throws {
        let folder = try TemporaryFolder()
        let server = try await RealServer(
            try #require(RealServer.program("flask")),
            ["--app", "httpbin", "run", "--port", "0"],
            in: folder.path,
            saying: "Running on http://"
        )
        let httpbin = try #require(server)
        try await run("httpbin", httpbin)
    }

    @Test(.enabled(if: RealServer.program("datasette") != nil, hint)) func datasette() async throws {
        let folder = try TemporaryFolder()
        let items = (1...250).map { "(\($0), 'item \($0)', \(Double($0) / 2))" }.joined(separator: ", ")
        let made = try await RealServer.succeeds(
            try #require(RealServer.program("python")),
            [
                "-c",
                "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2]); d.commit()",
                "\(folder.path)/shop.db",
                "create table items(id integer primary key, name text, price real); insert into items values \(items);",
            ]
        )
        #expect(made)
        let server = try await RealServer(
            try #require(RealServer.program("datasette")),
            ["-h", "127.0.0.1", "-p", "0", "shop.db"],
            in: folder.path,
            saying: "running on http://"
        )
        let datasette = try #require(server)
        try await run("datasette", datasette)
    }
}
