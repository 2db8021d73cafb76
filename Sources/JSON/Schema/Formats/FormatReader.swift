import URI

/// Reads a text of a format from its beginning, byte by byte.
struct FormatReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text.utf8[...]
    }

    init(_ text: Substring.UTF8View) {
        rest = text
    }

    var isAtEnd: Bool { rest.isEmpty }

    var next: UInt8? { rest.first }

    /// Takes `character` where it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, byte == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes a letter where it is next, be it a capital or not.
    mutating func takeLetter(_ letter: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, byte | 0x20 == UInt8(ascii: letter) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes the bytes that fit, and returns how many there were.
    mutating func takeAll(where fits: (UInt8) -> Bool) -> Int {
        let run = rest.prefix(while: fits)
        rest = rest[run.endIndex...]
        return run.count
    }

    /// The number of exactly `count` digits that are next.
    mutating func number(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.first, Self.isDigit(byte) else { return nil }
            rest.removeFirst()
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    static func isHexadecimal(_ byte: UInt8) -> Bool { PercentCoding.hexadecimal(byte) != nil }
}
