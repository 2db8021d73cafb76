extension JSONFaultWords {
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
        case .wrongUnicodeEscape, .tooDeep, .exponentExpected: nil
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
