/// A token bucket for each key: permits come at a constant rate up to the burst, and each request takes one.
///
/// The bucket is kept as the time at which it is full again (the "virtual scheduling" of the generic cell rate algorithm,
/// ITU-T I.371, annex A), in nanoseconds, so that no rounding gathers.
struct RateLimit: Sendable {
    /// Nanoseconds from one permit to the next.
    private let interval: Int64
    /// How many permits a full bucket holds.
    private let burst: Int64
    private var fullAt: [ExactKey: Int64] = [:]

    /// `rate` permits a second, `burst` at once.
    init(rate: Double, burst: Int) {
        interval = max(1, Int64(min(1_000_000_000 / max(rate, 1e-9), 1e18)))
        self.burst = Int64(max(1, burst))
    }

    /// Takes a permit of `key` at `now` (milliseconds). `nil` when there was one; otherwise the milliseconds until the
    /// next.
    mutating func take(_ key: String, now: Int64) -> Int64? {
        let now = now.multipliedReportingOverflow(by: 1_000_000).partialValue
        let key = ExactKey(key)
        let full = max(fullAt[key] ?? now, now)
        let (capacity, unbounded) = interval.multipliedReportingOverflow(by: burst - 1)
        let wait = full - now - (unbounded ? .max : capacity)
        guard wait > 0 else {
            fullAt[key] = full.addingReportingOverflow(interval).overflow ? .max : full + interval
            return nil
        }
        return (wait + 999_999) / 1_000_000
    }
}
