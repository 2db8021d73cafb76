/// A limit that a load's response times had to keep, whatever came of it.
public struct LoadObjective: Sendable, Hashable {
    /// What was limited: `p99`, `max`, `mean`.
    public var name: String
    /// The most that was allowed, in nanoseconds.
    public var limit: UInt64

    /// The limit of `name`.
    public init(_ name: String, limit: UInt64) {
        self.name = name
        self.limit = limit
    }
}
