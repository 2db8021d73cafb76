import Foundation
import HTTP
import Testing
import Transport

@Suite(.enabled(if: OpenSSL.path != nil, OpenSSL.missing), .eachWay, .serialized) struct TLSTests {
    /// What a client with `configure` gets from a server with a certificate for `hosts`.
    private func exchange(
        host: String = "localhost",
        for hosts: String = "DNS:localhost,IP:127.0.0.1",
        server options: [String] = [],
        configure: (inout ClientConfiguration, URL) throws -> Void
    ) async throws -> Exchange {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await blocking { try OpenSSL.makeCertificate("server", for: hosts, in: folder) }
        var configuration = ClientConfiguration()
        configuration.addressFamily = .ipv4
        try configure(&configuration, folder)
        let server = try await blocking { try TLSServer(certificate: "server", options, in: folder) }
        let client = try newClient(configuration)
        let exchange = await client.send(request("https://\(host):\(server.port)/"))
        await client.shutdown()
        await blocking { server.stop() }
        return exchange
    }

    private static func trusting(_ configuration: inout ClientConfiguration, _ folder: URL) {
        configuration.tls.caFile = folder.appendingPathComponent("server.pem").path
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func aTrustedCertificateOfTheRightNameIsAccepted(host: String) async throws {
        let exchange = try await exchange(host: host, configure: Self.trusting)
        let response = try exchange.response()
        #expect(response.status == 200)
        #expect(response.version == "HTTP/1.0")
        let (connect, tls) = (try #require(exchange.timings.connect), try #require(exchange.timings.tls))
        let send = try #require(exchange.timings.send)
        #expect(connect < tls && tls <= send)
    }

    /// The name that leads to an address stays the name: of SNI, and that the certificate is for.
    @Test func aNameThatLeadsToAnAddressIsWhatTheCertificateIsFor() async throws {
        let exchange = try await exchange(host: "api.invalid", for: "DNS:api.invalid") { configuration, folder in
            try configuration.addresses.add("api.invalid", "127.0.0.1")
            Self.trusting(&configuration, folder)
        }
        #expect(try exchange.response().status == 200)
    }

    @Test func theAddressThatANameLeadsToNeedsNoCertificateOfItsOwn() async throws {
        let exchange = try await exchange(host: "api.invalid", for: "IP:127.0.0.1") { configuration, folder in
            try configuration.addresses.add("api.invalid", "127.0.0.1")
            Self.trusting(&configuration, folder)
        }
        let failure = try exchange.failure()
        #expect(failure.category == .tls && failure.detail.contains("api.invalid"), "\(failure.detail)")
    }

    @Test func anUntrustedOneIsNot() async throws {
        let exchange = try await exchange { _, _ in }
        let failure = try exchange.failure()
        #expect(failure.category == .tls)
        #expect(failure.detail.contains("certificate"))
        #expect(exchange.timings.tls == nil)
        #expect(exchange.timings.nameLookup != nil)
    }

    @Test func oneOfAnotherNameIsNot() async throws {
        let exchange = try await exchange(for: "DNS:example.org", configure: Self.trusting)
        let failure = try exchange.failure()
        #expect(failure.category == .tls)
        #expect(failure.detail.contains("localhost"))
    }

    @Test func anyIsAcceptedWhenInsecure() async throws {
        let exchange = try await exchange(for: "DNS:example.org") { options, _ in options.tls.isInsecure = true }
        let response = try exchange.response()
        #expect(response.status == 200)
    }

    @Test func anOlderVersionThanTheLeastIsRefused() async throws {
        let exchange = try await exchange(server: ["-tls1_2"]) { configuration, folder in
            Self.trusting(&configuration, folder)
            configuration.tls.minimumVersion = .tls13
        }
        let failure = try exchange.failure()
        #expect(failure.category == .tls)
    }

    @Test func theLeastVersionIs12() async throws {
        let accepted = try await exchange(server: ["-tls1_2"], configure: Self.trusting)
        let response = try accepted.response()
        #expect(response.text.contains("TLSv1.2"))
    }

    @Test(arguments: [true, false])
    func aClientsCertificateIsShown(hasCertificate: Bool) async throws {
        // The server trusts its own certificate only, so the client's is the same.
        let options = ["-Verify", "1", "-verify_return_error", "-CAfile", "server.pem"]
        let exchange = try await exchange(server: options) { configuration, folder in
            Self.trusting(&configuration, folder)
            guard hasCertificate else { return }
            configuration.tls.certificate = folder.appendingPathComponent("server.pem").path
            configuration.tls.key = folder.appendingPathComponent("server.key").path
        }
        if hasCertificate {
            let response = try exchange.response()
            #expect(response.text.contains("Client certificate"))
        } else {
            let failure = try exchange.failure()
            // TLS 1.3 tells the client after its handshake is done.
            #expect(failure.category == .tls, "\(failure.detail)")
        }
    }

    @Test func anEncryptedKeyNeedsItsPassword() async throws {
        for (password, isRight) in [("secret", true), ("s3cr3t-wrong", false)] {
            let exchange = try await exchange { configuration, folder in
                Self.trusting(&configuration, folder)
                let encrypted = ["-in", "server.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key"]
                try OpenSSL.run(["ec"] + encrypted, in: folder)
                configuration.tls.certificate = folder.appendingPathComponent("server.pem").path
                configuration.tls.key = folder.appendingPathComponent("locked.key").path
                configuration.tls.keyPassword = password
            }
            if isRight {
                _ = try exchange.response()
            } else {
                let failure = try exchange.failure()
                #expect(failure.category == .tls)
                #expect(!failure.detail.contains(password))
            }
        }
    }

    /// Makes `client.p12` of the server's certificate and its key, opened by `sesame`.
    private static func makeArchive(_ folder: URL, _ options: [String] = []) throws -> String {
        let input = ["-export", "-in", "server.pem", "-inkey", "server.key", "-out", "client.p12"]
        try OpenSSL.run(["pkcs12"] + input + ["-passout", "pass:sesame"] + options, in: folder)
        return folder.appendingPathComponent("client.p12").path
    }

    @Test(
        arguments: [("sesame", nil), ("wr0ng-one", "with the password that is given"), (nil, "without a password")]
            as [(String?, String?)]
    )
    func aClientsCertificateMayComeInAnArchive(password: String?, failure: String?) async throws {
        let options = ["-Verify", "1", "-verify_return_error", "-CAfile", "server.pem"]
        let exchange = try await exchange(server: options) { configuration, folder in
            Self.trusting(&configuration, folder)
            configuration.tls.certificate = try Self.makeArchive(folder)
            configuration.tls.isArchive = true
            configuration.tls.keyPassword = password
        }
        guard let failure else {
            let response = try exchange.response()
            #expect(response.text.contains("Client certificate"))
            return
        }
        let found = try exchange.failure()
        #expect(found.category == .tls)
        #expect(found.detail.contains("client.p12 (PKCS#12) can't be opened \(failure)"), "\(found.detail)")
        #expect(!found.detail.contains("wr0ng-one"))
    }

    @Test func whatIsNoArchiveIsToldSo() async throws {
        let exchange = try await exchange { configuration, folder in
            Self.trusting(&configuration, folder)
            configuration.tls.certificate = folder.appendingPathComponent("server.key").path
            configuration.tls.isArchive = true
        }
        let found = try exchange.failure()
        #expect(
            found.category == .tls && found.detail.contains("server.key (PKCS#12) can't be opened"),
            "\(found.detail)"
        )
    }
}
