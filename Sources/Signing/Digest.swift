/// Digests in the form in which people write them.
public enum Digest {
    /// The SHA-256 digest (FIPS 180-4) of `bytes` in lowercase hexadecimal digits.
    public static func sha256Hex(_ bytes: [UInt8]) -> String {
        SigningHash.sha256.hex(of: bytes)
    }
}
