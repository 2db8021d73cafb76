/// The characters of URIs and IRIs.
enum URICharacters {
    /// Whether all of `text` is unreserved, percent-encoded, a sub-delimiter or one of `others`.
    static func fit(_ text: String, _ others: String, _ isInternational: Bool, isQuery: Bool = false) -> Bool {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "%" {
                guard isEncoded(&rest) else { return false }
            } else if scalar.isASCII {
                let byte = UInt8(scalar.value)
                guard isPlain(byte) || others.utf8.contains(byte) else { return false }
            } else {
                guard isInternational, isUniversal(scalar) || isQuery && isPrivate(scalar) else { return false }
            }
        }
        return true
    }

    /// Takes the two digits of a percent-encoding.
    static func isEncoded(_ rest: inout Substring.UnicodeScalarView) -> Bool {
        for _ in 0..<2 {
            guard let digit = rest.popFirst(), digit.isASCII, FormatReader.isHexadecimal(UInt8(digit.value)) else {
                return false
            }
        }
        return true
    }

    /// Whether this is unreserved or a sub-delimiter (RFC 3986, sections 2.2 and 2.3).
    private static func isPlain(_ byte: UInt8) -> Bool {
        FormatReader.isLetter(byte) || FormatReader.isDigit(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
    }

    /// `ucschar` (RFC 3987, section 2.2).
    static func isUniversal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x1_0000...0xD_FFFF: scalar.value & 0xFFFF < 0xFFFE
        case 0xE_1000...0xE_FFFD: true
        default: false
        }
    }

    /// `iprivate` (RFC 3987, section 2.2).
    static func isPrivate(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xE000...0xF8FF, 0xF_0000...0xF_FFFD, 0x10_0000...0x10_FFFD: true
        default: false
        }
    }
}
