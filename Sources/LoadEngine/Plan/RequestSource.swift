/// Requests that are prepared ahead of time: a thread fills a bounded ring from which the loop takes them.
public struct RequestSource: Sendable {
    /// How many requests each thread has ready at most.
    public var capacity: Int
    /// Makes the complete bytes of the request with this index; the array comes empty, with its storage kept. Left empty,
    /// the request fails in the category `request`.
    public var prepare: @Sendable (_ index: UInt64, _ bytes: inout [UInt8]) -> Void

    /// A source with room for `capacity` requests a thread.
    public init(capacity: Int = 1024, prepare: @escaping @Sendable (_ index: UInt64, _ bytes: inout [UInt8]) -> Void) {
        self.capacity = capacity
        self.prepare = prepare
    }
}
