extension JSONNumber: Comparable, Hashable {
    /// Whether both have the same mathematical value.
    public static func == (left: Self, right: Self) -> Bool {
        if let (one, other) = aligned(left, right) { return one == other }
        return DecimalDigits(left) == DecimalDigits(right)
    }

    /// Whether the value of `left` is the smaller one.
    public static func < (left: Self, right: Self) -> Bool {
        if let (one, other) = aligned(left, right) { return one < other }
        return DecimalDigits(left) < DecimalDigits(right)
    }

    /// Both as integers of the same unit, where 64 bits suffice.
    static func aligned(_ left: Self, _ right: Self) -> (Int64, Int64)? {
        guard case .plain(let one, let oneScale) = left.storage, case .plain(let other, let otherScale) = right.storage
        else { return nil }
        if oneScale == otherScale { return (one, other) }
        let scale = max(oneScale, otherScale)
        let (first, isFirstCut) = one.multipliedReportingOverflow(by: powersOfTen[Int(scale - oneScale)])
        let (second, isSecondCut) = other.multipliedReportingOverflow(by: powersOfTen[Int(scale - otherScale)])
        return isFirstCut || isSecondCut ? nil : (first, second)
    }

    /// Feeds the value, however it is written.
    public func hash(into hasher: inout Hasher) {
        if case .plain(var coefficient, let scale) = storage, coefficient.magnitude < 1_000_000_000_000_000_000 {
            var exponent = -Int(scale)
            while coefficient != 0, coefficient.isMultiple(of: 10) {
                coefficient /= 10
                exponent += 1
            }
            hasher.combine(coefficient)
            hasher.combine(coefficient == 0 ? 0 : exponent)
            return
        }
        let decimal = DecimalDigits(self)
        if decimal.digits.count <= 18 {
            let magnitude = decimal.digits.reduce(0 as Int64) { $0 * 10 + Int64($1) }
            hasher.combine(decimal.isNegative ? -magnitude : magnitude)
            hasher.combine(decimal.point - decimal.digits.count)
        } else {
            hasher.combine(decimal.isNegative)
            hasher.combine(decimal.digits)
            hasher.combine(decimal.point)
        }
    }
}
