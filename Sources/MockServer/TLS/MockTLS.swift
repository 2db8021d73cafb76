import NIOSSL

/// The certificate that a mock shows, and its key.
public struct MockTLS: Sendable {
    /// The certificate, followed by those that lead to its authority, in PEM.
    public let certificatePEM: String
    let keyPEM: String

    /// A certificate and its private key, each in PEM.
    public init(certificatePEM: String, keyPEM: String) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
    }

    func context() throws(MockServerError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .certificate(
                why: "the certificate and its private key have to be PEM and belong together (\(error))"
            )
        }
    }
}
