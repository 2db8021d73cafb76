extension JSONNumber {
    /// Whether this is a whole multiple of `divisor`, exactly. Nothing is a multiple of zero.
    public func isMultiple(of divisor: JSONNumber) -> Bool {
        if let (value, unit) = Self.aligned(self, divisor) { return unit != 0 && value.isMultiple(of: unit) }
        return DecimalDigits(self).isMultiple(of: DecimalDigits(divisor))
    }
}

extension DecimalDigits {
    func isMultiple(of divisor: DecimalDigits) -> Bool {
        if divisor.digits.isEmpty { return false }
        if digits.isEmpty { return true }
        let shift = (point - digits.count) - (divisor.point - divisor.digits.count)
        // The last digit isn't zero, so that a unit ten times smaller than the divisor's can't vanish.
        if shift < 0 { return false }
        // Each further zero brings one more factor 2 and 5; a divisor has fewer of them than it has bits.
        let zeros = min(shift, 4 * divisor.digits.count)
        return Self.remainder(digits + Array(repeating: 0, count: zeros), by: divisor.digits).allSatisfy { $0 == 0 }
    }

    /// Long division in base ten: the digits of the remainder, as many as the divisor has.
    private static func remainder(_ digits: [UInt8], by divisor: [UInt8]) -> [UInt8] {
        if divisor.count <= 18 {
            let unit = divisor.reduce(0 as UInt64) { $0 * 10 + UInt64($1) }
            let rest = digits.reduce(0 as UInt64) { rest, digit in
                let (high, low) = rest.multipliedFullWidth(by: 10)
                let (sum, carry) = low.addingReportingOverflow(UInt64(digit))
                return unit.dividingFullWidth((high + (carry ? 1 : 0), sum)).remainder
            }
            return [rest == 0 ? 0 : 1]
        }
        let unit = [0] + divisor
        var rest = [UInt8](repeating: 0, count: unit.count)
        for digit in digits {
            rest.removeFirst()
            rest.append(digit)
            while !rest.lexicographicallyPrecedes(unit) { subtract(unit, from: &rest) }
        }
        return rest
    }

    private static func subtract(_ right: [UInt8], from left: inout [UInt8]) {
        var borrow: UInt8 = 0
        for index in left.indices.reversed() {
            let amount = right[index] + borrow
            borrow = left[index] < amount ? 1 : 0
            left[index] = left[index] + borrow * 10 - amount
        }
    }
}
