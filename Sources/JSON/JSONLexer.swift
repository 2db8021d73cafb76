/// Reads the tokens of JSON from bytes.
struct JSONLexer {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    /// Strings with escapes are put together here.
    var scratch: [UInt8] = []
    /// Whether an escape of half a pair is read as U+FFFD.
    var replacesLoneSurrogates = false

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

extension JSONLexer {
    /// Reads the string whose opening quote is next.
    @inline(__always)
    mutating func string() throws(JSONFault) -> String {
        let start = position + 1
        var index = start
        var isASCII = true
        skipPlain(&index)
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                position = index + 1
                return try text(start..<index, isASCII: isASCII)
            }
            if byte < 0x20 || byte == UInt8(ascii: "\\") { break }
            if byte >= 0x80 { isASCII = false }
            index += 1
            if isASCII { skipPlain(&index) }
        }
        return try stringWithEscapes(from: start, plainUpTo: index)
    }

    /// Moves past bytes that stand for themselves, eight at a time.
    @inline(__always)
    private func skipPlain(_ index: inout Int) {
        guard let base = bytes.baseAddress else { return }
        while index + 8 <= bytes.count {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
            let ones: UInt64 = 0x0101_0101_0101_0101
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            // A byte's top bit becomes set where the byte is below 0x20, a quote, a backslash or not ASCII; a borrow
            // can set it in a byte above such a one too, which does no harm, since the lowest is looked at first.
            let found = ((word &- ones &* 0x20) | (quotes &- ones) | (slashes &- ones) | word) & (ones &* 0x80)
            if found != 0 {
                index += UInt64(littleEndian: found).trailingZeroBitCount / 8
                return
            }
            index += 8
        }
    }

    @inline(__always)
    private func text(_ range: Range<Int>, isASCII: Bool) throws(JSONFault) -> String {
        let part = UnsafeBufferPointer(rebasing: bytes[range])
        if isASCII { return String(decoding: part, as: UTF8.self) }
        if let text = String(validating: part, as: UTF8.self) { return text }
        throw JSONFault(.invalidUTF8, invalidUTF8(in: range))
    }

    /// The slow path: from the first escape, control character or end of text on.
    private mutating func stringWithEscapes(from start: Int, plainUpTo end: Int) throws(JSONFault) -> String {
        scratch.removeAll(keepingCapacity: true)
        var plain = start
        var index = end
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                scratch.append(contentsOf: bytes[plain..<index])
                if let text = String(validating: scratch, as: UTF8.self) { return text }
                throw JSONFault(.invalidUTF8, invalidUTF8(in: start..<index))
            case UInt8(ascii: "\\"):
                scratch.append(contentsOf: bytes[plain..<index])
                index = try escape(at: index)
                plain = index
            case 0..<0x20:
                throw JSONFault(.controlCharacter, index..<(index + 1), from: start - 1)
            default:
                index += 1
            }
        }
        throw JSONFault(.stringEndExpected, at: index, from: start - 1)
    }

    /// Appends what the escape at `start` stands for (RFC 8259, section 7) and returns where it ends.
    private mutating func escape(at start: Int) throws(JSONFault) -> Int {
        guard start + 1 < bytes.count else { throw JSONFault(.stringEndExpected, at: bytes.count, from: start) }
        switch bytes[start + 1] {
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(bytes[start + 1])
        case UInt8(ascii: "u"): return try unicodeEscape(at: start)
        default: throw JSONFault(.wrongEscape, start..<(start + 2))
        }
        return start + 2
    }

    private mutating func unicodeEscape(at start: Int) throws(JSONFault) -> Int {
        let first = try codeUnit(at: start)
        var end = start + 6
        var scalar = Unicode.Scalar(UInt32(first))
        if first & 0xFC00 == 0xD800, end + 1 < bytes.count, bytes[end] == UInt8(ascii: "\\"),
            bytes[end + 1] == UInt8(ascii: "u")
        {
            let second = try codeUnit(at: end)
            if second & 0xFC00 == 0xDC00 {
                scalar = Unicode.Scalar(0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF))
                end += 6
            }
        }
        if scalar == nil, !replacesLoneSurrogates { throw JSONFault(.loneSurrogate, start..<(start + 6)) }
        scratch.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}").map(Array.init) ?? [])
        return end
    }

    private func codeUnit(at start: Int) throws(JSONFault) -> UInt16 {
        var value: UInt16 = 0
        for index in (start + 2)..<(start + 6) {
            guard index < bytes.count, let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                throw JSONFault(.wrongUnicodeEscape, start..<min(index, bytes.count))
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    /// The first bytes in `range` that aren't UTF-8.
    private func invalidUTF8(in range: Range<Int>) -> Range<Int> {
        var offset = range.lowerBound
        while offset < range.upperBound {
            var width = 1
            while width <= 4, offset + width <= range.upperBound,
                String(validating: UnsafeBufferPointer(rebasing: bytes[offset..<(offset + width)]), as: UTF8.self)
                    == nil
            {
                width += 1
            }
            if width > 4 || offset + width > range.upperBound { break }
            offset += width
        }
        return offset..<min(offset + 1, bytes.count)
    }
}
