import Glibc
import Measurement

/// Writes bytes one after the other into memory that is large enough.
struct ByteWriter {
    private let output: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

    @inline(__always)
    mutating func append(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
        memcpy(output + count, bytes, length)
        count += length
    }

    mutating func append(decimal value: UInt64) {
        var digits = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        rest = value
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            output[place] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        count += digits
    }

    /// A UUID of 122 random bits, version 4 and variant 10 (RFC 9562, section 5.4).
    mutating func appendUUID(_ random: inout SplitMix64) {
        let high = random.next() & ~0xF000 | 0x4000
        let low = random.next() & ~(0b11 << 62) | 0b10 << 62
        append(hex: high >> 32)
        appendByte(0x2D)
        let middle = Self.hex(high & 0xFFFF_FFFF)
        append(half: middle)
        appendByte(0x2D)
        append(half: middle >> 32)
        appendByte(0x2D)
        let next = Self.hex(low >> 32)
        append(half: next)
        appendByte(0x2D)
        append(half: next >> 32)
        append(hex: low & 0xFFFF_FFFF)
    }

    /// The eight hexadecimal digits of a 32-bit value, in the order of memory: all at once, a byte each.
    @inline(__always)
    private static func hex(_ value: UInt64) -> UInt64 {
        var spread = (value | value << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // Six more carries a letter's value beyond four bits; letters stand 39 behind the digits.
        let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return UInt64(bigEndian: spread &+ 0x3030_3030_3030_3030 &+ letters &* 0x27)
    }

    @inline(__always)
    private mutating func append(hex value: UInt64) {
        UnsafeMutableRawPointer(output + count).storeBytes(of: Self.hex(value), as: UInt64.self)
        count += 8
    }

    /// The first four of eight digits.
    @inline(__always)
    private mutating func append(half digits: UInt64) {
        UnsafeMutableRawPointer(output + count)
            .storeBytes(of: UInt32(truncatingIfNeeded: digits), as: UInt32.self)
        count += 4
    }

    mutating func appendRandom(_ piece: UnsafePointer<Piece>, _ random: inout SplitMix64) {
        guard let characters = piece.pointee.bytes else { return }
        let size = UInt64(piece.pointee.count)
        for _ in 0..<piece.pointee.length {
            // The high half of the product: Lemire's reduction; its bias is below 2⁻⁵⁸ here.
            appendByte(characters[Int(random.next().multipliedFullWidth(by: size).high)])
        }
    }

    @inline(__always)
    private mutating func appendByte(_ byte: UInt8) {
        output[count] = byte
        count += 1
    }
}
