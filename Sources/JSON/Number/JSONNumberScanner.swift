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
