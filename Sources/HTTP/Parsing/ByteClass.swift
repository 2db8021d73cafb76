/// Classes of bytes in a message's head (RFC 9110, section 5.6), tested without a table in memory.
enum ByteClass {
    /// Bit n: whether byte n is a `tchar`, for 0...63 and 64...127.
    private static let lowTokens: UInt64 = 0x03FF_6CFA_0000_0000
    private static let highTokens: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Whether `byte` may stand in a token: a method or a field's name.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return lowTokens >> UInt64(byte) & 1 == 1 }
        return byte < 128 && highTokens >> UInt64(byte - 64) & 1 == 1
    }

    /// Whether `byte` may stand in a host's name (RFC 3986, section 3.2.2: unreserved characters and sub-delims).
    @inline(__always)
    static func isHostName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "%"), UInt8(ascii: "#"), UInt8(ascii: "^"), UInt8(ascii: "|"), UInt8(ascii: "`"): false
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: ","): true
        default: isToken(byte)
        }
    }

    /// Whether `byte` is the first behind the authority of a URL (RFC 3986, section 3.2).
    @inline(__always)
    static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Whether `byte` may stand in a field's value or a reason phrase: HTAB, SP, VCHAR, obs-text.
    @inline(__always)
    static func isText(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// The value of a hexadecimal digit; `nil` for any other byte.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt8? {
        if byte &- 0x30 < 10 { return byte &- 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }

    /// Whether all of the bytes are text; eight at a time, as long as no HTAB is among them.
    @inline(__always)
    static func areText(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = 0
        while index + 8 <= count {
            let word = UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)
            // A byte's high bit stays set where it was below 0x20, or 0x7F (which the exclusive or makes zero).
            let low = (word &- ones &* 0x20) & ~word
            let masked = word ^ (ones &* 0x7F)
            let deleted = (masked &- ones) & ~masked
            if (low | deleted) & (ones &* 0x80) != 0 {
                for offset in index..<index + 8 where !isText(bytes[offset]) { return false }
            }
            index += 8
        }
        while index < count {
            if !isText(bytes[index]) { return false }
            index += 1
        }
        return true
    }

    /// Whether the bytes are `name`, ASCII case ignored; `name` is in lower case, and of letters and hyphens only.
    @inline(__always)
    static func equal(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        let wanted = name.utf8Start
        // A hyphen has the bit that tells lower case already.
        for index in 0..<count where bytes[index] | 0x20 != wanted[index] { return false }
        return true
    }
}
