import URI

/// How the bytes of a signature are written.
public enum SignatureEncoding: String, Sendable, Hashable, CaseIterable {
    /// Lowercase hexadecimal digits.
    case hex
    /// Uppercase hexadecimal digits.
    case upperHex = "HEX"
    /// Base64 with padding (RFC 4648, section 4).
    case base64

    /// `bytes` in this encoding.
    public func text(of bytes: [UInt8]) -> String {
        switch self {
        case .hex: Hex.encode(bytes)
        case .upperHex: Hex.encode(bytes).uppercased()
        case .base64: Base64.encode(bytes)
        }
    }
}
