/// A text that depends on the time and nothing else, such as a date: each thread renders it when it has changed.
public struct TimedText: Sendable {
    /// Nanoseconds of the wall clock, from the epoch, after each of which the text may be another.
    public var granularity: UInt64
    /// The text at an instant, in nanoseconds since 1970 in UTC.
    public var render: @Sendable (_ instant: UInt64) -> [UInt8]

    /// A text that `render` makes anew in each interval of `granularity` nanoseconds, which is more than 0.
    public init(granularity: UInt64, render: @escaping @Sendable (_ instant: UInt64) -> [UInt8]) {
        self.granularity = granularity
        self.render = render
    }
}
