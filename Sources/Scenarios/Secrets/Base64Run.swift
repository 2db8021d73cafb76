import URI

/// A run of characters of base64 in a text, of the alphabet for URLs too (RFC 4648, section 5).
enum Base64Run {
    private static func isCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+/-_".utf8.contains(byte)
        }
    }

    /// What `text`, which may lack its padding, decodes to; `nil` where it is no base64.
    static func decode(_ text: [UInt8]) -> (bytes: [UInt8], isForURLs: Bool)? {
        let isForURLs = text.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        var characters = text.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        while !characters.count.isMultiple(of: 4) { characters.append(UInt8(ascii: "=")) }
        return Base64.decode(String(decoding: characters, as: UTF8.self)).map { ($0, isForURLs) }
    }

    static func encode(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }

    /// More than this isn't read before a secret: what it decodes to is for a command only.
    private static let longestBefore = 1024

    /// The part of the run around the characters `core` that can be decoded by itself: from the group of four in which the
    /// secret begins, or the run's beginning, to its end. `before` bytes of the first group aren't the secret's; what stands
    /// before `least` is left alone.
    static func range(around core: Range<Int>, before: Int, in bytes: [UInt8], from least: Int) -> Range<Int> {
        let start = core.lowerBound - (8 * before + 5) / 6
        guard start >= least, bytes[start..<core.lowerBound].allSatisfy(isCharacter) else { return core }
        let first = beginning(start, in: bytes, from: least)
        let whole = first..<end(core.upperBound, from: start, in: bytes)
        if decode(Array(bytes[whole])) != nil { return whole }
        // What follows is no base64: only the group in which the secret ends.
        let last = start + (core.upperBound - start + 3) / 4 * 4
        guard last <= bytes.count, decode(Array(bytes[first..<last])) != nil else { return core }
        return first..<last
    }

    private static func beginning(_ start: Int, in bytes: [UInt8], from least: Int) -> Int {
        let run = bytes[max(least, start - longestBefore)..<start].reversed().prefix(while: isCharacter).count
        guard run > 0, run.isMultiple(of: 4), let decoded = decode(Array(bytes[(start - run)..<start])),
            decoded.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return start }
        return start - run
    }

    private static func end(_ core: Int, from start: Int, in bytes: [UInt8]) -> Int {
        var end = core
        while end < bytes.count, isCharacter(bytes[end]) { end += 1 }
        // One character of a group is none; what follows the run belongs to something else.
        if (end - start) % 4 == 1, end > core { end -= 1 }
        while !(end - start).isMultiple(of: 4), end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
        return end
    }
}
