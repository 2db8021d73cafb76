import Glibc

/// The clock that durations are taken from.
public enum MonotonicClock {
    /// Nanoseconds since some fixed point.
    public static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
