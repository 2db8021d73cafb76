import Cryptography
import URI

/// Signs JSON Web Tokens (RFC 7519) in their compact form (RFC 7515, section 7.1).
public struct WebTokenSigner: Sendable {
    /// How a token is signed (RFC 7518, section 3.1; RFC 8037).
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case HS256, HS384, HS512, RS256, ES256, EdDSA
    }

    private enum Key: Sendable {
        case shared(HashFunction, [UInt8])
        case own(PrivateKey, SignatureAlgorithm)
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
            guard let own = PrivateKey(pem: key), case .rsa(2048...) = own.kind else {
                throw WebTokenError(
                    message: "RS256 needs an RSA private key of 2048 bits or more in PEM, not encrypted"
                )
            }
            self.key = .own(own, .rsa(.sha256))
        case .ES256:
            guard let own = PrivateKey(pem: key), own.kind == .p256 else {
                throw WebTokenError(message: "ES256 needs a private key on the curve P-256 in PEM, not encrypted")
            }
            self.key = .own(own, .ecdsa(.sha256))
        case .EdDSA:
            guard let own = PrivateKey(pem: key), own.kind == .ed25519 else {
                throw WebTokenError(message: "EdDSA needs an Ed25519 private key in PEM, not encrypted")
            }
            self.key = .own(own, .ed25519)
        }
    }

    /// The token of a header and claims, which are JSON.
    ///
    /// - Throws: that the library couldn't sign.
    public func token(header: String, claims: String) throws(WebTokenError) -> String {
        let signed = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(Array(claims.utf8)))"
        return "\(signed).\(Base64URL.encode(try signature(of: Array(signed.utf8))))"
    }

    private func signature(of bytes: [UInt8]) throws(WebTokenError) -> [UInt8] {
        switch key {
        case .shared(let hash, let secret): return hash.authenticationCode(of: bytes, key: secret)
        case .own(let key, let algorithm):
            do {
                return try key.signature(of: bytes, by: algorithm)
            } catch {
                throw WebTokenError(message: "the token couldn't be signed: \(error)")
            }
        }
    }
}

/// Why a token couldn't be signed.
public struct WebTokenError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    public var message: String
}
