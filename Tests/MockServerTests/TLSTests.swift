import HTTP
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import MockServer

@Suite struct TLSTests {
    /// What a client that trusts `pem` alone receives for one request, until the connection ends.
    static func exchange(_ port: Int, name: String?, trusting pem: String) async throws -> String {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
        let context = try NIOSSLContext(configuration: configuration)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let channel = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        try NIOSSLClientHandler(context: context, serverHostname: name)
                    )
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
            let text = try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(
                    ByteBuffer(string: "GET /t HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                )
                var text = ""
                for try await bytes in inbound { text += String(buffer: bytes) }
                return text
            }
            try await group.shutdownGracefully()
            return text
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    @Test(arguments: ["localhost", nil])
    func isTrustedByItsCertificateAlone(_ name: String?) async throws {
        let tls = try MockTLS.generated()
        try await withServer(MockServerTests.echo, tls: tls) { port in
            let text = try await Self.exchange(port, name: name, trusting: try #require(tls.authorityPEM))
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("/t "))
        }
    }

    @Test func isNotTrustedByAnother() async throws {
        let other = try MockTLS.generated()
        try await withServer(MockServerTests.echo, tls: try MockTLS.generated()) { port in
            await #expect(throws: (any Error).self) {
                try await Self.exchange(port, name: "localhost", trusting: try #require(other.authorityPEM))
            }
        }
    }

    @Test func refusesAKeyOfAnotherCertificate() async throws {
        let mixed = MockTLS(
            certificatePEM: try MockTLS.generated().certificatePEM,
            keyPEM: try MockTLS.generated().keyPEM
        )
        await #expect(throws: MockServerError.self) {
            try await MockServer(MockServerTests.echo, threads: 1).start(tls: mixed)
        }
        await #expect(throws: MockServerError.self) {
            try await MockServer(MockServerTests.echo, threads: 1).start(
                tls: MockTLS(certificatePEM: "no PEM", keyPEM: "")
            )
        }
    }
}
