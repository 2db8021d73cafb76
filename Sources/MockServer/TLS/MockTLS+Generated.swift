import Crypto

extension MockTLS {
    /// A new certificate for `localhost`, `127.0.0.1` and `::1` that lives in memory only.
    ///
    /// It is signed by an authority that is made for it and whose key is thrown away at once, so to trust ``authorityPEM``
    /// is to trust exactly this certificate. (A certificate that signs itself isn't accepted by every TLS library.)
    public static func generated() throws(MockServerError) -> MockTLS {
        try generated(for: nil, days: CertificateIssuer.usualDays)
    }

    /// The same for another host, or for other days from now.
    package static func generated(
        for host: String?,
        days: ClosedRange<Int64>
    ) throws(MockServerError) -> MockTLS {
        do {
            let authority = CertificateIssuer()
            let key = P256.Signing.PrivateKey()
            let authorityPEM = try authority.certificate()
            return MockTLS(
                certificatePEM: try authority.certificate(of: key.publicKey, for: host, days: days) + authorityPEM,
                keyPEM: key.pemRepresentation + "\n",
                authorityPEM: authorityPEM
            )
        } catch {
            throw .certificate(why: "a certificate could not be made (\(error))")
        }
    }
}
