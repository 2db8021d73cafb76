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
    static let powersOfTen: [Int64] = (0...18).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
