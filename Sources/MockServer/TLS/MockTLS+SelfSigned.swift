import Crypto
import FoundationEssentials
import SwiftASN1
import X509

extension MockTLS {
    /// A new certificate for `localhost`, `127.0.0.1` and `::1`, signed by itself, that lives in memory only. Whoever
    /// trusts exactly ``certificatePEM`` can connect with verification on.
    public static func selfSigned() throws(MockServerError) -> MockTLS {
        do {
            let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
            let certificate = try certificate(of: key)
            return MockTLS(
                certificatePEM: try certificate.serializeAsPEM().pemString + "\n",
                keyPEM: try key.serializeAsPEM().pemString + "\n"
            )
        } catch {
            throw .certificate(why: "a certificate could not be made (\(error))")
        }
    }

    private static func certificate(of key: Certificate.PrivateKey) throws -> Certificate {
        let name = try DistinguishedName { CommonName("muster mock") }
        let day: Double = 24 * 60 * 60
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            // Yesterday, so that a clock that is a little late accepts it.
            notValidBefore: Date() - day,
            notValidAfter: Date() + 30 * day,
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames([
                    .dnsName("localhost"),
                    .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                    .ipAddress(ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: 15) + [1])),
                ])
            },
            issuerPrivateKey: key
        )
    }
}
