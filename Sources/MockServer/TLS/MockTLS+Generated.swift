import Crypto
import FoundationEssentials
import SwiftASN1
import X509

extension MockTLS {
    /// A new certificate for `localhost`, `127.0.0.1` and `::1` that lives in memory only.
    ///
    /// It is signed by an authority that is made for it and whose key is thrown away at once, so to trust ``authorityPEM``
    /// is to trust exactly this certificate. (A certificate that signs itself isn't accepted by every TLS library.)
    public static func generated() throws(MockServerError) -> MockTLS {
        do {
            let authority = try Issuer()
            let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
            let certificate = try authority.certificate(of: key)
            let authorityPEM = try authority.certificate().serializeAsPEM().pemString + "\n"
            return MockTLS(
                certificatePEM: try certificate.serializeAsPEM().pemString + "\n" + authorityPEM,
                keyPEM: try key.serializeAsPEM().pemString + "\n",
                authorityPEM: authorityPEM
            )
        } catch {
            throw .certificate(why: "a certificate could not be made (\(error))")
        }
    }
}

/// An authority that signs one certificate.
private struct Issuer {
    private let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    private let name: DistinguishedName

    init() throws {
        name = try DistinguishedName { CommonName("muster mock authority") }
    }

    func certificate() throws -> Certificate {
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
            Critical(KeyUsage(keyCertSign: true))
        }
        return try sign(key.publicKey, name, extensions)
    }

    func certificate(of key: Certificate.PrivateKey) throws -> Certificate {
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth])
            SubjectAlternativeNames([
                .dnsName("localhost"),
                .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                .ipAddress(ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: 15) + [1])),
            ])
        }
        return try sign(key.publicKey, try DistinguishedName { CommonName("muster mock") }, extensions)
    }

    private func sign(
        _ publicKey: Certificate.PublicKey,
        _ subject: DistinguishedName,
        _ extensions: Certificate.Extensions
    ) throws -> Certificate {
        let day: Double = 24 * 60 * 60
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            // Yesterday, so that a client whose clock is a little late accepts it.
            notValidBefore: Date() - day,
            notValidAfter: Date() + 30 * day,
            issuer: name,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions,
            issuerPrivateKey: key
        )
    }
}
