/// A bucket of a histogram: a range of values that aren't told apart, and how many of them were recorded.
public struct HdrBucket: Sendable, Hashable {
    /// The smallest value of the range.
    public var lowest: UInt64
    /// The largest value of the range.
    public var highest: UInt64
    /// How many values were recorded in it.
    public var count: UInt64

    /// The value that stands for all in a mean: the middle, rounded up.
    public var middle: UInt64 { lowest + (highest - lowest + 1) / 2 }
}
