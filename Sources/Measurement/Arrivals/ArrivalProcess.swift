/// When the requests of an open load are meant to start.
public protocol ArrivalProcess: Sendable {
    /// The next intended start, in nanoseconds since the load began; never earlier than the one before.
    ///
    /// `UInt64.max` says that there is no further arrival, and every later call says it too.
    mutating func next() -> UInt64

    /// How many arrivals the model expects in the first `nanoseconds`, whatever `next()` has given so far: what was
    /// offered. A deterministic process is within one of it, a random one has it as its mean.
    func expected(by nanoseconds: UInt64) -> Double
}
