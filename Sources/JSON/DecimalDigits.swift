/// A number as sign, digits and place of the decimal point: its value is 0.`digits` times ten to the `point`.
struct DecimalDigits: Equatable {
    /// Exponents are cut to this magnitude: it is far beyond any number of digits that memory holds.
    private static let exponentBound = 1_000_000_000_000_000_000

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

/// Reads the number of RFC 8259, section 6.
enum JSONNumberScanner {
    /// Reads the number that begins at `position`, which is moved to its end.
    static func scan(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) throws(JSONFault) -> JSONNumber {
        let start = position
        let isNegative = start < bytes.count && bytes[start] == UInt8(ascii: "-")
        var index = isNegative ? start + 1 : start
        var coefficient: UInt64 = 0
        let firstDigit = index
        let whole = digits(bytes, &index, &coefficient)
        if whole == 0 { throw JSONFault(.digitExpected, at: index, from: start) }
        if whole > 1, bytes[firstDigit] == UInt8(ascii: "0") { throw JSONFault(.leadingZero, firstDigit..<index) }
        var scale = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            scale = digits(bytes, &index, &coefficient)
            if scale == 0 { throw JSONFault(.fractionExpected, at: index, from: start) }
        }
        var hasExponent = false
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            hasExponent = true
            try exponent(bytes, &index, from: start)
        }
        position = index
        let isNegativeZero = isNegative && coefficient == 0
        if !hasExponent, whole + scale <= 18, !isNegativeZero {
            let signed = isNegative ? -Int64(coefficient) : Int64(coefficient)
            return JSONNumber(.plain(coefficient: signed, scale: UInt8(scale)))
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
        if !hasExponent, scale == 0, !isNegativeZero, let value = Int64(text) {
            return JSONNumber(.plain(coefficient: value, scale: 0))
        }
        return JSONNumber(.text(text))
    }

    /// Moves past digits and returns how many there were; the coefficient counts only while it can't overflow.
    @inline(__always)
    private static func digits(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        _ coefficient: inout UInt64
    ) -> Int {
        let start = index
        while index < bytes.count {
            let digit = bytes[index] &- 0x30
            if digit > 9 { break }
            coefficient = coefficient &* 10 &+ UInt64(digit)
            index += 1
        }
        return index - start
    }

    private static func exponent(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        from start: Int
    ) throws(JSONFault) {
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
        var ignored: UInt64 = 0
        if digits(bytes, &index, &ignored) == 0 { throw JSONFault(.exponentExpected, at: index, from: start) }
    }
}
