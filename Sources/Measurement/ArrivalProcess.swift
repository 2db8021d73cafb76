/// When the requests of an open load are meant to start.
public protocol ArrivalProcess: Sendable {
    /// The next intended start, in nanoseconds since the load began; never earlier than the one before.
    mutating func next() -> UInt64
}
