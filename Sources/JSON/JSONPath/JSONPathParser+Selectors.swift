extension JSONPathParser {
    /// The greatest magnitude of an integer: those that every double holds exactly (RFC 7493, section 2.2).
    private static let integerLimit = 9_007_199_254_740_991

    /// `[…]`: one selector or several.
    mutating func bracketed() throws(JSONPathError) -> [JSONPathSelector] {
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
