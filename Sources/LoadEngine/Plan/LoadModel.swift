public import Measurement

/// When the requests of a load start.
public enum LoadModel: Sendable {
    /// At the instants of an arrival process, whatever the responses do. Thread k of n takes each n-th arrival from the
    /// k-th on, so every call has to make the same process.
    case open(@Sendable () -> any ArrivalProcess)
    /// When a user's response has come: each of `users` sends, waits for the response, and thinks. The users begin one
    /// after the other, evenly over `rampUp` nanoseconds.
    case closed(users: Int, think: ThinkTime = .none, rampUp: UInt64 = 0)
}
