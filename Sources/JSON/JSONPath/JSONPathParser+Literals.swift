extension JSONPathParser {
    /// A string in single or double quotes (RFC 9535, section 2.3.1.1).
    mutating func stringLiteral() throws(JSONPathError) -> String {
        let opening = cursor.position
        guard let quote = cursor.next, quote == "'" || quote == "\"" else {
            throw cursor.error(expected: "a string in quotes")
        }
        cursor.position += 1
        var text = String.UnicodeScalarView()
        while let scalar = cursor.next {
            if scalar == quote {
                cursor.position += 1
                return String(text)
            }
            if scalar == "\\" {
                text.append(try escape(quote: quote))
            } else if scalar.value < 0x20 {
                throw cursor.error(
                    expected: "no control character in a string",
                    hint: "write it as an escape, such as `\\n` or `\\u0001`"
                )
            } else {
                text.append(scalar)
                cursor.position += 1
            }
        }
        throw cursor.error(expected: "`\(quote)` to close the string of column \(opening + 1)")
    }

    private mutating func escape(quote: Unicode.Scalar) throws(JSONPathError) -> Unicode.Scalar {
        let start = cursor.position
        let letter = cursor.peek(1)
        cursor.position = min(start + 2, cursor.scalars.count)
        switch letter {
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "/": return "/"
        case "\\": return "\\"
        case quote: return quote
        case "u": return try unicodeEscape(start)
        default:
            throw cursor.error(
                from: start,
                expected: "an escape: `\\\(quote)`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` or `\\uXXXX`",
                hint: letter == "'" || letter == "\"" ? "the other kind of quotes needs no backslash" : nil
            )
        }
    }

    /// Four hexadecimal digits, twice for a surrogate pair; the first `\u` is behind the cursor.
    private mutating func unicodeEscape(_ start: Int) throws(JSONPathError) -> Unicode.Scalar {
        let first = try fourDigits(start)
        if 0xD800...0xDBFF ~= first, cursor.skip("\\u") {
            let second = try fourDigits(cursor.position - 2)
            if 0xDC00...0xDFFF ~= second,
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        } else if let scalar = Unicode.Scalar(first) {
            return scalar
        }
        throw cursor.error(from: start, expected: "a high surrogate and then a low surrogate, as in `\\uD83D\\uDC32`")
    }

    private mutating func fourDigits(_ start: Int) throws(JSONPathError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = cursor.next?.hexDigit else {
                throw cursor.error(expected: "four hexadecimal digits after `\\u`")
            }
            value = value << 4 | digit
            cursor.position += 1
        }
        return value
    }

    /// A number (RFC 9535, section 2.3.5.1): as in JSON.
    mutating func numberLiteral() throws(JSONPathError) -> JSONValue {
        let start = cursor.position
        _ = cursor.skip("-")
        let firstDigit = cursor.next
        let digits = cursor.skipDigits()
        guard digits > 0 else { throw cursor.error(expected: "a digit after `-`") }
        if firstDigit == "0", digits > 1 {
            throw cursor.error(from: start, expected: "a number without leading zeros")
        }
        if cursor.skip("."), cursor.skipDigits() == 0 {
            throw cursor.error(expected: "a digit after the decimal point")
        }
        if cursor.skip("e") || cursor.skip("E") {
            if !cursor.skip("-") { _ = cursor.skip("+") }
            if cursor.skipDigits() == 0 { throw cursor.error(expected: "a digit of the exponent") }
        }
        guard let number = JSONNumber(literal: cursor.text(start..<cursor.position)) else {
            throw cursor.error(from: start, expected: "a number")
        }
        return .number(number)
    }
}
