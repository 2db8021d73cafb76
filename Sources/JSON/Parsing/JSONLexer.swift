/// Reads the tokens of JSON from bytes.
struct JSONLexer {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    /// Strings with escapes are put together here.
    var scratch: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next byte; 0, which begins no token, at the end.
    var next: UInt8 {
        @inline(__always) get { position < bytes.count ? bytes[position] : 0 }
    }

    /// Moves past white space (RFC 8259, section 2).
    @inline(__always)
    mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte > 0x20 { return }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    /// Moves past `byte` when it is the next one.
    @inline(__always)
    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte, position < bytes.count else { return false }
        position += 1
        return true
    }

    /// Moves past `word` when it stands here and no letter or digit follows.
    mutating func skip(word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[position + offset] != word.utf8Start[offset] {
            return false
        }
        if end < bytes.count, Self.isWordByte(bytes[end]) { return false }
        position = end
        return true
    }

    mutating func number() throws(JSONFault) -> JSONNumber {
        try JSONNumberScanner.scan(bytes, at: &position)
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: false
        }
    }
}
