/// Arrivals at a constant rate: the n-th, from 0, is at floor(n · 10⁹ / rate) nanoseconds, computed anew for each n so that
/// no rounding adds up.
public struct ConstantArrivals: ArrivalProcess {
    private let rate: Double
    private let share: ArrivalShare
    private var count: Int

    /// Arrivals at `rate` a second, which is more than 0; of them, those of `share`.
    public init(rate: Double, share: ArrivalShare = .all) {
        precondition(rate > 0 && rate.isFinite, "a rate of arrivals is a finite number above 0")
        self.rate = rate
        self.share = share
        count = share.index
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        let time = Self.time(of: UInt64(count), rate: rate)
        count += share.count
        return time
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double {
        Double(nanoseconds) * 1e-9 * rate / Double(share.count)
    }

    /// The time of arrival `number`, from 0; `UInt64.max` when it doesn't fit.
    static func time(of number: UInt64, rate: Double) -> UInt64 {
        // A whole rate is divided exactly, in 128 bits: doubles would be a nanosecond off after 2⁵³.
        if let whole = UInt64(exactly: rate) {
            let product = number.multipliedFullWidth(by: 1_000_000_000)
            return product.high < whole ? whole.dividingFullWidth(product).quotient : .max
        }
        return UInt64(saturating: (Double(number) * 1e9 / rate).rounded(.down))
    }
}
