import Foundation
import HTTP
import Testing
import Transport

/// TLS as our own HTTP sees it: how a connection ends, what protects it, and which protocol was chosen.
@Suite(.enabled(if: OpenSSL.path != nil, OpenSSL.missing), .serialized) struct WireTLSTests {
    /// What comes of a request to a server with `options`, by way of a relay if there is one.
    private func exchange(
        server options: [String] = [],
        isCut: Bool = false,
        configure: (inout ClientConfiguration, URL) throws -> Void = { _, _ in }
    ) async throws -> Exchange {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await blocking { try OpenSSL.makeCertificate("server", for: "IP:127.0.0.1", in: folder) }
        var configuration = ClientConfiguration()
        configuration.tls.caFile = folder.appendingPathComponent("server.pem").path
        try configure(&configuration, folder)
        let server = try await blocking { try TLSServer(certificate: "server", options, in: folder) }
        let relay = isCut ? try CuttingRelay(to: server.port) : nil
        let client = try HTTPClient(configuration)
        let exchange = await client.send(request("https://127.0.0.1:\(relay?.port ?? server.port)/"))
        await client.shutdown()
        await blocking {
            relay?.stop()
            server.stop()
        }
        return exchange
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func contentThatTheEndDelimitsNeedsTLSsOwnEnd(version: String) async throws {
        let whole = try await exchange(server: [version])
        try #expect(whole.response().status == 200)
        let cut = try await exchange(server: [version], isCut: true)
        let failure = try cut.failure()
        #expect(failure.category == .malformed)
        #expect(failure.detail.contains("close_notify"))
        #expect(failure.partial?.status == 200)
    }

    @Test func theConnectionIsTold() async throws {
        let exchange = try await exchange(server: ["-tls1_3"])
        _ = try exchange.response()
        let tls = try #require(exchange.transmissions.first?.connection?.tls)
        #expect(tls.version == "TLSv1.3")
        #expect(tls.cipher.hasPrefix("TLS_"))
        let certificate = try #require(tls.certificates.first)
        #expect(certificate.subject == "CN=server")
        #expect(certificate.issuer == "CN=server")
        #expect(certificate.notBefore < certificate.notAfter && certificate.notAfter.hasSuffix("Z"))
        #expect(certificate.sha256.count == 64)
        #expect(tls.certificates.count == 1)
    }

    @Test func aServerThatChoosesHTTP2GetsIt() async throws {
        let exchange = try await exchange(server: ["-alpn", "h2"]) { configuration, _ in
            configuration.timeout = 1_000_000_000
        }
        // openssl doesn't speak it; that it was begun with is enough.
        _ = try exchange.failure()
        let sent = try #require(exchange.transmissions.first?.sent.bytes)
        #expect(String(decoding: sent, as: UTF8.self).hasPrefix("GET / HTTP/2"))
    }

    @Test(arguments: [ClientConfiguration.Version.auto, .http1])
    func aServerThatDoesNotGetsHTTP1(version: ClientConfiguration.Version) async throws {
        let exchange = try await exchange(server: ["-alpn", "http/1.1"]) { configuration, _ in
            configuration.version = version
        }
        try #expect(exchange.response().status == 200)
    }

    @Test func anEncryptedKeyWithoutItsPasswordIsAMistake() async throws {
        await #expect(throws: CurlError.self) {
            _ = try await exchange { configuration, folder in
                let encrypted = ["-in", "server.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key"]
                try OpenSSL.run(["ec"] + encrypted, in: folder)
                configuration.tls.certificate = folder.appendingPathComponent("server.pem").path
                configuration.tls.key = folder.appendingPathComponent("locked.key").path
            }
        }
    }
}
