import Crypto
import CryptoExtras
import URI

/// Signs JSON Web Tokens (RFC 7519) in their compact form (RFC 7515, section 7.1).
public struct WebTokenSigner: Sendable {
    /// How a token is signed (RFC 7518, section 3.1; RFC 8037).
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case HS256, HS384, HS512, RS256, ES256, EdDSA
    }

    private enum Key: Sendable {
        case shared(SigningHash, [UInt8])
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    private let key: Key

    /// A signer with `bytes`: what both sides know for `HS256` and its like, else a private key in PEM, not encrypted.
    ///
    /// - Throws: that it is no such key.
    public init(_ algorithm: Algorithm, key bytes: [UInt8]) throws(WebTokenError) {
        let key = String(decoding: bytes, as: UTF8.self)
        switch algorithm {
        case .HS256: self.key = .shared(.sha256, bytes)
        case .HS384: self.key = .shared(.sha384, bytes)
        case .HS512: self.key = .shared(.sha512, bytes)
        case .RS256:
            guard let rsa = try? _RSA.Signing.PrivateKey(pemRepresentation: key) else {
                throw WebTokenError(
                    message: "RS256 needs an RSA private key of 2048 bits or more in PEM, not encrypted"
                )
            }
            self.key = .rsa(rsa)
        case .ES256:
            guard let p256 = try? P256.Signing.PrivateKey(pemRepresentation: key) else {
                throw WebTokenError(message: "ES256 needs a private key on the curve P-256 in PEM, not encrypted")
            }
            self.key = .p256(p256)
        case .EdDSA:
            guard let ed25519 = Self.ed25519(key) else {
                throw WebTokenError(message: "EdDSA needs an Ed25519 private key in PEM, not encrypted")
            }
            self.key = .ed25519(ed25519)
        }
    }

    /// What stands before the 32 bytes of an Ed25519 key in its DER encoding (RFC 8410, section 7).
    private static let prefix: [UInt8] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]

    private static func ed25519(_ pem: String) -> Curve25519.Signing.PrivateKey? {
        let lines = pem.split { $0.isNewline }
        guard let begin = lines.firstIndex(of: "-----BEGIN PRIVATE KEY-----"),
            let end = lines.firstIndex(of: "-----END PRIVATE KEY-----"), begin < end,
            let der = Base64.decode(lines[(begin + 1)..<end].joined()), der.count == prefix.count + 32,
            der.starts(with: prefix)
        else { return nil }
        return try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
    }

    /// The token of a header and claims, which are JSON.
    ///
    /// - Throws: that the library couldn't sign.
    public func token(header: String, claims: String) throws(WebTokenError) -> String {
        let signed = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(Array(claims.utf8)))"
        return "\(signed).\(Base64URL.encode(try signature(of: Array(signed.utf8))))"
    }

    private func signature(of bytes: [UInt8]) throws(WebTokenError) -> [UInt8] {
        do {
            switch key {
            case .shared(let hash, let secret): return hash.authenticationCode(of: bytes, key: secret)
            case .rsa(let key):
                let digest = SHA256.hash(data: bytes)
                return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            case .p256(let key): return Array(try key.signature(for: bytes).rawRepresentation)
            case .ed25519(let key): return Array(try key.signature(for: bytes))
            }
        } catch {
            throw WebTokenError(message: "the token couldn't be signed: \(error)")
        }
    }
}

/// Why a token couldn't be signed.
public struct WebTokenError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    public var message: String
}
