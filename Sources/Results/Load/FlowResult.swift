package import Measurement

/// What became of a load's flows of one kind, warm-up excluded. Always: `started == completed + abandoned`.
package struct FlowResult: Sendable, Hashable {
    /// The flow's name; empty when the load has no other requests.
    package var name: String
    /// Flows that began.
    package var started: Int
    /// Flows whose last response came, and held.
    package var completed: Int
    /// Flows that ended before: a request failed, a response broke an expectation, or the load was over.
    package var abandoned: Int
    /// Of the completed ones, from the intended start to the last response, in nanoseconds.
    package var time: LatencySummary
    /// The same as they are judged.
    package var times: LoadTimes

    /// A result of its parts.
    package init(
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

/// The events of a load's responses that are streams, those of one request, warm-up excluded.
package struct StreamResult: Sendable, Hashable {
    /// The request's name; empty when the load has this one only.
    package var name: String
    /// Responses of which an event has come.
    package var responses: Int
    /// Events of all of them.
    package var events: Int
    /// From the intended start of each request to its first event, in nanoseconds.
    package var first: LatencySummary
    /// From one event of a response to the next, in nanoseconds; 0 where both came in one piece.
    package var gap: LatencySummary
    /// The same as they are judged.
    package var firstTimes = LoadTimes()
    package var gapTimes = LoadTimes()

    /// A result of its parts.
    package init(name: String, responses: Int, events: Int, first: LatencySummary, gap: LatencySummary) {
        self.name = name
        self.responses = responses
        self.events = events
        self.first = first
        self.gap = gap
    }
}
