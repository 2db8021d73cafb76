import COpenSSL
import Cryptography

/// An authority that signs X.509 certificates (RFC 5280) for the mock; it lives in memory only.
struct CertificateIssuer {
    private let key: PrivateKey
    private static let name = "muster mock authority"
    private static let day = 24 * 60 * 60

    /// From yesterday, so that a client whose clock is a little late accepts it.
    static let usualDays: ClosedRange<Int> = -1...30

    init() throws(CryptographyError) { key = try Self.newKey() }

    /// A key for a certificate.
    static func newKey() throws(CryptographyError) -> PrivateKey {
        guard let key = PrivateKey.generated(.p256) else { throw .last() }
        return key
    }

    /// The authority's own certificate, in PEM.
    func certificate() throws(CryptographyError) -> String {
        try sign(
            key,
            subject: Self.name,
            [(NID_basic_constraints, "critical,CA:TRUE"), (NID_key_usage, "critical,keyCertSign")],
            Self.usualDays
        )
    }

    /// A server's certificate for `host`, or for `localhost`, `127.0.0.1` and `::1`, in PEM, that is valid on these
    /// days from now.
    func certificate(
        of server: PrivateKey,
        for host: String? = nil,
        days: ClosedRange<Int> = usualDays
    ) throws(CryptographyError) -> String {
        let names = host.map { "DNS:\($0)" } ?? "DNS:localhost,IP:127.0.0.1,IP:::1"
        return try sign(
            server,
            subject: "muster mock",
            [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, names),
            ],
            days
        )
    }

    private func sign(
        _ subjectKey: PrivateKey,
        subject: String,
        _ extensions: [(Int32, String)],
        _ days: ClosedRange<Int>
    ) throws(CryptographyError) -> String {
        guard let certificate = X509_new() else { throw .last() }
        defer { X509_free(certificate) }
        // Version 3 is written as 2. A serial number that begins with a bit of 0 is positive, and one of 1 has all its
        // bytes.
        X509_set_version(certificate, 2)
        let serial = [0x7F] + (0..<15).map { _ in UInt8.random(in: 0...0xFF) }
        let number = BN_bin2bn(serial, Int32(serial.count), nil)
        defer { BN_free(number) }
        BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate))
        X509_gmtime_adj(X509_getm_notBefore(certificate), days.lowerBound * Self.day)
        X509_gmtime_adj(X509_getm_notAfter(certificate), days.upperBound * Self.day)
        Self.name(X509_get_issuer_name(certificate), Self.name)
        Self.name(X509_get_subject_name(certificate), subject)
        X509_set_pubkey(certificate, subjectKey.handle)
        for (kind, value) in extensions {
            guard let made = X509V3_EXT_conf_nid(nil, nil, kind, value) else { throw .last() }
            defer { X509_EXTENSION_free(made) }
            X509_add_ext(certificate, made, -1)
        }
        guard X509_sign(certificate, key.handle, EVP_sha256()) > 0 else { throw .last() }
        return PEM.text { PEM_write_bio_X509($0, certificate) }
    }

    private static func name(_ name: OpaquePointer?, _ commonName: String) {
        let bytes = Array(commonName.utf8)
        X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, bytes, Int32(clamping: bytes.count), -1, 0)
    }
}
