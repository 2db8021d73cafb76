import CCurl
import Glibc
import HTTP
import URI

/// What OpenSSL is told of one connection, and what it says of it. It outlives the connection, as OpenSSL knows its
/// address.
final class TLSSession {
    let pointer: UnsafeMutablePointer<muster_tls>

    init(offersHTTP2: Bool, keepsBuffers: Bool, trusted: TrustedCertificates?) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: muster_tls())
        pointer.pointee.offers_http2 = offersHTTP2 ? 1 : 0
        pointer.pointee.keeps_buffers = keepsBuffers ? 1 : 0
        pointer.pointee.trusted = trusted?.store
    }

    deinit {
        muster_trusted_release(pointer.pointee.read)
        pointer.deallocate()
    }

    /// Whether libcurl's TLS is OpenSSL, which alone says what this asks for.
    static let isAvailable = muster_openssl_get() != nil

    /// Why HTTP/2 wasn't spoken on a TLS connection where it is asked for.
    static let whyNoHTTP2 =
        isAvailable
        ? "HTTP/2 is asked for, and the server chose HTTP/1.1 in the TLS handshake (ALPN)"
        : "HTTP/2 is asked for and wasn't offered: libcurl's TLS is \(CurlGlobal.tls), and it is offered through OpenSSL"

    /// Whether the server chose HTTP/2.
    var choseHTTP2: Bool { muster_tls_chose_http2(pointer) != 0 }

    /// Whether the connection, which has ended, was cut: its end came without TLS's own (RFC 8446, section 6.1).
    var wasCut: Bool { muster_tls_was_cut(pointer) != 0 }

    /// The certificates that were read for it, for further connections; `nil` before its handshake began.
    func trusted() -> TrustedCertificates? { muster_tls_trusted(pointer).map(TrustedCertificates.init) }

    /// What the handshake agreed on; `nil` before it was done.
    func evidence() -> TLSEvidence? {
        guard let version = muster_tls_version(pointer), let cipher = muster_tls_cipher(pointer) else { return nil }
        let count = min(muster_tls_certificate_count(pointer), Self.mostCertificates)
        return TLSEvidence(
            version: String(cString: version),
            cipher: String(cString: cipher),
            certificates: (0..<count).compactMap { muster_tls_certificate(pointer, $0).map(Self.certificate) }
        )
    }

    /// A chain that is longer is told as far as this.
    private static let mostCertificates: Int32 = 16

    private static func certificate(_ pointer: UnsafeMutableRawPointer) -> CertificateEvidence {
        var digest = [UInt8](repeating: 0, count: 32)
        let isDigested = muster_certificate_digest(pointer, &digest) != 0
        return CertificateEvidence(
            subject: name(pointer, isIssuer: false),
            issuer: name(pointer, isIssuer: true),
            notBefore: time(pointer, isEnd: false),
            notAfter: time(pointer, isEnd: true),
            sha256: isDigested ? Hex.encode(digest) : ""
        )
    }

    private static func name(_ certificate: UnsafeMutableRawPointer, isIssuer: Bool) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
            let length = muster_certificate_name(certificate, isIssuer ? 1 : 0, text.baseAddress, 1024)
            return String(decoding: UnsafeRawBufferPointer(text).prefix(Int(length)), as: UTF8.self)
        }
    }

    /// As RFC 3339 has it; empty when the certificate doesn't say.
    private static func time(_ certificate: UnsafeMutableRawPointer, isEnd: Bool) -> String {
        var time = tm()
        guard muster_certificate_time(certificate, isEnd ? 1 : 0, &time) != 0 else { return "" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
            guard let start = text.baseAddress else { return "" }
            let length = strftime(start, 32, "%Y-%m-%dT%H:%M:%SZ", &time)
            return String(decoding: UnsafeRawBufferPointer(text).prefix(length), as: UTF8.self)
        }
    }
}

/// Trusted certificates as OpenSSL has read them: reading the system's takes longer than a handshake.
final class TrustedCertificates {
    fileprivate let store: UnsafeMutableRawPointer

    fileprivate init(_ store: UnsafeMutableRawPointer) { self.store = store }

    deinit { muster_trusted_release(store) }
}
