/// The character classes of HTTP's grammar.
enum ASCII {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")

    /// `tchar` of RFC 9110, section 5.6.2, by byte.
    private static let tokenBytes: [Bool] = {
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        return (0...255).map { (byte: Int) in
            let byte = UInt8(byte)
            return marks.contains(byte) || isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        }
    }()

    static func isToken(_ byte: UInt8) -> Bool { tokenBytes[Int(byte)] }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// What may stand in a field's value (RFC 9110, section 5.5): no control character but the tab.
    static func isFieldContent(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    /// What may stand in a request target: no blank, no control character. Bytes over 0x7F are let through, for a test
    /// of them has to reach the rules.
    static func isTargetContent(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x7F }

    /// What may stand in a host and a port (RFC 3986, section 3.2.2): no delimiter of other parts, nothing outside of ASCII.
    static func isHostContent(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !Array("\"#/<>?@\\^`{|}".utf8).contains(byte)
    }

    static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }
}
