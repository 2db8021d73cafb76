import Cryptography
package import JSON
import URI

/// Why a key isn't one that signs, or a signature isn't one.
package struct EvidenceKeyError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    package var message: String
}

/// A private key that signs manifests: Ed25519 (RFC 8032) or RSA (PSS with SHA-256, RFC 8017), in PEM (RFC 7468), not
/// encrypted.
package struct EvidenceKey {
    private let key: PrivateKey
    private let algorithm: EvidenceSignature.Algorithm

    /// The key that `pem` is.
    package init(pem: String) throws(EvidenceKeyError) {
        guard let key = PrivateKey(pem: pem), let algorithm = EvidenceSignature.Algorithm(key.kind) else {
            throw EvidenceKeyError(
                message: "expected a private key in PEM, Ed25519 or RSA of 2048 bits or more, not encrypted"
            )
        }
        self.key = key
        self.algorithm = algorithm
    }

    /// The signature of `manifest`, as its file holds it.
    package func signature(of manifest: [UInt8]) throws(EvidenceKeyError) -> EvidenceSignature {
        do {
            let bytes = try key.signature(of: manifest, by: algorithm.signing)
            return EvidenceSignature(algorithm: algorithm, publicKey: key.publicKey.pem, bytes: bytes)
        } catch {
            throw EvidenceKeyError(message: "the key can't sign: \(error)")
        }
    }
}

/// The signature of a manifest, with the public key that checks it.
package struct EvidenceSignature: Sendable, Hashable {
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case ed25519 = "Ed25519"
        case rsa = "RSA-PSS with SHA-256"

        fileprivate init?(_ kind: KeyKind) {
            switch kind {
            case .ed25519: self = .ed25519
            case .rsa(2048...): self = .rsa
            case .rsa, .p256: return nil
            }
        }

        fileprivate var signing: SignatureAlgorithm {
            switch self {
            case .ed25519: .ed25519
            case .rsa: .rsaPSS(.sha256)
            }
        }
    }

    package var algorithm: Algorithm
    /// In PEM.
    package var publicKey: String
    package var bytes: [UInt8]

    init(algorithm: Algorithm, publicKey: String, bytes: [UInt8]) {
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.bytes = bytes
    }

    /// The signature that `document` holds.
    package init(_ document: JSONValue) throws(ResultsError) {
        let node = ResultsNode(document)
        algorithm = try node.member("algorithm").word()
        publicKey = try node.text("publicKey")
        let signature = try node.member("signature")
        guard let bytes = Base64.decode(try signature.text()) else { throw signature.error("base64") }
        self.bytes = bytes
    }

    /// The file.
    package var json: JSONValue {
        [
            "algorithm": .string(algorithm.rawValue), "publicKey": .string(publicKey),
            "signature": .string(Base64.encode(bytes)),
        ]
    }

    /// What names the public key: SHA-256 of its DER encoding.
    package var fingerprint: String {
        EvidenceManifest.digest(PublicKey(pem: publicKey)?.der ?? Array(publicKey.utf8))
    }

    /// Whether it is of `manifest` by the key that it names.
    package func isValid(for manifest: [UInt8]) -> Bool {
        PublicKey(pem: publicKey)?.isValid(bytes, of: manifest, by: algorithm.signing) ?? false
    }

    /// Whether `pem` is a public key that could have signed.
    package static func isKey(_ pem: String) -> Bool { PublicKey(pem: pem) != nil }

    /// Whether `pem` is the key that it names.
    package func isBy(_ pem: String) -> Bool {
        guard let one = PublicKey(pem: pem) else { return false }
        return one.der == PublicKey(pem: publicKey)?.der
    }
}
