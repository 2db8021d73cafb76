import Crypto
import CryptoExtras
package import JSON
import URI

/// Why a key isn't one that signs, or a signature isn't one.
package struct EvidenceKeyError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    package var message: String
}

/// A private key that signs manifests: Ed25519 (RFC 8032) or RSA (PSS with SHA-256, RFC 8017), in PEM (RFC 7468), not encrypted.
package struct EvidenceKey {
    private enum Kind {
        case ed25519(Curve25519.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    private let kind: Kind
    /// What stands before the 32 bytes of an Ed25519 key in its DER encoding (RFC 8410, section 7).
    private static let privatePrefix: [UInt8] = [
        0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ]

    /// The key that `pem` is.
    package init(pem: String) throws(EvidenceKeyError) {
        let der = EvidencePEM.bytes(pem, label: "PRIVATE KEY") ?? []
        if der.count == Self.privatePrefix.count + 32, der.starts(with: Self.privatePrefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
        {
            kind = .ed25519(key)
        } else if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) {
            kind = .rsa(key)
        } else {
            throw EvidenceKeyError(
                message: "expected a private key in PEM, Ed25519 or RSA of 2048 bits or more, not encrypted"
            )
        }
    }

    /// The signature of `manifest`, as its file holds it.
    package func signature(of manifest: [UInt8]) throws(EvidenceKeyError) -> EvidenceSignature {
        do {
            switch kind {
            case .ed25519(let key):
                let publicKey = EvidencePEM.text(
                    EvidenceSignature.publicPrefix + Array(key.publicKey.rawRepresentation),
                    label: "PUBLIC KEY"
                )
                let bytes = Array(try key.signature(for: manifest))
                return EvidenceSignature(algorithm: .ed25519, publicKey: publicKey, bytes: bytes)
            case .rsa(let key):
                let bytes = try key.signature(for: SHA256.hash(data: manifest), padding: .PSS)
                return EvidenceSignature(
                    algorithm: .rsa,
                    publicKey: key.publicKey.pemRepresentation,
                    bytes: Array(bytes.rawRepresentation)
                )
            }
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
    }

    static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0]

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
        EvidenceManifest.digest(EvidencePEM.bytes(publicKey, label: "PUBLIC KEY") ?? Array(publicKey.utf8))
    }

    /// Whether it is of `manifest` by the key that it names.
    package func isValid(for manifest: [UInt8]) -> Bool {
        switch algorithm {
        case .ed25519:
            guard let der = EvidencePEM.bytes(publicKey, label: "PUBLIC KEY"), der.starts(with: Self.publicPrefix),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: der.dropFirst(Self.publicPrefix.count))
            else { return false }
            return key.isValidSignature(bytes, for: manifest)
        case .rsa:
            guard let key = try? _RSA.Signing.PublicKey(pemRepresentation: publicKey) else { return false }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: bytes)
            return key.isValidSignature(signature, for: SHA256.hash(data: manifest), padding: .PSS)
        }
    }

    /// Whether `pem` is the key that it names.
    package func isBy(_ pem: String) -> Bool {
        guard let one = EvidencePEM.bytes(pem, label: "PUBLIC KEY") else { return false }
        return one == EvidencePEM.bytes(publicKey, label: "PUBLIC KEY")
    }
}

/// Text around bytes (RFC 7468).
enum EvidencePEM {
    static func bytes(_ text: String, label: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { !$0.isWhitespace } }
        let name = label.filter { $0 != " " }
        guard let start = lines.firstIndex(of: "-----BEGIN\(name)-----"),
            let end = lines.firstIndex(of: "-----END\(name)-----"), start < end
        else { return nil }
        return Base64.decode(lines[(start + 1)..<end].joined())
    }

    static func text(_ bytes: [UInt8], label: String) -> String {
        var rest = Substring(Base64.encode(bytes))
        var lines = ["-----BEGIN \(label)-----"]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return (lines + ["-----END \(label)-----"]).joined(separator: "\n") + "\n"
    }
}
