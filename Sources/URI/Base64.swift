/// The base64 encoding of RFC 4648, section 4: the alphabet with `+` and `/`, padded.
///
/// Decoding is strict: no white space, no missing or superfluous padding, no bits left over (section 3.5), so that
/// every sequence of bytes has exactly one text.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The value of each character of the alphabet, 0xFF for every other byte.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The text of `bytes`.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let here = bytes[index...].prefix(3)
            var bits: UInt32 = 0
            for offset in 0..<3 {
                bits = bits << 8 | UInt32(offset < here.count ? here[index + offset] : 0)
            }
            for offset in 0..<4 {
                let sextet = Int(bits >> (18 - 6 * UInt32(offset)) & 63)
                text.append(offset <= here.count ? alphabet[sextet] : padding)
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of `text`; `nil` when it isn't base64.
    public static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        let content = characters.count - characters.reversed().prefix { $0 == padding }.count
        guard characters.count.isMultiple(of: 4), characters.count - content <= 2 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var bits: UInt32 = 0
        var held: UInt32 = 0
        for character in characters[..<content] {
            let value = values[Int(character)]
            guard value != 0xFF else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> held))
        }
        // What is left over of the last character has to be zero: `QQ==` is "A", and `QR==` would be another spelling.
        return bits & (1 << held - 1) == 0 ? bytes : nil
    }
}

/// Lowercase hexadecimal digits, two a byte (RFC 4648, section 8, in lowercase).
public enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// `bytes` in lowercase hexadecimal digits.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[index * 2] = digits[Int(byte >> 4)]
                text[index * 2 + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }
}

/// Base64 in the alphabet of URLs and file names, without padding (RFC 4648, section 5).
public enum Base64URL {
    /// `bytes` without padding.
    public static func encode(_ bytes: [UInt8]) -> String {
        let swapped = Base64.encode(bytes).utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: swapped, as: UTF8.self)
    }

    /// The bytes that `text` stands for in this alphabet or in that of base64, padded or not; `nil` for anything else.
    public static func decodeAny(_ text: String) -> [UInt8]? {
        var bytes = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
        return Base64.decode(String(decoding: bytes, as: UTF8.self))
    }
}
