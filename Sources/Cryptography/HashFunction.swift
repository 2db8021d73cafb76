import COpenSSL
import URI

/// The hash functions that a file may name (FIPS 180-4, RFC 1321), and HMAC over them (RFC 2104).
package enum HashFunction: String, Sendable, Hashable, CaseIterable {
    case md5, sha1, sha256, sha384, sha512
    /// SHA-512 from initial values of its own, cut to 256 bits (FIPS 180-4, section 5.3.6.2).
    case sha512To256 = "sha512_256"

    /// The library's own functions, whatever the machine's configuration switches off: what is hashed here keeps no
    /// secret, and a vendor that asks for MD5 is to be tested with MD5. They are fetched once and never change, so all
    /// threads may use them.
    private struct Library: @unchecked Sendable {
        let context: OpaquePointer?
        let functions: [HashFunction: OpaquePointer]

        init() {
            let context = OSSL_LIB_CTX_new()
            OSSL_PROVIDER_load(context, "default")
            self.context = context
            functions = Dictionary(
                HashFunction.allCases.compactMap { function in
                    EVP_MD_fetch(context, function.libraryName, nil).map { (function, $0) }
                }
            ) { first, _ in first }
        }
    }

    private static let library = Library()

    private var libraryName: String {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA1"
        case .sha256: "SHA2-256"
        case .sha384: "SHA2-384"
        case .sha512: "SHA2-512"
        case .sha512To256: "SHA2-512/256"
        }
    }

    /// How long a digest is, in bytes.
    package var size: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256, .sha512To256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digest of `bytes`.
    package func digest(of bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { digest, count in
            let function = Self.library.functions[self]
            let isDone = EVP_Digest(bytes, bytes.count, digest.baseAddress, nil, function, nil)
            precondition(isDone == 1, "OpenSSL's default provider has no \(libraryName)")
            count = size
        }
    }

    /// The digest of `bytes` in lowercase hexadecimal digits.
    package func hex(of bytes: [UInt8]) -> String { Hex.encode(digest(of: bytes)) }

    /// The HMAC of `message` under `key`.
    package func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { code, count in
            let made = EVP_Q_mac(
                Self.library.context,
                "HMAC",
                nil,
                libraryName,
                nil,
                key,
                key.count,
                message,
                message.count,
                code.baseAddress,
                size,
                &count
            )
            precondition(made != nil && count == size, "OpenSSL's default provider has no HMAC of \(libraryName)")
        }
    }
}
