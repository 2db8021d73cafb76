/// Percent-encoded text (RFC 3986, section 2.1).
enum PercentText {
    /// The text that `encoded` stands for; nil where a `%` has no two hexadecimal digits after it or the bytes aren't UTF-8.
    static func decode(_ encoded: String, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = encoded.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// `text` with everything but the unreserved characters (RFC 3986, section 2.3) encoded; `keeping` stays as it is.
    static func encode(_ text: String, keeping: String = "") -> String {
        var result = ""
        for byte in text.utf8 {
            let isKept = byte < 0x80 && keeping.utf8.contains(byte)
            if isUnreserved(byte) || isKept {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where byte >= 0x30 && byte <= 0x39: byte - 0x30
        case .some(let byte) where byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66: (byte | 0x20) - 0x61 + 10
        default: nil
        }
    }
}
