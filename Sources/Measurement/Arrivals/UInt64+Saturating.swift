extension UInt64 {
    /// `value` without its fraction; 0 for what is below 0 or not a number, `max` for what is too large.
    init(saturating value: Double) {
        // Double(UInt64.max) rounds up to 2⁶⁴, which doesn't fit.
        self = value >= 0x1p64 ? .max : value > 0 ? UInt64(value) : 0
    }
}
