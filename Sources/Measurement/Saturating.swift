/// Arithmetic for numbers that come from files, servers and contracts: what doesn't fit is the nearest number that
/// does, and nothing traps.
extension FixedWidthInteger {
    /// `value` without its fraction; 0 for what is no number, the least or the greatest for what is beyond it.
    package init(saturating value: Double) {
        // Double(Self.max) may round up to a power of two that doesn't fit.
        let beyond = Double(sign: .plus, exponent: Self.bitWidth - (Self.isSigned ? 1 : 0), significand: 1)
        if value >= beyond {
            self = .max
        } else if value <= (Self.isSigned ? -beyond : 0) {
            self = .min
        } else {
            self = value.isNaN ? 0 : Self(value)
        }
    }

    /// The sum.
    package func addingSaturated(_ other: Self) -> Self {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// The difference.
    package func subtractingSaturated(_ other: Self) -> Self {
        let (difference, overflows) = subtractingReportingOverflow(other)
        // Without a sign only what is below 0 overflows.
        return overflows ? (other < 0 ? .max : .min) : difference
    }

    /// The product.
    package func multipliedSaturated(by other: Self) -> Self {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? ((self < 0) != (other < 0) ? .min : .max) : product
    }
}
