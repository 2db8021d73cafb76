public import Diagnostics

/// Why a text isn't JSON (RFC 8259): where, what was found, what was expected, what to do.
public struct JSONSyntaxError: Error, Sendable, Hashable {
    /// Where, in bytes from the beginning.
    public let offset: Int
    /// How many bytes are concerned; 0 at the end of the text.
    public let length: Int
    /// The line, counted from 1.
    public let line: Int
    /// The column, counted from 1 in Unicode scalars.
    public let column: Int
    /// What stands there.
    public let found: String
    /// What should stand there.
    public let expected: String
    /// What to do, where that can be guessed.
    public let hint: String?
    /// The place, when the text is a file's.
    public let location: SourceLocation?
    /// Whether a comment stands there, which JSON doesn't have.
    package let isComment: Bool
    /// Whether the escape of half a surrogate pair stands there, which is within the grammar.
    let isLoneSurrogate: Bool

    init(_ fault: JSONFault, in bytes: UnsafeBufferPointer<UInt8>, file: SourceFile?) {
        let description = JSONFaultDescription(fault, in: bytes)
        offset = description.range.lowerBound
        length = description.range.count
        (line, column) = JSONFaultDescription.place(of: offset, in: bytes)
        found = description.found
        expected = description.expected
        hint = description.hint
        isComment = description.isComment
        isLoneSurrogate = fault.kind == .loneSurrogate
        location = file.map { SourceLocation(file: $0, range: description.range) }
    }

    /// What was expected and what was found, without the place.
    public var message: String { "expected \(expected), found \(found)" }

    /// The error as it is shown to a person, with the line of the file where there is one.
    public var diagnostic: Diagnostic {
        let place = location == nil ? "line \(line), column \(column): " : ""
        return Diagnostic(message: place + message, location: location, expected: expected, help: hint)
    }
}

extension JSONSyntaxError: CustomStringConvertible {
    /// All of it on one line.
    public var description: String {
        "line \(line), column \(column): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}

/// What the lexer or the grammar stumbled over: small, since it passes through every function of the parser.
/// ``JSONSyntaxError`` puts it into words.
struct JSONFault: Error {
    enum Kind: UInt8 {
        case byteOrderMark, invalidUTF8, tooDeep
        case valueExpected, elementExpected, memberValueExpected, contentAfterValue
        case trailingCommaInArray, trailingCommaInObject, commaOrBracketExpected, commaOrBraceExpected
        case nameExpected, colonExpected, duplicateName
        case stringEndExpected, controlCharacter, wrongEscape, wrongUnicodeEscape, loneSurrogate
        case digitExpected, leadingZero, fractionExpected, exponentExpected
        case commentEndExpected
    }

    let kind: Kind
    /// The bytes concerned; empty at the end of the text.
    let range: Range<Int>
    /// Another place that the words may name: where the open string, number, array or object began, or the first of two
    /// equal names. -1 where there is none.
    let related: Int

    init(_ kind: Kind, _ range: Range<Int>, from related: Int = -1) {
        self.kind = kind
        self.range = range
        self.related = related
    }

    init(_ kind: Kind, at offset: Int, from related: Int = -1) {
        self.init(kind, offset..<offset, from: related)
    }
}

/// Puts a fault into words.
struct JSONFaultDescription {
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
    private var isAtEnd: Bool { range.lowerBound >= bytes.count }
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
        case .commentEndExpected: return "a comment that is never closed"
        case .invalidUTF8, .valueExpected, .elementExpected, .memberValueExpected, .contentAfterValue,
            .trailingCommaInArray, .trailingCommaInObject, .commaOrBracketExpected, .commaOrBraceExpected,
            .nameExpected, .colonExpected, .stringEndExpected, .controlCharacter, .wrongEscape, .wrongUnicodeEscape,
            .digitExpected, .leadingZero, .fractionExpected, .exponentExpected:
            break
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

extension JSONFaultDescription {
    var expected: String {
        switch fault.kind {
        case .byteOrderMark: "JSON without a byte order mark"
        case .invalidUTF8: "UTF-8"
        case .tooDeep: "at most \(fault.related) arrays and objects in each other"
        case .valueExpected: "a JSON value"
        case .elementExpected: bytes[max(0, fault.related)] == UInt8(ascii: "[") ? "an element of the array" : "a value"
        case .memberValueExpected: "a value after ':'"
        case .contentAfterValue: "nothing after the JSON value"
        case .trailingCommaInArray: "no comma after the last element"
        case .trailingCommaInObject: "no comma after the last member"
        case .commaOrBracketExpected: "',' or ']' after the element"
        case .commaOrBraceExpected: "',' or '}' after the member"
        case .nameExpected: "a name in double quotes"
        case .colonExpected: "':' after the name"
        case .duplicateName: "each name once in an object"
        case .stringEndExpected: "'\"' at the end of the string"
        case .controlCharacter: "a control character in a string to be escaped"
        case .wrongEscape: "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
        case .wrongUnicodeEscape: "four hexadecimal digits after \\u"
        case .loneSurrogate: "surrogates in pairs"
        case .digitExpected: "a digit"
        case .leadingZero: "a number without leading zeros"
        case .fractionExpected: "a digit after the decimal point"
        case .exponentExpected: "a digit in the exponent"
        case .commentEndExpected: "'*/' at the end of the comment"
        }
    }

    var hint: String? {
        switch fault.kind {
        case .valueExpected, .elementExpected, .memberValueExpected: valueHint
        case .commaOrBracketExpected, .commaOrBraceExpected: separatorHint
        case .nameExpected: nameHint
        case .colonExpected: isAtEnd ? nil : byte == UInt8(ascii: "=") ? "write ':' instead of '='" : commentHint
        case .contentAfterValue: contentHint
        case .trailingCommaInArray, .trailingCommaInObject: "remove the comma"
        case .duplicateName: "remove or rename one of them"
        case .stringEndExpected: "the string begins at \(place(fault.related))"
        case .controlCharacter: controlHint
        case .wrongEscape: "a backslash itself is written \\\\"
        case .loneSurrogate: "a character beyond U+FFFF is written as two escapes, \\uD83D\\uDE00 for example"
        case .leadingZero: "write the number in decimal without the zeros, or as a string"
        case .digitExpected: digitHint
        case .fractionExpected: "write '1.0' or '1', not '1.'"
        case .byteOrderMark: "save the text as UTF-8 without a byte order mark"
        case .invalidUTF8: "save the text as UTF-8"
        case .wrongUnicodeEscape, .tooDeep, .exponentExpected, .commentEndExpected: nil
        }
    }

    private var openingHint: String? {
        guard fault.related >= 0, fault.related < bytes.count else { return nil }
        let bracket = Character(Unicode.Scalar(bytes[fault.related]))
        return "the '\(bracket)' of \(place(fault.related)) is not closed"
    }

    /// Whether what was found begins as comments do elsewhere.
    var isComment: Bool {
        let following = range.lowerBound + 1 < bytes.count ? bytes[range.lowerBound + 1] : 0
        let isSlashes = byte == UInt8(ascii: "/") && (following == byte || following == UInt8(ascii: "*"))
        return isSlashes || byte == UInt8(ascii: "#")
    }

    private var commentHint: String? { isComment ? "JSON has no comments; remove it" : nil }

    private var quoteHint: String? {
        switch text {
        case "'", "`", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{AB}", "\u{BB}":
            "strings and names stand in double quotes: \"…\""
        default: nil
        }
    }

    private var valueHint: String? {
        if isAtEnd { return openingHint }
        if let hint = quoteHint ?? commentHint { return hint }
        switch byte {
        case UInt8(ascii: ","): return "a value is missing before the comma"
        case UInt8(ascii: "]"), UInt8(ascii: "}"): return "a value is missing before '\(text)'"
        case UInt8(ascii: "+"): return "a number has no plus sign"
        case UInt8(ascii: "<"): return "this looks like HTML or XML"
        case UInt8(ascii: "."): return "a number has a digit before the decimal point"
        default: return JSONLexer.isWordByte(byte) ? Self.wordHint(text) : nil
        }
    }

    private static func wordHint(_ word: String) -> String {
        switch word.lowercased() {
        case "nan", "infinity", "inf": return "JSON has neither NaN nor infinities; write null or a string"
        case "none", "undefined", "nil": return "did you mean null?"
        case "yes", "on": return "did you mean true?"
        case "no", "off": return "did you mean false?"
        case let folded:
            let near = NearestWord.suggest(folded, among: ["true", "false", "null"])
            return near.map { "did you mean \($0)?" }
                ?? "a string stands in double quotes: \"\(VisibleText.line(word))\""
        }
    }

    private var separatorHint: String? {
        if isAtEnd { return openingHint }
        if let hint = commentHint { return hint }
        if isJoinedToNumber { return "a number is written with decimal digits, a fraction and an exponent" }
        switch byte {
        case UInt8(ascii: "]"), UInt8(ascii: "}"): return openingHint
        case UInt8(ascii: ":") where fault.kind == .commaOrBracketExpected:
            return "names and values stand in an object: {…}"
        case UInt8(ascii: ";"): return "write ',' instead of ';'"
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"), 0x80...:
            return "a comma is missing"
        default: return JSONLexer.isWordByte(byte) ? "a comma is missing" : quoteHint.map { _ in "a comma is missing" }
        }
    }

    /// Whether letters follow a number at once, as in `0x10`.
    private var isJoinedToNumber: Bool {
        let first = range.lowerBound
        return JSONLexer.isWordByte(byte) && first > 0 && bytes[first - 1] >= 0x30 && bytes[first - 1] <= 0x39
    }

    private var nameHint: String? {
        if isAtEnd { return openingHint }
        if let hint = quoteHint ?? commentHint { return hint }
        if byte == UInt8(ascii: ",") { return "a member is missing before the comma" }
        return JSONLexer.isWordByte(byte) ? "write \"\(VisibleText.line(text))\"" : nil
    }

    private var contentHint: String? {
        if let hint = commentHint { return hint }
        switch byte {
        case UInt8(ascii: ","): return "several values stand in an array: […]"
        case UInt8(ascii: "]"), UInt8(ascii: "}"): return "there is no open bracket that '\(text)' closes"
        default: return nil
        }
    }

    private var controlHint: String {
        switch byte {
        case 0x0A, 0x0D: "a line break in a string is written \\n; or is the closing '\"' missing?"
        case 0x09: "a tab in a string is written \\t"
        default: "write \\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }

    private var digitHint: String? {
        guard !isAtEnd else { return nil }
        return byte == UInt8(ascii: "I") || byte == UInt8(ascii: "N") ? Self.wordHint("infinity") : nil
    }
}
