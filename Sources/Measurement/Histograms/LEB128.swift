/// Whole numbers in few bytes: seven bits a byte, low ones first, the high bit set on all but the last (DWARF 5, section 7.6).
public enum LEB128 {
    /// Writes `value` at the end of `bytes`.
    public static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    /// Reads the number at `position`, which goes behind it. The bytes are those that ``append(_:to:)`` wrote.
    public static func read(_ bytes: [UInt8], _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }
}
