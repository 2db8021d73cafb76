/// The part of a load's arrivals that one of several threads takes: of `count` threads, the one with `index` takes every
/// `count`-th arrival, so that together they send exactly what one thread would.
public struct ArrivalShare: Sendable, Hashable {
    /// Which share it is, from 0.
    public let index: Int
    /// How many shares there are.
    public let count: Int

    /// The share `index` of `count`, where `0 <= index < count`.
    public init(_ index: Int, of count: Int) {
        precondition(index >= 0 && index < count, "a share's index is from 0 to the number of shares less one")
        self.index = index
        self.count = count
    }

    /// All arrivals.
    public static let all = ArrivalShare(0, of: 1)
}
