import Cryptography

/// The certificate that a mock shows, and its key.
package struct MockTLS: Sendable {
    /// The certificate, followed by those that lead to its authority, in PEM.
    package let certificatePEM: String
    /// What a client has to trust, in PEM, when it was made here; `nil` for a certificate that came from outside.
    package let authorityPEM: String?
    let keyPEM: String

    /// A certificate and its private key, each in PEM.
    package init(certificatePEM: String, keyPEM: String) {
        self.init(certificatePEM: certificatePEM, keyPEM: keyPEM, authorityPEM: nil)
    }

    init(certificatePEM: String, keyPEM: String, authorityPEM: String?) {
        self.certificatePEM = certificatePEM
        self.authorityPEM = authorityPEM
        self.keyPEM = keyPEM
    }

    /// What a server's TLS needs, to speak one of `protocols` (ALPN, RFC 7301).
    package func context(protocols: [String] = ["http/1.1"]) throws(MockServerError) -> TLSContext {
        do {
            return try TLSContext(certificates: certificatePEM, key: keyPEM, protocols: protocols)
        } catch {
            throw .certificate(
                why: "the certificate and its private key have to be PEM and belong together (\(error))"
            )
        }
    }
}

extension MockTLS {
    /// A new certificate for `localhost`, `127.0.0.1` and `::1` that lives in memory only.
    ///
    /// It is signed by an authority that is made for it and whose key is thrown away at once, so to trust
    /// ``authorityPEM`` is to trust exactly this certificate. (A certificate that signs itself isn't accepted by every
    /// TLS library.)
    package static func generated() throws(MockServerError) -> MockTLS {
        try generated(for: nil, days: CertificateIssuer.usualDays)
    }

    /// The same for another host, or for other days from now.
    package static func generated(
        for host: String?,
        days: ClosedRange<Int>
    ) throws(MockServerError) -> MockTLS {
        do {
            let authority = try CertificateIssuer()
            let key = try CertificateIssuer.newKey()
            let authorityPEM = try authority.certificate()
            return MockTLS(
                certificatePEM: try authority.certificate(of: key, for: host, days: days) + authorityPEM,
                keyPEM: key.pem,
                authorityPEM: authorityPEM
            )
        } catch {
            throw .certificate(why: "a certificate could not be made (\(error))")
        }
    }
}
