import Measurement

/// A token bucket for each key: permits come at a constant rate up to the burst, and each request takes one.
///
/// The bucket is kept as the time at which it is full again (the "virtual scheduling" of the generic cell rate algorithm,
/// ITU-T I.371, annex A), in nanoseconds, so that no rounding gathers.
struct RateLimit: Sendable {
    /// Nanoseconds from one permit to the next.
    private let interval: Int64
    /// How many permits a full bucket holds.
    private let burst: Int64
    /// A bucket that is full again is as good as none.
    private var fullAt = ExpiringTable<Int64>()

    /// `rate` permits a second, `burst` at once.
    init(rate: Double, burst: Int) {
        interval = max(1, Int64(min(1_000_000_000 / max(rate, 1e-9), 1e18)))
        self.burst = Int64(max(1, burst))
    }

    /// Takes a permit of `key` at `now` (milliseconds). `nil` when there was one; otherwise the milliseconds until the
    /// next.
    mutating func take(_ key: String, now: Int64) -> Int64? {
        let now = now.multipliedSaturated(by: 1_000_000)
        let key = ExactKey(key)
        let full = max(fullAt.value(for: key, now: now) ?? now, now)
        let wait = full - now - interval.multipliedSaturated(by: burst - 1)
        guard wait > 0 else {
            let next = full.addingSaturated(interval)
            fullAt.keep(next, for: key, until: next, now: now)
            return nil
        }
        return wait.addingSaturated(999_999) / 1_000_000
    }
}
