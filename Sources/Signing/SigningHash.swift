import Crypto

/// The hash functions that a signing scheme may name (FIPS 180-4), and HMAC over them (RFC 2104).
public enum SigningHash: String, Sendable, Hashable, CaseIterable {
    /// SHA-256.
    case sha256
    /// SHA-384.
    case sha384
    /// SHA-512.
    case sha512

    /// The digest of `bytes`.
    public func digest(of bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Self.digest(SHA256.self, bytes)
        case .sha384: Self.digest(SHA384.self, bytes)
        case .sha512: Self.digest(SHA512.self, bytes)
        }
    }

    /// The digest of `bytes` in lowercase hexadecimal digits.
    public func hex(of bytes: [UInt8]) -> String {
        Hex.encode(digest(of: bytes))
    }

    /// The HMAC of `message` under `key`.
    public func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Self.code(SHA256.self, message, key)
        case .sha384: Self.code(SHA384.self, message, key)
        case .sha512: Self.code(SHA512.self, message, key)
        }
    }

    private static func digest<H: HashFunction>(_ function: H.Type, _ bytes: [UInt8]) -> [UInt8] {
        var hasher = H()
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return Array(hasher.finalize())
    }

    private static func code<H: HashFunction>(_ function: H.Type, _ message: [UInt8], _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<H>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}
