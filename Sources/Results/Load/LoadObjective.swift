/// A limit that a load's response times had to keep, whatever came of it.
package struct LoadObjective: Sendable, Hashable {
    /// What was limited: `p99`, `max`, `mean`.
    package var name: String
    /// The most that was allowed, in nanoseconds.
    package var limit: UInt64

    /// The limit of `name`.
    package init(_ name: String, limit: UInt64) {
        self.name = name
        self.limit = limit
    }
}
