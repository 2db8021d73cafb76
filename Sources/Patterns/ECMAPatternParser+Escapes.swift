import Diagnostics

extension ECMAPatternParser {
    /// `[…]` or `[^…]`.
    mutating func characterClass() throws(RegularExpressionError) -> ScalarSet {
        let opening = cursor.position
        cursor.position += 1
        let negated = cursor.skip("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !cursor.skip("]") {
            guard !cursor.isAtEnd else {
                throw cursor.error(expected: "`]` to close the class that begins at offset \(opening)")
            }
            ranges += try classItem()
        }
        let set = resolved(ScalarSet(ranges))
        return negated ? set.inverted : set
    }

    /// A class escape, a character, or a range of characters.
    private mutating func classItem() throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
        let start = cursor.position
        let first = try classAtom()
        guard cursor.next == "-", let after = cursor.peek(1), after != "]" else { return first.ranges }
        cursor.position += 1
        let last = try classAtom()
        guard case .character(let low) = first, case .character(let high) = last else {
            throw cursor.error(
                at: start,
                length: cursor.position - start,
                expected: "a range between two characters",
                hint: "write `\\-` for a hyphen beside a class escape"
            )
        }
        guard low <= high else {
            throw cursor.error(
                at: start,
                length: cursor.position - start,
                expected: "a range whose first character is not after its last"
            )
        }
        return [low...high]
    }

    private enum ClassAtom {
        case character(UInt32)
        case set(ScalarSet)

        var ranges: [ClosedRange<UInt32>] {
            switch self {
            case .character(let value): [value...value]
            case .set(let set): set.ranges
            }
        }
    }

    private mutating func classAtom() throws(RegularExpressionError) -> ClassAtom {
        if let set = try classEscape() { return .set(set) }
        if cursor.next == "\\" { return .character(try characterEscape(inClass: true)) }
        guard let scalar = cursor.advance() else { throw cursor.error(expected: "a character of the class") }
        return .character(scalar.value)
    }
}

extension ECMAPatternParser {
    /// An escape outside a class.
    mutating func escapedAtom() throws(RegularExpressionError) -> RegexNode {
        if let set = try classEscape() { return .set(set) }
        if cursor.starts(with: "\\k") { return try namedReference() }
        if let digit = cursor.peek(1), 0x31...0x39 ~= digit.value { return try numberedReference() }
        return .set(resolved(ScalarSet(try characterEscape(inClass: false))))
    }

    private mutating func numberedReference() throws(RegularExpressionError) -> RegexNode {
        let start = cursor.position
        cursor.position += 1
        let number = cursor.decimal() ?? 0
        guard number <= groups.count else {
            throw cursor.error(
                at: start,
                length: cursor.position - start,
                expected: "a reference to one of the \(groups.count) capture groups"
            )
        }
        return .backreference(index: number - 1, ignoresCase: flags.contains(.ignoresCase))
    }

    private mutating func namedReference() throws(RegularExpressionError) -> RegexNode {
        let start = cursor.position
        cursor.position += 2
        guard cursor.skip("<") else { throw cursor.error(expected: "`<` and a group name after `\\k`") }
        let name = try groupName()
        guard let index = groups.index(of: name) else {
            throw cursor.error(
                at: start,
                length: cursor.position - start,
                expected: "a reference to a group that the pattern has"
            )
        }
        return .backreference(index: index, ignoresCase: flags.contains(.ignoresCase))
    }

    /// `\d`, `\D`, `\w`, `\W`, `\s`, `\S`, `\p{…}` or `\P{…}`; nil when no such escape stands here.
    private mutating func classEscape() throws(RegularExpressionError) -> ScalarSet? {
        guard cursor.next == "\\", let letter = cursor.peek(1) else { return nil }
        let set: ScalarSet
        switch letter {
        case "d": set = .digits
        case "D": set = ScalarSet.digits.inverted
        case "w": set = resolved(.wordCharacters)
        case "W": set = resolved(.wordCharacters).inverted
        case "s": set = .whitespace
        case "S": set = ScalarSet.whitespace.inverted
        case "p", "P":
            cursor.position += 2
            let property = try UnicodeProperty.ecma(try cursor.propertyName(), in: cursor)
            cursor.position += 1
            return resolved(letter == "P" ? property.inverted : property)
        default: return nil
        }
        cursor.position += 2
        return set
    }

    /// An escape that stands for one code point.
    private mutating func characterEscape(inClass: Bool) throws(RegularExpressionError) -> UInt32 {
        let start = cursor.position
        cursor.position += 1
        guard let letter = cursor.advance() else {
            throw cursor.error(expected: "a character after the backslash", hint: "write `\\\\` for a backslash")
        }
        switch letter {
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "b" where inClass: return 0x08
        case "-" where inClass: return 0x2D
        case "0":
            if let digit = cursor.next, digit.isASCIIDigit {
                throw cursor.error(at: start, length: 3, expected: "`\\0` alone", hint: "write `\\x` and two digits")
            }
            return 0
        case "c":
            guard let control = cursor.next, control.isASCII, control.properties.isAlphabetic else {
                throw cursor.error(expected: "an ASCII letter after `\\c`")
            }
            cursor.position += 1
            return control.value % 32
        case "x":
            guard let value = cursor.hexadecimal(2...2) else {
                throw cursor.error(at: start, length: 4, expected: "two hexadecimal digits after `\\x`")
            }
            return value
        case "u": return try unicodeEscape(start)
        default:
            // What no later edition can give a meaning is itself, as without the flag `u` (ECMA-262, section B.1.2).
            if !letter.properties.isAlphabetic, !letter.properties.isIDContinue || letter == "_" { return letter.value }
            throw cursor.error(
                at: start,
                length: 2,
                expected: "an escape that ECMA-262 knows",
                hint: letter.isASCII && !letter.properties.isAlphabetic && !letter.isASCIIDigit
                    ? "write `\(ScalarText.printable([letter]))` without the backslash" : nil
            )
        }
    }

    /// `\uHHHH`, two of them as a surrogate pair, or `\u{H…}`; the `\u` is behind the cursor.
    private mutating func unicodeEscape(_ start: Int) throws(RegularExpressionError) -> UInt32 {
        if cursor.skip("{") {
            guard let value = cursor.hexadecimal(1...8), cursor.skip("}") else {
                throw cursor.error(
                    at: start,
                    length: cursor.position - start + 1,
                    expected: "a hexadecimal number up to 10FFFF and `}` after `\\u{`"
                )
            }
            return value
        }
        guard let first = cursor.hexadecimal(4...4) else {
            throw cursor.error(at: start, length: 6, expected: "four hexadecimal digits after `\\u`")
        }
        guard 0xD800...0xDBFF ~= first, cursor.starts(with: "\\u") else { return first }
        var ahead = cursor
        ahead.position += 2
        guard let second = ahead.hexadecimal(4...4), 0xDC00...0xDFFF ~= second else { return first }
        cursor = ahead
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }
}
