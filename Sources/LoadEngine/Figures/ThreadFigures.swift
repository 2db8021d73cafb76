/// What one thread of the generator did, and what it cost.
public struct ThreadFigures: Sendable, Hashable {
    /// Which thread.
    public var thread: Int
    /// What became of its requests.
    public var counts = LoadCounts()
    /// CPU time from the load's start to its end, in user mode, in nanoseconds.
    public var userTime: UInt64 = 0
    /// The same in the kernel.
    public var systemTime: UInt64 = 0
    /// How often the thread gave the processor up.
    public var voluntarySwitches = 0
    /// How often it was taken away.
    public var involuntarySwitches = 0
    /// From the load's start to its end, in nanoseconds.
    public var wallTime: UInt64 = 0
    /// The most requests in flight.
    public var peakInFlight = 0
    /// The longest time between two looks at the clock while there was work, in nanoseconds.
    public var longestTurn: UInt64 = 0
    /// Nanoseconds that the loop waited for a ``RequestSource`` that had nothing ready, and how often.
    public var sourceWait: UInt64 = 0
    /// How often it waited for one.
    public var sourceWaits = 0
    /// Whether a feeder that gives each row once had no more.
    public var feederIsExhausted = false
}
