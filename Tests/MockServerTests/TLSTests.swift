import COpenSSL
import Glibc
import HTTP
import Testing

@testable import MockServer

/// A client of its own, by the library: what libcurl makes of the mock's TLS is shown where load is made.
@Suite struct TLSTests {
    private struct Refused: Error {}

    /// What a client that trusts `pem` alone receives for one request, until the connection ends; `protocols` are
    /// offered (ALPN) in the form of RFC 7301, section 3.1.
    static func exchange(
        _ port: Int,
        name: String?,
        trusting pem: String,
        protocols: String = ""
    ) async throws -> (text: String, chosen: String) {
        try await Task.detached {
            let context = try #require(SSL_CTX_new(TLS_client_method()))
            defer { SSL_CTX_free(context) }
            let authority = pem.withCString { text in
                let bio = BIO_new_mem_buf(text, -1)
                defer { BIO_free(bio) }
                return PEM_read_bio_X509(bio, nil, nil, nil)
            }
            defer { X509_free(authority) }
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority)
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
            let connection = try #require(SSL_new(context))
            defer { SSL_free(connection) }
            if let name { SSL_set1_host(connection, name) }
            SSL_set_alpn_protos(connection, protocols, UInt32(protocols.utf8.count))
            let socket = try connect(port)
            defer { close(socket) }
            SSL_set_fd(connection, socket)
            guard SSL_connect(connection) == 1 else { throw Refused() }
            return (try request(connection), chosen(connection))
        }.value
    }

    private static func connect(_ port: Int) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(socket)
            throw Refused()
        }
        return socket
    }

    private static func request(_ connection: OpaquePointer) throws -> String {
        let request = Array("GET /t HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
        guard SSL_write(connection, request, Int32(request.count)) == request.count else { throw Refused() }
        var text: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while case let count = SSL_read(connection, &bytes, Int32(bytes.count)), count > 0 {
            text += bytes.prefix(Int(count))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func chosen(_ connection: OpaquePointer) -> String {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(connection, &name, &count)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    @Test(arguments: ["localhost", nil])
    func isTrustedByItsCertificateAlone(_ name: String?) async throws {
        let tls = try MockTLS.generated()
        try await withServer(MockServerTests.echo, tls: tls) { port in
            let pem = try #require(tls.authorityPEM)
            let text = try await Self.exchange(port, name: name, trusting: pem).text
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

    @Test(arguments: [("\u{2}h2\u{8}http/1.1", "http/1.1"), ("\u{2}h2", ""), ("", "")])
    func choosesWhatItSpeaks(_ offered: String, _ chosen: String) async throws {
        let tls = try MockTLS.generated()
        try await withServer(MockServerTests.echo, tls: tls) { port in
            let pem = try #require(tls.authorityPEM)
            let answer = try await Self.exchange(port, name: nil, trusting: pem, protocols: offered)
            #expect(answer.chosen == chosen && answer.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    /// The content is many records long, and more than the socket takes at once.
    @Test func sendsWhatIsLargerThanARecord() async throws {
        let tls = try MockTLS.generated()
        let content = [UInt8](repeating: 0x61, count: 3_000_001)
        let large = ClosureResponder { _ in MockAnswer(status: 200, body: content) }
        try await withServer(large, tls: tls) { port in
            let pem = try #require(tls.authorityPEM)
            let text = try await Self.exchange(port, name: "localhost", trusting: pem).text
            #expect(text.hasSuffix(String(decoding: content, as: UTF8.self)))
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
