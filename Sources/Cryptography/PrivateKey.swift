import COpenSSL

/// How something is signed.
package enum SignatureAlgorithm: Sendable, Hashable {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    case rsa(HashFunction)
    /// RSASSA-PSS (RFC 8017, section 8.1) with a salt as long as the digest.
    case rsaPSS(HashFunction)
    /// ECDSA (FIPS 186-5); the signature is its two numbers, each as long as the curve's order (RFC 7518, section 3.4).
    case ecdsa(HashFunction)
    /// Ed25519 (RFC 8032).
    case ed25519

    fileprivate var hash: HashFunction? {
        switch self {
        case .rsa(let hash), .rsaPSS(let hash), .ecdsa(let hash): hash
        case .ed25519: nil
        }
    }

    /// The private key that signs so, in words.
    package var keyDescription: String {
        switch self {
        case .rsa, .rsaPSS: "an RSA private key of 2048 bits or more"
        case .ecdsa: "a private key on the curve P-256"
        case .ed25519: "an Ed25519 private key"
        }
    }

    /// Whether a key of this kind signs so.
    fileprivate func suits(_ kind: KeyKind) -> Bool {
        switch self {
        case .rsa, .rsaPSS: if case .rsa = kind { true } else { false }
        case .ecdsa: kind == .p256
        case .ed25519: kind == .ed25519
        }
    }
}

/// What a key is for.
package enum KeyKind: Sendable, Hashable {
    case rsa(bits: Int)
    /// On the curve P-256 (FIPS 186-5).
    case p256
    case ed25519

    fileprivate init?(_ key: OpaquePointer) {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: self = .rsa(bits: Int(EVP_PKEY_get_bits(key)))
        case EVP_PKEY_ED25519: self = .ed25519
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 80)
            guard EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1,
                OBJ_sn2nid(name) == NID_X9_62_prime256v1
            else { return nil }
            self = .p256
        default: return nil
        }
    }
}

/// Why nothing was signed: the library's words.
package struct CryptographyError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// The oldest of the library's complaints on this thread, all of which are forgotten.
    package static func last() -> CryptographyError {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return CryptographyError(description: "unknown reason") }
        return CryptographyError(
            description: ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
        )
    }

    package init(description: String) { self.description = description }
}

/// A private key: RSA, on P-256, or Ed25519.
///
/// It may be shared: the library's key doesn't change once it is made, and is counted with atomic operations.
package final class PrivateKey: @unchecked Sendable {
    /// The library's key, which only this object frees; the library counts the uses that it makes of it itself.
    package let handle: OpaquePointer
    package let kind: KeyKind

    private init?(_ handle: OpaquePointer?) {
        guard let handle else {
            ERR_clear_error()
            return nil
        }
        guard let kind = KeyKind(handle) else {
            EVP_PKEY_free(handle)
            return nil
        }
        self.handle = handle
        self.kind = kind
    }

    deinit { EVP_PKEY_free(handle) }

    /// The key that `pem` is (RFC 7468; also PKCS #1 and SEC 1); `nil` for what is none, is of another kind, or is
    /// encrypted: nobody is asked for a pass phrase.
    package convenience init?(pem: String) {
        self.init(
            PEM.read(pem) { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) }
        )
    }

    /// The key that `pem` is, where it signs by `algorithm`; one of RSA has 2048 bits or more.
    package convenience init?(pem: String, for algorithm: SignatureAlgorithm) {
        self.init(pem: pem)
        guard algorithm.suits(kind) else { return nil }
        if case .rsa(..<2048) = kind { return nil }
    }

    /// A new key.
    package static func generated(_ kind: KeyKind) -> PrivateKey? {
        switch kind {
        case .rsa(let bits): PrivateKey(muster_rsa_generate(UInt32(clamping: bits)))
        case .p256: PrivateKey(muster_p256_generate())
        case .ed25519: PrivateKey(muster_ed25519_generate())
        }
    }

    /// The key in PEM (PKCS #8, RFC 5958), not encrypted.
    package var pem: String {
        PEM.text { PEM_write_bio_PrivateKey($0, handle, nil, nil, 0, nil, nil) }
    }

    /// What checks its signatures.
    package var publicKey: PublicKey {
        EVP_PKEY_up_ref(handle)
        return PublicKey(counted: handle, kind)
    }

    /// The signature of `bytes`.
    ///
    /// - Throws: that the key is of another kind, or the library's words.
    package func signature(
        of bytes: [UInt8],
        by algorithm: SignatureAlgorithm
    ) throws(CryptographyError) -> [UInt8] {
        guard algorithm.suits(kind) else { throw CryptographyError(description: "the key is of another kind") }
        guard let context = EVP_MD_CTX_new() else { throw .last() }
        defer { EVP_MD_CTX_free(context) }
        var options: OpaquePointer?
        let hash = algorithm.hash?.rawValue
        guard EVP_DigestSignInit_ex(context, &options, hash, nil, nil, handle, nil) == 1,
            Padding.set(algorithm, options)
        else { throw .last() }
        var count = 0
        guard EVP_DigestSign(context, nil, &count, bytes, bytes.count) == 1 else { throw .last() }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1 else { throw .last() }
        signature.removeLast(signature.count - count)
        guard case .ecdsa = algorithm else { return signature }
        guard let numbers = EllipticSignature.numbers(signature) else { throw .last() }
        return numbers
    }
}

/// A public key: RSA, on P-256, or Ed25519. It may be shared as a ``PrivateKey`` may.
package final class PublicKey: @unchecked Sendable {
    private let handle: OpaquePointer
    package let kind: KeyKind

    /// Takes over one count of `handle`.
    fileprivate init(counted handle: OpaquePointer, _ kind: KeyKind) {
        self.handle = handle
        self.kind = kind
    }

    deinit { EVP_PKEY_free(handle) }

    /// The key that `pem` is (RFC 7468, section 13); `nil` for what is none, or is of another kind.
    package convenience init?(pem: String) {
        guard let handle = PEM.read(pem, { PEM_read_bio_PUBKEY($0, nil, { _, _, _, _ in -1 }, nil) }) else {
            ERR_clear_error()
            return nil
        }
        guard let kind = KeyKind(handle) else {
            EVP_PKEY_free(handle)
            return nil
        }
        self.init(counted: handle, kind)
    }

    /// The key in PEM.
    package var pem: String { PEM.text { PEM_write_bio_PUBKEY($0, handle) } }

    /// The key in DER: SubjectPublicKeyInfo (RFC 5280, section 4.1).
    package var der: [UInt8] {
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(handle, &bytes)
        defer { CRYPTO_free(bytes, nil, 0) }
        return Array(UnsafeBufferPointer(start: bytes, count: max(0, Int(count))))
    }

    /// Whether `signature` is one of `bytes` by this key.
    package func isValid(_ signature: [UInt8], of bytes: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
        defer { ERR_clear_error() }
        guard algorithm.suits(kind), let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        var sought = signature
        if case .ecdsa = algorithm {
            guard let der = EllipticSignature.der(signature) else { return false }
            sought = der
        }
        var options: OpaquePointer?
        let hash = algorithm.hash?.rawValue
        return EVP_DigestVerifyInit_ex(context, &options, hash, nil, nil, handle, nil) == 1
            && Padding.set(algorithm, options)
            && EVP_DigestVerify(context, sought, sought.count, bytes, bytes.count) == 1
    }
}

/// The padding of RSA's signatures.
private enum Padding {
    static func set(_ algorithm: SignatureAlgorithm, _ options: OpaquePointer?) -> Bool {
        switch algorithm {
        case .rsa: EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) == 1
        case .rsaPSS:
            EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1
        case .ecdsa, .ed25519: true
        }
    }
}

/// The two forms of a signature on P-256: its numbers one after the other, and in DER.
private enum EllipticSignature {
    private static let width = 32

    static func numbers(_ der: [UInt8]) -> [UInt8]? {
        der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            guard let signature = d2i_ECDSA_SIG(nil, &start, bytes.count) else { return nil }
            defer { ECDSA_SIG_free(signature) }
            var numbers = [UInt8](repeating: 0, count: 2 * width)
            let isDone = numbers.withUnsafeMutableBufferPointer { numbers in
                BN_bn2binpad(ECDSA_SIG_get0_r(signature), numbers.baseAddress, Int32(width)) > 0
                    && BN_bn2binpad(ECDSA_SIG_get0_s(signature), numbers.baseAddress?.advanced(by: width), Int32(width))
                        > 0
            }
            return isDone ? numbers : nil
        }
    }

    static func der(_ numbers: [UInt8]) -> [UInt8]? {
        guard numbers.count == 2 * width, let signature = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(signature) }
        let r = BN_bin2bn(numbers, Int32(width), nil)
        let s = numbers.withUnsafeBufferPointer { BN_bin2bn($0.baseAddress?.advanced(by: width), Int32(width), nil) }
        guard ECDSA_SIG_set0(signature, r, s) == 1 else { return nil }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_ECDSA_SIG(signature, &bytes)
        defer { CRYPTO_free(bytes, nil, 0) }
        return count > 0 ? Array(UnsafeBufferPointer(start: bytes, count: Int(count))) : nil
    }
}

/// Reads and writes texts of RFC 7468 by the library.
package enum PEM {
    /// What `read` makes of `text`.
    package static func read<Value>(_ text: String, _ read: (OpaquePointer?) -> Value?) -> Value? {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { bytes in
            guard let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return nil }
            defer { BIO_free(bio) }
            return read(bio)
        }
    }

    /// What `write` writes.
    package static func text(_ write: (OpaquePointer) -> Int32) -> String {
        guard let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        guard write(bio) == 1 else { return "" }
        var bytes = [UInt8](repeating: 0, count: muster_bio_pending(bio))
        let count = BIO_read(bio, &bytes, Int32(clamping: bytes.count))
        return String(decoding: bytes.prefix(max(0, Int(count))), as: UTF8.self)
    }
}
