package import Measurement

/// Times of one kind, as they were measured and without what the generator itself added to them, in nanoseconds.
package struct LoadTimes: Sendable, Hashable {
    /// From the intended start of each.
    package var measured: PackedLatencies
    /// The same without what the generator itself was late in sending.
    package var undelayed: PackedLatencies
    /// Requests that each of them is made of: more than one for a flow.
    package var requests: Int

    /// Times of their parts; none unless given.
    package init(
        measured: PackedLatencies = PackedLatencies(),
        undelayed: PackedLatencies = PackedLatencies(),
        requests: Int = 1
    ) {
        self.measured = measured
        self.undelayed = undelayed
        self.requests = requests
    }
}

/// How late the generator did what was due, in nanoseconds. It lengthens every time that is measured: what is sent late
/// ends late, and what is read late is said to have come late.
package struct GeneratorLateness: Sendable, Hashable {
    /// Sends of requests that neither a busy connection nor the opening of one kept waiting.
    package var sends: PackedLatencies
    /// Looks of the event loops at what was due: a stand-in for how late responses were read, which no one can see.
    package var looks: PackedLatencies
    /// The share of requests that waited for a connection, as it was opened for them or others had it, from 0 to 1:
    /// these wait for more looks than others.
    package var waiting: Double

    /// Lateness of its parts; never late unless given.
    package init(
        sends: PackedLatencies = PackedLatencies(),
        looks: PackedLatencies = PackedLatencies(),
        waiting: Double = 0
    ) {
        self.sends = sends
        self.looks = looks
        self.waiting = waiting
    }
}

/// Where a burst or load was stopped before its end.
package struct LoadStop: Sendable, Hashable {
    /// Nanoseconds from its start, warm-up included.
    package var after: UInt64
    /// How long it was to take; `nil` for a burst, which takes as long as it takes.
    package var planned: UInt64?

    /// A stop of its parts.
    package init(after: UInt64, planned: UInt64?) {
        self.after = after
        self.planned = planned
    }
}

/// Why a load ended before its time, in good order.
package struct LoadEnd: Sendable, Hashable {
    /// What brought it about.
    package enum Cause: String, Sendable, Hashable, CaseIterable {
        /// A percentile was known as well as was asked for.
        case precise
        /// An objective couldn't be kept any more.
        case hopeless
    }

    /// What brought it about.
    package var cause: Cause
    /// Nanoseconds from the load's start to the decision, warm-up included.
    package var after: UInt64
    /// What was found, for a person.
    package var detail: String

    /// An end of its parts.
    package init(_ cause: Cause, after: UInt64, detail: String) {
        self.cause = cause
        self.after = after
        self.detail = detail
    }
}

/// The users of a closed load.
package struct LoadUsers: Sendable, Hashable {
    /// How many there are.
    package var count: Int
    /// Those who never had a connection.
    package var lonely: Int

    /// So many users.
    package init(count: Int, lonely: Int) {
        self.count = count
        self.lonely = lonely
    }
}
