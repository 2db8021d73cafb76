/// What a user does between a response and the next request.
public enum ThinkTime: Sendable, Hashable {
    /// Sends at once.
    case none
    /// Waits for this many nanoseconds.
    case constant(UInt64)
    /// Waits for a time that is exponentially distributed with this mean, in nanoseconds.
    case exponential(mean: UInt64)
}
