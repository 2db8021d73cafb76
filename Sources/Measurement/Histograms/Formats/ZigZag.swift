/// The numbers of HdrHistogram's V2 payload: signed, of 1 to 9 bytes.
///
/// ZigZag turns the sign into the lowest bit; LEB128 writes seven bits a byte, lowest first, the high bit saying that there
/// is more; in the variant LEB128-64b9B the ninth byte holds eight (HdrHistogram: ZigZagEncoding.java).
enum ZigZag {
    /// Adds the bytes of `value` to `bytes`.
    static func write(_ value: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        for _ in 0..<8 {
            guard rest > 0x7F else { return bytes.append(UInt8(rest)) }
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Takes a number off the front of `bytes`; `nil` when they end within it.
    static func read(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        var value: UInt64 = 0
        for place in 0..<9 {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(place < 8 ? byte & 0x7F : byte) << UInt64(7 * place)
            if byte < 0x80 { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
