/// A number of JSON (RFC 8259, section 6), exact whatever its size, that remembers how it was written.
///
/// Numbers compare by mathematical value: `1`, `1.0` and `10e-1` are equal. Exponents are exact from -10^18 to 10^18;
/// beyond that they count as these bounds.
public struct JSONNumber: Sendable {
    enum Storage {
        /// `coefficient` divided by ten to the `scale`, written with exactly `scale` digits after the point.
        case plain(coefficient: Int64, scale: UInt8)
        /// Whatever else RFC 8259 allows: exponents, very many digits, a negative zero.
        indirect case text(String)
    }

    let storage: Storage

    init(_ storage: Storage) {
        self.storage = storage
    }

    /// A whole number.
    public init(_ value: Int) {
        storage = .plain(coefficient: Int64(value), scale: 0)
    }

    /// A whole number of any integer type.
    public init(_ value: some BinaryInteger) {
        if let small = Int64(exactly: value) {
            storage = .plain(coefficient: small, scale: 0)
        } else {
            storage = .text(String(value))
        }
    }

    /// The shortest decimal number that reads back as `value`; nil for infinities and NaN, which JSON can't express.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let text = "\(value)"
        self.init(literal: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    /// A number as JSON writes it; nil when `literal` isn't one.
    public init?(literal: String) {
        var copy = literal
        let scanned = copy.withUTF8 { bytes -> JSONNumber? in
            var position = 0
            guard let number = try? JSONNumberScanner.scan(bytes, at: &position) else { return nil }
            return position == bytes.count ? number : nil
        }
        guard let scanned else { return nil }
        self = scanned
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral {
    /// A whole number.
    public init(integerLiteral value: Int) {
        self.init(value)
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The number as it was written.
    public var description: String { literal }
}

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
    private static func aligned(_ left: Self, _ right: Self) -> (Int64, Int64)? {
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

extension JSONNumber {
    /// The number exactly as it was written.
    public var literal: String {
        switch storage {
        case .plain(let coefficient, 0): return String(coefficient)
        case .plain(let coefficient, let scale):
            let digits = String(coefficient.magnitude)
            let missing = Int(scale) + 1 - digits.utf8.count
            let padded = missing > 0 ? String(repeating: "0", count: missing) + digits : digits
            let sign = coefficient < 0 ? "-" : ""
            return "\(sign)\(padded.dropLast(Int(scale))).\(padded.suffix(Int(scale)))"
        case .text(let text): return text
        }
    }

    /// The number as an integer: nil when it has a fraction or is out of range. `1.0` and `1e2` are integers.
    public var int: Int? {
        switch storage {
        case .plain(let coefficient, 0): return Int(coefficient)
        case .plain(let coefficient, let scale):
            let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: Self.powersOfTen[Int(scale)])
            return remainder == 0 ? Int(quotient) : nil
        case .text: return DecimalDigits(self).int
        }
    }

    /// Whether the number has no fraction, whatever its size and however it is written.
    public var isInteger: Bool {
        switch storage {
        case .plain(_, 0): return true
        case .plain(let coefficient, let scale): return coefficient.isMultiple(of: Self.powersOfTen[Int(scale)])
        case .text: return DecimalDigits(self).isInteger
        }
    }

    /// The nearest binary floating-point number; infinite when the number is out of range.
    public var double: Double {
        switch storage {
        case .plain(let coefficient, 0): return Double(coefficient)
        case .plain(let coefficient, let scale):
            // Both operands are exact here, so that one division rounds right (Clinger, 1990).
            if coefficient.magnitude <= 1 << 53 { return Double(coefficient) / Double(Self.powersOfTen[Int(scale)]) }
            return Double(literal) ?? .nan
        case .text(let text):
            return Double(text) ?? .nan
        }
    }

    /// The powers of ten that fit into 64 bits.
    private static let powersOfTen: [Int64] = (0...18).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

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
