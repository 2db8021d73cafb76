import Cryptography
import URI

/// Signs JSON Web Tokens (RFC 7519) in their compact form (RFC 7515, section 7.1).
package struct WebTokenSigner: Sendable {
    /// How a token is signed (RFC 7518, section 3.1; RFC 8037).
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
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
    package init(_ algorithm: Algorithm, key bytes: [UInt8]) throws(WebTokenError) {
        switch algorithm {
        case .HS256: key = .shared(.sha256, bytes)
        case .HS384: key = .shared(.sha384, bytes)
        case .HS512: key = .shared(.sha512, bytes)
        case .RS256: key = try Self.own(algorithm, bytes, .rsa(.sha256))
        case .ES256: key = try Self.own(algorithm, bytes, .ecdsa(.sha256))
        case .EdDSA: key = try Self.own(algorithm, bytes, .ed25519)
        }
    }

    private static func own(_ algorithm: Algorithm, _ pem: [UInt8], _ kind: SignatureAlgorithm) throws(WebTokenError)
        -> Key
    {
        guard let key = PrivateKey(pem: String(decoding: pem, as: UTF8.self), for: kind) else {
            throw WebTokenError(message: "\(algorithm.rawValue) needs \(kind.keyDescription) in PEM, not encrypted")
        }
        return .own(key, kind)
    }

    /// The token of a header and claims, which are JSON.
    ///
    /// - Throws: that the library couldn't sign.
    package func token(header: String, claims: String) throws(WebTokenError) -> String {
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
package struct WebTokenError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    package var message: String
}
