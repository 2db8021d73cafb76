import Diagnostics

/// A place in the text of a pattern, and the makings of an error about it.
struct RegexCursor: ScalarCursor {
    /// How deep groups may nest, which bounds the recursion of parser and compiler.
    static let depthLimit = 200
    /// The greatest count that a quantifier is taken to mean; texts are shorter.
    private static let countLimit = Int(Int32.max)

    let pattern: String
    let scalars: [Unicode.Scalar]
    var position = 0

    init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    /// Moves past the next scalar and returns it.
    mutating func advance() -> Unicode.Scalar? {
        guard let scalar = next else { return nil }
        position += 1
        return scalar
    }

    /// Moves past decimal digits and returns their value, at most ``countLimit``; nil when there is none.
    mutating func decimal() -> Int? {
        let start = position
        var value = 0
        while let scalar = next, 0x30...0x39 ~= scalar.value {
            value = min(value * 10 + Int(scalar.value - 0x30), Self.countLimit)
            position += 1
        }
        return position > start ? value : nil
    }

    /// Moves past hexadecimal digits, as many as `count` allows, and returns their value; nil for too few or too much.
    mutating func hexadecimal(_ count: ClosedRange<Int>) -> UInt32? {
        let start = position
        var value: UInt32 = 0
        while position - start < count.upperBound, let digit = next?.hexDigit {
            value = value << 4 | digit
            position += 1
        }
        guard position - start >= count.lowerBound, value <= ScalarSet.last else { return nil }
        return value
    }

    func error(
        _ kind: RegularExpressionError.Kind = .syntax,
        at offset: Int? = nil,
        length: Int = 1,
        expected: String,
        found: String? = nil,
        hint: String? = nil
    ) -> RegularExpressionError {
        let offset = min(offset ?? position, scalars.count)
        let range = offset..<min(offset + max(length, 1), scalars.count)
        return RegularExpressionError(
            kind: kind,
            pattern: pattern,
            offset: offset,
            length: range.count,
            found: found ?? describe(range),
            expected: expected,
            hint: hint
        )
    }

    private func describe(_ range: Range<Int>) -> String {
        if range.isEmpty { return "the end of the pattern" }
        return "`" + ScalarText.printable(scalars[range]) + "`"
    }
}

extension Unicode.Scalar {
    /// The value of a hexadecimal digit.
    package var hexDigit: UInt32? {
        switch value {
        case 0x30...0x39: value - 0x30
        case 0x41...0x46: value - 0x41 + 10
        case 0x61...0x66: value - 0x61 + 10
        default: nil
        }
    }

    package var isASCIIDigit: Bool { 0x30...0x39 ~= value }
}

/// The flags of ECMA-262 that change what a pattern matches; `u` is always on.
struct RegexFlags: OptionSet, Sendable {
    let rawValue: UInt8

    static let ignoresCase = RegexFlags(rawValue: 1)
    static let multiline = RegexFlags(rawValue: 2)
    static let dotMatchesAll = RegexFlags(rawValue: 4)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The flag that has this letter.
    init?(letter: Unicode.Scalar) {
        switch letter {
        case "i": self = .ignoresCase
        case "m": self = .multiline
        case "s": self = .dotMatchesAll
        default: return nil
        }
    }
}
