import Glibc

/// The mock's clock: milliseconds since 1970-01-01 UTC.
public struct MockClock: Sendable {
    /// The time now.
    public let now: @Sendable () -> Int64

    /// A clock that reads `now`.
    public init(_ now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// The system's clock.
    public static let system = MockClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
