package import JSON

/// A sum or product in a `${...}`: `${price * 1.2}`. Operators have blanks on both sides, for a name may hold a minus.
package indirect enum Calculation: Sendable, Hashable {
    /// What is done with two numbers.
    package enum Operator: Character, Sendable, Hashable, CaseIterable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case by = "/"
    }

    case number(JSONNumber)
    case reference(Reference)
    case combined(Calculation, Operator, Calculation)

    /// The calculation that `text` writes; `nil` when there is no operator in it.
    init?(_ text: String, base: Int, at range: Range<Int>) throws(TemplateError) {
        let bytes = Array(text.utf8)
        guard let place = Self.lastOperator(in: bytes) else { return nil }
        guard let mark = Operator(rawValue: Character(Unicode.Scalar(bytes[place]))) else { return nil }
        self = .combined(
            try Self.operand(bytes, 0..<place, base, range),
            mark,
            try Self.operand(bytes, (place + 1)..<bytes.count, base, range)
        )
    }

    /// What stands on one side of an operator, within `part` of `bytes`.
    private static func operand(_ bytes: [UInt8], _ part: Range<Int>, _ base: Int, _ range: Range<Int>)
        throws(TemplateError) -> Calculation
    {
        var part = part
        while let first = part.first, bytes[first] == 0x20 { part.removeFirst() }
        while let last = part.last, bytes[last] == 0x20 { part.removeLast() }
        let inside = Array(bytes[part])
        let text = String(decoding: inside, as: UTF8.self)
        guard !inside.isEmpty else {
            throw TemplateError("a number is missing beside an operator", help: "write for example ${a + 1}", at: range)
        }
        if let number = JSONNumber(literal: text) { return .number(number) }
        if isEnclosed(inside, "(", ")") {
            let rest = String(decoding: inside.dropFirst().dropLast(), as: UTF8.self)
            if let calculation = try Calculation(rest, base: base + part.lowerBound + 1, at: range) {
                return calculation
            }
            return try operand(bytes, (part.lowerBound + 1)..<(part.upperBound - 1), base, range)
        }
        if let calculation = try Calculation(text, base: base + part.lowerBound, at: range) { return calculation }
        if let template = try? Template(utf8: inside, base: base + part.lowerBound), let whole = template.wholeReference
        {
            return .reference(whole)
        }
        return .reference(try Reference(utf8: inside, base: base + part.lowerBound))
    }

    /// Whether `bytes` begin with `open`, which only their last byte closes.
    private static func isEnclosed(_ bytes: [UInt8], _ open: Character, _ close: Character) -> Bool {
        guard bytes.first == open.asciiValue, bytes.last == close.asciiValue else { return false }
        var depth = 0
        for (index, byte) in bytes.enumerated() {
            if byte == open.asciiValue { depth += 1 }
            if byte == close.asciiValue { depth -= 1 }
            if depth == 0 { return index == bytes.count - 1 }
        }
        return false
    }

    /// The operator that is applied last: outside of all brackets, between blanks, the last + or -, else the last * or
    /// /. There is none behind a colon, where formats and texts stand.
    private static func lastOperator(in bytes: [UInt8]) -> Int? {
        var depth = 0
        var sum: Int?
        var product: Int?
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ":") where depth == 0: return nil
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"):
                guard depth == 0, index > 0, index + 1 < bytes.count, bytes[index - 1] == 0x20, bytes[index + 1] == 0x20
                else { continue }
                if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { sum = index } else { product = index }
            default: break
            }
        }
        return sum ?? product
    }

    /// The references in it.
    var references: [Reference] {
        switch self {
        case .number: []
        case .reference(let reference): [reference]
        case .combined(let left, _, let right): left.references + right.references
        }
    }
}

extension Calculation.Operator {
    /// What comes of two numbers: exactly where 36 digits are enough, else as near as binary floating point is.
    func value(_ left: JSONNumber, _ right: JSONNumber) throws(ValueFailure) -> JSONNumber {
        if self == .by, right == 0 { throw ValueFailure("a division by zero") }
        if let exact = exact(left, right) { return exact }
        let (one, other) = (left.double, right.double)
        let result =
            switch self {
            case .plus: one + other
            case .minus: one - other
            case .times: one * other
            case .by: one / other
            }
        guard let number = JSONNumber(result) else { throw ValueFailure("a result that is out of range") }
        return number
    }

    private func exact(_ left: JSONNumber, _ right: JSONNumber) -> JSONNumber? {
        guard let one = Fraction(left), let other = Fraction(right) else { return nil }
        switch self {
        case .plus: return one.adding(other)?.number
        case .minus: return one.adding(Fraction(coefficient: -other.coefficient, scale: other.scale))?.number
        case .times:
            let (product, overflows) = one.coefficient.multipliedReportingOverflow(by: other.coefficient)
            return overflows ? nil : Fraction(coefficient: product, scale: one.scale + other.scale).number
        case .by: return one.divided(by: other)?.number
        }
    }
}

/// A decimal number: `coefficient` divided by ten to the `scale`.
private struct Fraction {
    var coefficient: Int128
    var scale: Int

    init(coefficient: Int128, scale: Int) {
        self.coefficient = coefficient
        self.scale = scale
    }

    /// `nil` for what isn't written as plain digits, or has too many of them.
    init?(_ number: JSONNumber) {
        let literal = number.literal
        let parts = literal.split(separator: ".", omittingEmptySubsequences: false)
        guard literal.utf8.count <= 30, !literal.contains(where: { $0 == "e" || $0 == "E" }), parts.count <= 2,
            let whole = Int128(parts.joined())
        else { return nil }
        self.init(coefficient: whole, scale: parts.count == 2 ? parts[1].count : 0)
    }

    func scaled(to scale: Int) -> Int128? {
        var value = coefficient
        for _ in self.scale..<max(self.scale, scale) {
            let (next, overflows) = value.multipliedReportingOverflow(by: 10)
            if overflows { return nil }
            value = next
        }
        return value
    }

    func adding(_ other: Fraction) -> Fraction? {
        let scale = max(scale, other.scale)
        guard let one = scaled(to: scale), let two = other.scaled(to: scale) else { return nil }
        let (sum, overflows) = one.addingReportingOverflow(two)
        return overflows ? nil : Fraction(coefficient: sum, scale: scale)
    }

    /// `nil` when the quotient has more than 18 further digits.
    func divided(by other: Fraction) -> Fraction? {
        for more in 0...18 {
            guard let dividend = scaled(to: max(scale, other.scale) + more) else { return nil }
            let divisor = other.coefficient
            guard divisor != 0, dividend % divisor == 0 else { continue }
            return Fraction(coefficient: dividend / divisor, scale: max(scale, other.scale) + more - other.scale)
        }
        return nil
    }

    /// Without zeros at the end of its fraction.
    var number: JSONNumber? {
        var (rest, scale) = (coefficient, scale)
        while scale > 0, rest % 10 == 0 {
            rest /= 10
            scale -= 1
        }
        let digits = String(rest.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let point = padded.index(padded.endIndex, offsetBy: -scale)
        let text = padded[..<point] + (scale > 0 ? ".\(padded[point...])" : "")
        return JSONNumber(literal: (rest < 0 ? "-" : "") + text)
    }
}
