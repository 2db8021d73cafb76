/// Puts a fault into words.
struct JSONFaultWords {
    let fault: JSONFault
    let bytes: UnsafeBufferPointer<UInt8>
    /// The bytes concerned: where a word stands, all of it.
    let range: Range<Int>

    init(_ fault: JSONFault, in bytes: UnsafeBufferPointer<UInt8>) {
        self.fault = fault
        self.bytes = bytes
        var end = fault.range.upperBound
        let first = fault.range.lowerBound
        if fault.range.count == 1, JSONLexer.isWordByte(bytes[first]) || bytes[first] >= 0x80 {
            let isWord = JSONLexer.isWordByte(bytes[first])
            while end < bytes.count, isWord ? JSONLexer.isWordByte(bytes[end]) : bytes[end] & 0xC0 == 0x80 { end += 1 }
        } else if fault.range.isEmpty, first < bytes.count {
            end = first + 1
        }
        range = first..<end
    }

    static func place(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
        let before = bytes[..<min(offset, bytes.count)]
        var (line, start) = (1, 0)
        for index in before.indices {
            let byte = bytes[index]
            guard byte == 0x0A || (byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)) else {
                continue
            }
            line += 1
            start = index + 1
        }
        return (line, 1 + before[start...].count { $0 & 0xC0 != 0x80 })
    }

    /// The byte at the fault; 0 at the end.
    var byte: UInt8 { range.lowerBound < bytes.count ? bytes[range.lowerBound] : 0 }
    var isAtEnd: Bool { range.lowerBound >= bytes.count }
    var text: String { String(decoding: bytes[range], as: UTF8.self) }

    func place(_ offset: Int) -> String {
        let (line, column) = Self.place(of: offset, in: bytes)
        return "line \(line), column \(column)"
    }

    var found: String {
        switch fault.kind {
        case .byteOrderMark: return "a byte order mark"
        case .invalidUTF8 where !isAtEnd: return "the byte 0x" + hexadecimal(UInt32(byte), digits: 2)
        case .loneSurrogate: return "the lone surrogate \(text)"
        case .duplicateName where fault.related >= 0: return "\(quoted) again, after \(place(fault.related))"
        case .duplicateName: return "\(quoted) again"
        case .tooDeep: return "one more '\(text)'"
        default: break
        }
        if isAtEnd { return "the end of the text" }
        switch byte {
        case 0x0A, 0x0D: return "the end of the line"
        case 0x09: return "a tab"
        case 0x20: return "a space"
        case 0..<0x20, 0x7F: return "the control character U+" + hexadecimal(UInt32(byte), digits: 4)
        default: return quoted
        }
    }

    /// The text concerned between quotes, cut when it is long.
    private var quoted: String {
        if byte >= 0x80, String(validating: bytes[range], as: UTF8.self) == nil {
            return "the byte 0x" + hexadecimal(UInt32(byte), digits: 2)
        }
        let shown = text.unicodeScalars.prefix(40)
        let cut = String(String.UnicodeScalarView(shown)) + (shown.count < text.unicodeScalars.count ? "…" : "")
        return cut.hasPrefix("\"") && cut != "\"" ? VisibleText.line(cut) : "'\(VisibleText.line(cut))'"
    }

    private func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
