import Measurement
import Quantities

/// Instants that several machines agree about: of the monotonic clock here, and of the time of day that all have in
/// common there.
struct SharedClock {
    /// What has to be added to this machine's time of day, in nanoseconds.
    let offset: Int64

    /// `instant`, by the monotonic clock, in nanoseconds since 1970.
    func shared(_ instant: UInt64) -> Int64 {
        let (wall, now) = (WallClock.nanoseconds().addingSaturated(offset), MonotonicClock.now())
        return instant >= now
            ? wall.addingSaturated(Int64(clamping: instant - now))
            : wall.subtractingSaturated(Int64(clamping: now - instant))
    }

    /// `shared`, in nanoseconds since 1970, by the monotonic clock.
    func own(_ shared: Int64) -> UInt64 {
        let (wall, now) = (WallClock.nanoseconds().addingSaturated(offset), MonotonicClock.now())
        return shared >= wall
            ? now.addingSaturated(UInt64(clamping: shared.subtractingSaturated(wall)))
            : now.subtractingSaturated(UInt64(clamping: wall.subtractingSaturated(shared)))
    }
}
