public import Measurement

/// What became of a load's flows of one kind, warm-up excluded. Always: `started == completed + abandoned`.
public struct FlowResult: Sendable, Hashable {
    /// The flow's name; empty when the load has no other requests.
    public var name: String
    /// Flows that began.
    public var started: Int
    /// Flows whose last response came, and held.
    public var completed: Int
    /// Flows that ended before: a request failed, a response broke an expectation, or the load was over.
    public var abandoned: Int
    /// Of the completed ones, from the intended start to the last response, in nanoseconds.
    public var time: LatencySummary
    /// The same as they are judged.
    public var times: LoadTimes

    /// A result of its parts.
    public init(
        name: String,
        started: Int,
        completed: Int,
        abandoned: Int,
        time: LatencySummary,
        times: LoadTimes = LoadTimes()
    ) {
        self.name = name
        self.started = started
        self.completed = completed
        self.abandoned = abandoned
        self.time = time
        self.times = times
    }
}
