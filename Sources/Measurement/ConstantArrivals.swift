/// Arrivals at a constant rate: the n-th, from 0, is at floor(n · 10⁹ / rate) nanoseconds, computed anew for each n so that
/// no rounding adds up.
public struct ConstantArrivals: ArrivalProcess {
    private let rate: Double
    private var count = 0

    /// Arrivals at `rate` a second, which is more than 0.
    public init(rate: Double) { self.rate = rate }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        defer { count += 1 }
        // A whole rate is divided exactly; doubles would be a nanosecond off after 2⁵³.
        if let whole = UInt64(exactly: rate) {
            let (product, overflows) = UInt64(count).multipliedReportingOverflow(by: 1_000_000_000)
            if !overflows { return product / whole }
        }
        return UInt64((Double(count) * 1e9 / rate).rounded(.down))
    }
}
