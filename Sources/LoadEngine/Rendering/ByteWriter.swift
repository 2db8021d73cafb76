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

/// A ``TemplatePart`` as the loop renders it: a plain value over memory that the program owns.
struct Piece {
    enum Kind: UInt8 {
        case literal, requestIndex, userIndex, uuid, random, integer, text, value, captured, contentLength
    }

    var kind: Kind
    /// A literal's bytes, an alphabet's characters, a feeder's bytes.
    var bytes: UnsafePointer<UInt8>?
    /// Their count; for a text its number in the thread's texts, or in the flow's memory.
    var count = 0
    /// A random text's length; a value's column.
    var length = 0
    /// A random integer's least value, and how many there are above it.
    var low: UInt64 = 0
    var span: UInt64 = 0
    /// A feeder's offsets, which of its values fit, rows and columns, and how a row is chosen.
    var offsets: UnsafePointer<Int>?
    var fits: UnsafePointer<Bool>?
    var rows = 0
    var columns = 0
    var isRandomRow = false

    init(_ kind: Kind) { self.kind = kind }
}

/// A ``TimedText`` as it is now, in memory that is read without a reference being counted. It is a plain value over
/// memory that its owner frees.
struct RenderedText {
    private let source: TimedText
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity = 0
    /// When it has to be rendered again, by the monotonic clock.
    private(set) var expires: UInt64 = 0

    init(_ source: TimedText) {
        self.source = source
        bytes = .allocate(capacity: 0)
    }

    func free() { bytes.deallocate() }

    mutating func refresh(_ now: UInt64) {
        guard now >= expires else { return }
        let wall = Clock.wall()
        keep(source.render(wall))
        let granularity = max(1, source.granularity)
        expires = now + (granularity - wall % granularity)
    }

    private mutating func keep(_ text: [UInt8]) {
        if text.count > capacity {
            bytes.deallocate()
            capacity = text.count
            bytes = .allocate(capacity: capacity)
        }
        count = text.count
        text.withUnsafeBufferPointer { bytes.update(from: $0.baseAddress ?? UnsafePointer(bytes), count: count) }
    }
}

/// Derives what belongs to one request from its index, so that it is the same on whichever thread it is sent.
enum Mixing {
    /// 64 bits that depend on all bits of both.
    @inline(__always)
    static func mix(_ seed: UInt64, _ index: UInt64) -> UInt64 {
        var random = SplitMix64(seed: seed ^ (index &* 0xD6E8_FEB8_6659_FD93))
        return random.next()
    }

    /// The same as a number in 0..<1, of 53 bits.
    @inline(__always)
    static func unit(_ seed: UInt64, _ index: UInt64) -> Double { Double(mix(seed, index) >> 11) * 0x1p-53 }
}
