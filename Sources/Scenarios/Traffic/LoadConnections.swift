/// Which connections a load has.
public struct LoadConnections: Sendable, Hashable {
    /// The most of an open load; requests beyond wait for one, and that counts in their response time. A closed load has one
    /// for each user.
    public var maximum = 1024
    /// Whether they are kept for further requests.
    public var isReusing = true
    /// How many are opened before the load begins; `nil` for as many as there are users, or 16.
    public var openedBefore: Int?
    /// From one opening to the next before the load begins, in nanoseconds.
    public var openingInterval: UInt64 = 0

    /// The defaults.
    public init() {}
}
