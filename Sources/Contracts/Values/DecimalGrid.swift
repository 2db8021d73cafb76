import JSON
import Measurement

/// Numbers on a grid: whole multiples of a unit, exact in decimal.
///
/// Bounds are taken as they are, be they those of 64 bits: what is computed of them saturates there.
struct DecimalGrid {
    /// Values are multiples of `unit` divided by ten to the `scale`.
    private let unit: Int
    private let scale: Int
    private let low: Int
    private let high: Int

    /// The grid of the numbers that `shape` allows; nil when there are none, or none that 64 bits can hold.
    package init?(_ shape: SchemaShape, isInteger: Bool) {
        let bounds = [shape.minimum, shape.maximum, shape.exclusiveMinimum, shape.exclusiveMaximum].compactMap(\.self)
        let parts = (bounds + shape.multiples).map(Decimal.init)
        guard !parts.contains(where: { $0 == nil }) else { return nil }
        var scale = parts.compactMap { $0?.scale }.max() ?? 0
        // A number that needn't be whole has a fraction, so that it is seen.
        if !isInteger, shape.multiples.isEmpty { scale = max(scale + 1, 2) }
        guard scale <= 15 else { return nil }
        self.scale = scale
        var unit = isInteger ? Self.power(scale) : 1
        for multiple in shape.multiples {
            guard let step = Decimal(multiple)?.at(scale), step > 0, let common = Self.leastCommon(unit, step) else {
                return nil
            }
            unit = common
        }
        self.unit = unit
        guard let (low, high) = Self.range(shape, scale: scale, unit: unit) else { return nil }
        self.low = low
        self.high = high
    }

    /// A number of the grid; both ends are taken at times.
    package func random(using generator: inout some RandomNumberGenerator) -> JSONNumber? {
        let multiple =
            switch Int.random(in: 0..<16, using: &generator) {
            case 0: low
            case 1: high
            default: Int.random(in: low...high, using: &generator)
            }
        let (value, overflow) = multiple.multipliedReportingOverflow(by: unit)
        if overflow { return nil }
        return Self.number(value, scale: scale)
    }

    /// The multiples of the unit that the bounds enclose; where one is missing, a stretch of a hundred: limits that a
    /// service has and its contract hasn't are rarely below that.
    private static func range(_ shape: SchemaShape, scale: Int, unit: Int) -> (Int, Int)? {
        var lows: [Int] = []
        var highs: [Int] = []
        if let bound = shape.minimum {
            guard let value = Decimal(bound)?.at(scale) else { return nil }
            lows.append(ceiling(value, unit))
        }
        if let bound = shape.exclusiveMinimum {
            guard let value = Decimal(bound)?.at(scale) else { return nil }
            let (least, overflows) = floor(value, unit).addingReportingOverflow(1)
            if overflows { return nil }
            lows.append(least)
        }
        if let bound = shape.maximum {
            guard let value = Decimal(bound)?.at(scale) else { return nil }
            highs.append(floor(value, unit))
        }
        if let bound = shape.exclusiveMaximum {
            guard let value = Decimal(bound)?.at(scale) else { return nil }
            let (most, overflows) = ceiling(value, unit).subtractingReportingOverflow(1)
            if overflows { return nil }
            highs.append(most)
        }
        let isShort = shape.formats.contains("int32")
        let limit = isShort ? Int(Int32.max) / max(1, unit / power(scale)) : Int.max
        let least = isShort ? -limit : Int.min
        let stretch = max(1, power(scale).multipliedSaturated(by: 100) / unit)
        let low =
            lows.max() ?? highs.min().map { $0 >= 1 ? 1 : max(least, $0.subtractingSaturated(stretch)) } ?? 1
        let high = highs.min() ?? min(limit, low.addingSaturated(stretch))
        return low <= high ? (low, high) : nil
    }

    /// Rounded towards negative infinity.
    private static func floor(_ value: Int, _ unit: Int) -> Int {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: unit)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Rounded towards positive infinity.
    private static func ceiling(_ value: Int, _ unit: Int) -> Int {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: unit)
        return remainder > 0 ? quotient + 1 : quotient
    }

    private static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    private static func leastCommon(_ one: Int, _ other: Int) -> Int? {
        var (left, right) = (one, other)
        while right != 0 { (left, right) = (right, left % right) }
        let (product, overflow) = (one / left).multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }

    private static func number(_ value: Int, scale: Int) -> JSONNumber? {
        if scale == 0 { return JSONNumber(value) }
        var digits = String(value.magnitude)
        if digits.utf8.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits }
        var fraction = digits.suffix(scale)
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        return JSONNumber(literal: sign + digits.dropLast(scale) + (fraction.isEmpty ? "" : "." + fraction))
    }
}

/// A number as a whole number of a power of ten.
private struct Decimal {
    let coefficient: Int
    let scale: Int

    init?(_ number: JSONNumber) {
        if let whole = number.int {
            (coefficient, scale) = (whole, 0)
            return
        }
        let literal = number.literal
        let parts = literal.split(separator: ".")
        guard parts.count == 2, parts[1].utf8.count <= 15, let whole = Int(parts.joined()) else { return nil }
        (coefficient, scale) = (whole, parts[1].utf8.count)
    }

    /// The coefficient at a larger scale; nil where it doesn't fit.
    func at(_ larger: Int) -> Int? {
        var value = coefficient
        for _ in scale..<larger {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = product
        }
        return value
    }
}
