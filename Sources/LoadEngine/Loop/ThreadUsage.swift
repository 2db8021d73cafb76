import CLinux
import Glibc

/// What the calling thread has used of its processor (`getrusage` with `RUSAGE_THREAD`).
struct ThreadUsage {
    /// Nanoseconds in user mode.
    var user: UInt64
    /// Nanoseconds in the kernel.
    var system: UInt64
    var voluntarySwitches: Int
    var involuntarySwitches: Int

    static func now() -> ThreadUsage {
        var usage = rusage()
        muster_thread_usage(&usage)
        return ThreadUsage(
            user: nanoseconds(usage.ru_utime),
            system: nanoseconds(usage.ru_stime),
            voluntarySwitches: usage.ru_nvcsw,
            involuntarySwitches: usage.ru_nivcsw
        )
    }

    private static func nanoseconds(_ time: timeval) -> UInt64 {
        UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1000
    }
}
