import Diagnostics
import JSON
import Patterns

/// Parses the text of a JSONPath by recursive descent over the grammar of RFC 9535 (appendix A).
struct JSONPathParser {
    /// How deep parentheses, filters and function calls may nest, which bounds the recursion.
    static let depthLimit = 100

    var cursor: JSONPathCursor
    var depth = 0
    /// Regular expressions that match nothing since they aren't I-Regexps.
    var warnings: [JSONPathError] = []

    init(_ path: String) {
        cursor = JSONPathCursor(path)
    }

    mutating func parse() throws(JSONPathError) -> JSONPathQuery {
        guard cursor.skip("$") else {
            throw cursor.error(expected: "`$`", hint: "a JSONPath begins with `$`, the root of the document")
        }
        let query = JSONPathQuery(startsAtRoot: true, segments: try segments())
        guard cursor.isAtEnd else {
            throw cursor.error(expected: "`.`, `..`, `[` or the end of the path", hint: trailingHint)
        }
        return query
    }

    private var trailingHint: String? {
        var ahead = cursor
        ahead.skipBlanks()
        return switch ahead.next {
        case "=", "<", ">", "!", "&", "|": "comparisons belong into a filter, as in `$[?@.a == 1]`"
        case _ where ahead.position > cursor.position: "no blank space may follow the path"
        case "-": "quote a name that has other characters than letters, digits and `_`, as in `$['a-b']`"
        default: nil
        }
    }

    /// As many segments as there are; blank space before one belongs to it, after the last it doesn't.
    mutating func segments() throws(JSONPathError) -> [JSONPathSegment] {
        var segments: [JSONPathSegment] = []
        while true {
            let end = cursor.position
            cursor.skipBlanks()
            if cursor.starts(with: "..") {
                segments.append(try descendantSegment())
            } else if cursor.next == "." {
                cursor.position += 1
                segments.append(.children([try shorthand(after: ".")]))
            } else if cursor.next == "[" {
                segments.append(.children(try bracketed()))
            } else {
                cursor.position = end
                return segments
            }
        }
    }

    private mutating func descendantSegment() throws(JSONPathError) -> JSONPathSegment {
        cursor.position += 2
        if cursor.next == "[" { return .descendants(try bracketed()) }
        return .descendants([try shorthand(after: "..")])
    }

    /// `*` or a member name without quotes.
    private mutating func shorthand(after dots: String) throws(JSONPathError) -> JSONPathSelector {
        if cursor.skip("*") { return .wildcard }
        let start = cursor.position
        guard let first = cursor.next, Self.isNameStart(first) else {
            let next = dots == ".." ? "a name, `*` or `[`" : "a name or `*`"
            throw cursor.error(expected: "\(next) after `\(dots)`", hint: shorthandHint(dots))
        }
        while let scalar = cursor.next, Self.isNameStart(scalar) || scalar.isASCIIDigit { cursor.position += 1 }
        return .name(cursor.text(start..<cursor.position))
    }

    private func shorthandHint(_ dots: String) -> String? {
        switch cursor.next {
        case let scalar? where scalar.isASCIIDigit: "an element is `[0]`, a name that begins with a digit `['0']`"
        case "[" where dots == ".": "leave the dot out: `$['a']`, not `$.['a']`"
        case "'", "\"": "a quoted name stands in brackets, as in `['a']`"
        case " ", "\t", "\n", "\r": "no blank space may follow the dot"
        default: nil
        }
    }

    /// name-first: a letter, `_`, or anything outside ASCII (no string contains surrogates).
    static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || "a"..."z" ~= scalar || "A"..."Z" ~= scalar || scalar.value >= 0x80
    }

    /// Runs `body` one level deeper.
    mutating func nested<Part>(
        _ body: (inout Self) throws(JSONPathError) -> Part
    ) throws(JSONPathError) -> Part {
        guard depth < Self.depthLimit else {
            throw cursor.error(expected: "at most \(Self.depthLimit) filters, parentheses and functions in one another")
        }
        depth += 1
        let part = try body(&self)
        depth -= 1
        return part
    }
}

extension JSONPathParser {
    /// The greatest magnitude of an integer: those that every double holds exactly (RFC 7493, section 2.2).
    private static let integerLimit = 9_007_199_254_740_991

    /// `[…]`: one selector or several.
    private mutating func bracketed() throws(JSONPathError) -> [JSONPathSelector] {
        let opening = cursor.position
        cursor.position += 1
        var selectors: [JSONPathSelector] = []
        repeat {
            cursor.skipBlanks()
            selectors.append(try selector())
            cursor.skipBlanks()
        } while cursor.skip(",")
        guard cursor.skip("]") else {
            throw cursor.error(
                expected: "`,` or `]` to close the bracket of column \(opening + 1)",
                hint: bracketHint
            )
        }
        return selectors
    }

    private var bracketHint: String? {
        switch cursor.next {
        case "=" where !cursor.starts(with: "=="): "equality is `==`"
        case "&" where !cursor.starts(with: "&&"): "and is `&&`"
        case "|" where !cursor.starts(with: "||"): "or is `||`"
        default: nil
        }
    }

    private mutating func selector() throws(JSONPathError) -> JSONPathSelector {
        switch cursor.next {
        case "'", "\"": return .name(try stringLiteral())
        case "*":
            cursor.position += 1
            return .wildcard
        case "?":
            cursor.position += 1
            cursor.skipBlanks()
            return .filter(try nested { parser throws(JSONPathError) in try parser.condition() })
        case let scalar? where scalar.isASCIIDigit || scalar == "-" || scalar == ":":
            return try indexOrSlice()
        default:
            throw cursor.error(
                expected: "a quoted name, an index, a slice, `*` or a filter `?…`",
                hint: selectorHint
            )
        }
    }

    private var selectorHint: String? {
        switch cursor.next {
        case "]" where cursor.position > 0 && cursor.scalars[cursor.position - 1] == "[":
            "`[*]` selects all elements"
        case "(": "there are no script expressions; a filter is `[?@.a == 1]`"
        case "@": "a filter begins with `?`, as in `[?@.a]`"
        case "+": "an index has no plus sign"
        case let scalar? where Self.isNameStart(scalar): "write quotes around a name, as in `['a']`"
        default: nil
        }
    }

    private mutating func indexOrSlice() throws(JSONPathError) -> JSONPathSelector {
        let start = try optionalInteger()
        let afterStart = cursor.position
        cursor.skipBlanks()
        guard cursor.skip(":") else {
            cursor.position = afterStart
            guard let start else { throw cursor.error(expected: "an index or a slice") }
            return .index(start)
        }
        cursor.skipBlanks()
        let end = try optionalInteger()
        cursor.skipBlanks()
        var step: Int?
        if cursor.skip(":") {
            cursor.skipBlanks()
            step = try optionalInteger()
        }
        return .slice(JSONPathSlice(start: start, end: end, step: step ?? 1))
    }

    /// An integer (RFC 9535, `int`) when one stands here.
    private mutating func optionalInteger() throws(JSONPathError) -> Int? {
        guard let first = cursor.next, first.isASCIIDigit || first == "-" else { return nil }
        let start = cursor.position
        let isNegative = cursor.skip("-")
        let firstDigit = cursor.next
        let digits = cursor.skipDigits()
        guard digits > 0 else { throw cursor.error(expected: "a digit after `-`") }
        if firstDigit == "0", digits > 1 || isNegative {
            throw cursor.error(
                from: start,
                expected: "an integer without leading zeros",
                hint: isNegative ? "there is no `-0`" : nil
            )
        }
        guard let value = Int(cursor.text(start..<cursor.position)), value.magnitude <= Self.integerLimit else {
            throw cursor.error(
                from: start,
                expected: "an integer between -\(Self.integerLimit) and \(Self.integerLimit)"
            )
        }
        return value
    }
}

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
