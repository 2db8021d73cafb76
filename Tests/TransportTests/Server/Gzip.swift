/// Compressed content made by hand (RFC 1950 to RFC 1952), as there is no such library for tests.
enum Gzip {
    /// `bytes` as gzip: in stored blocks, or, for a run of one byte, with every byte but the first as copies.
    static func compress(_ bytes: [UInt8], stored: Bool = true) -> [UInt8] {
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        return header + (stored ? blocks(bytes) : run(bytes)) + little(crc(bytes)) + little(UInt32(bytes.count))
    }

    /// `bytes` as zlib writes them, which HTTP calls `deflate`.
    static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return [0x78, 0x01] + blocks(bytes) + little(high << 16 | low).reversed()
    }

    private static func blocks(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            output.append(rest.isEmpty ? 1 : 0)
            output += little(UInt32(block.count) | UInt32(~UInt16(block.count)) << 16)
            output += block
        } while !rest.isEmpty
        return output
    }

    /// One block of fixed codes (RFC 1951, section 3.2.6): the byte 0, then copies of 258 bytes at distance 1, and
    /// single zeros for what is left.
    private static func run(_ bytes: [UInt8]) -> [UInt8] {
        precondition(bytes.allSatisfy { $0 == 0 } && !bytes.isEmpty)
        var bits: [Bool] = [true, true, false]
        func append(_ code: Int, _ length: Int) {
            for bit in (0..<length).reversed() { bits.append(code >> bit & 1 == 1) }
        }
        append(0x30, 8)
        for _ in 0..<(bytes.count - 1) / 258 {
            append(0b1100_0101, 8)
            append(0, 5)
        }
        for _ in 0..<(bytes.count - 1) % 258 { append(0x30, 8) }
        append(0, 7)
        return stride(from: 0, to: bits.count, by: 8).map { start in
            (start..<min(start + 8, bits.count)).reduce(0) { $0 | (bits[$1] ? 1 << UInt8($1 - start) : 0) }
        }
    }

    private static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
    }
}
