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
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 { appendByte(0x2D) }
            let word = digit < 16 ? high : low
            let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - (digit & 15) * 4)) & 15
            appendByte(value < 10 ? 0x30 + value : 0x57 + value)
        }
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
