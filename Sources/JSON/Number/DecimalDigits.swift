/// A number as sign, digits and place of the decimal point: its value is 0.`digits` times ten to the `point`.
struct DecimalDigits: Equatable {
    /// Exponents are cut to this magnitude: it is far beyond any number of digits that memory holds.
    static let exponentBound = 1_000_000_000_000_000_000

    var isNegative = false
    /// From 0 to 9, with no zero at either end; empty for zero.
    var digits: [UInt8] = []
    var point = 0

    init(_ number: JSONNumber) {
        switch number.storage {
        case .plain(let coefficient, let scale):
            isNegative = coefficient < 0
            digits = String(coefficient.magnitude).utf8.map { $0 - 0x30 }
            point = digits.count - Int(scale)
        case .text(let text):
            read(text)
        }
        strip()
    }

    private mutating func read(_ text: String) {
        var hasPoint = false
        for (offset, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x30...0x39:
                digits.append(byte - 0x30)
                if !hasPoint { point += 1 }
            case UInt8(ascii: "."): hasPoint = true
            case UInt8(ascii: "-"): isNegative = true
            default:
                point += Self.exponent(text.utf8.dropFirst(offset + 1))
                return
            }
        }
    }

    private static func exponent(_ text: Substring.UTF8View) -> Int {
        let bound = text.first == UInt8(ascii: "-") ? -exponentBound : exponentBound
        // Only a number too large for 64 bits fails to convert: the scanner has checked its form.
        return max(-exponentBound, min(exponentBound, Int(Substring(text)) ?? bound))
    }

    private mutating func strip() {
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { (isNegative, point) = (false, 0) }
    }

    var isInteger: Bool { point >= digits.count }

    var int: Int? {
        guard isInteger, point <= 19 else { return nil }
        var value = 0
        for place in 0..<point {
            let digit = place < digits.count ? Int(digits[place]) : 0
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = sum
        }
        // Counted downwards, since there is one more negative integer than there are positive ones.
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}

extension DecimalDigits: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    private func isSmaller(than other: Self) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        return point != other.point ? point < other.point : digits.lexicographicallyPrecedes(other.digits)
    }
}
