import HTTP
package import Measurement

/// What a worker has for responses that are streams of events: a tally for each request in flight, and the times of
/// each endpoint. It is a plain value over memory that it owns; a load that watches no events takes none.
struct WorkerEvents {
    /// What was counted and timed of one endpoint's responses.
    private struct Times {
        var responses = 0
        var events = 0
        var first = LatencyRecorder()
        /// The same without what the generator itself was late.
        var undelayed = LatencyRecorder()
        var gap = LatencyRecorder()

        mutating func reserve() {
            first.reserve()
            undelayed.reserve()
            gap.reserve()
        }
    }

    private let tallies: UnsafeMutablePointer<EventTally>
    private let times: UnsafeMutablePointer<Times>
    private let endpoints: Int

    init?(_ plan: LoadPlan, slots: Int) {
        guard plan.endpoints.contains(where: \.watchesEvents) else { return nil }
        tallies = .allocate(capacity: max(1, slots))
        tallies.initialize(repeating: EventTally(), count: slots)
        endpoints = plan.endpoints.count
        times = .allocate(capacity: endpoints)
        times.initialize(repeating: Times(), count: endpoints)
        for place in 0..<endpoints where plan.endpoints[place].watchesEvents {
            (times + place).pointee.reserve()
        }
    }

    func free() {
        tallies.deallocate()
        times.deinitialize(count: endpoints)
        times.deallocate()
    }

    /// What has come of the response of a place.
    func tally(_ slot: Int) -> UnsafeMutablePointer<EventTally> { tallies + slot }

    /// The request of a place goes out, of whose response so many events are read.
    func begin(_ slot: Int, most: Int) { tallies[slot] = EventTally(most: most) }

    /// Times events that have come on `connection`, the last ones of its tally. Those that came in one piece came
    /// together.
    ///
    /// - Parameter before: When the event before them came; 0 where they are the first.
    func record(
        _ ended: Int,
        of tally: EventTally,
        before: UInt64,
        _ connection: UnsafeMutablePointer<Connection>
    ) {
        let times = times + connection.pointee.endpoint
        times.pointee.events += ended
        if tally.count == ended {
            times.pointee.responses += 1
            let time = tally.first - min(tally.first, connection.pointee.intended)
            times.pointee.first.record(time)
            times.pointee.undelayed.record(time - min(time, connection.pointee.ownDelay))
        } else {
            times.pointee.gap.record(tally.last - min(tally.last, before))
        }
        for _ in 1..<ended { times.pointee.gap.record(0) }
    }

    /// What was counted so far.
    func take() -> [EventFigures] {
        (0..<endpoints).compactMap { place in
            let own = times + place
            guard own.pointee.events > 0 else { return nil }
            return EventFigures(
                endpoint: place,
                responses: own.pointee.responses,
                events: own.pointee.events,
                first: own.pointee.first.take(),
                undelayed: own.pointee.undelayed.take(),
                gap: own.pointee.gap.take()
            )
        }
    }
}

extension Worker {
    /// Looks for events in what has come for `slot`.
    ///
    /// - Parameter isEnd: Whether no more follows.
    /// - Returns: How many bytes of content the response ends with, when there are as many events as are asked for.
    mutating func noteEvents(_ slot: Int, _ bytes: UnsafePointer<UInt8>, _ parser: ResponseParser, isEnd: Bool) -> Int?
    {
        let connection = connections + slot
        guard let events, endpoints[connection.pointee.endpoint].watchesEvents else { return nil }
        let tally = events.tally(slot)
        let before = tally.pointee.last
        let ended = tally.pointee.take(bytes, parser, isEnd: isEnd, clock: Clock.now)
        if ended > 0, connection.pointee.isCounted {
            events.record(ended, of: tally.pointee, before: before, connection)
        }
        return tally.pointee.end
    }
}

/// The events of one endpoint's responses, warm-up excluded.
package struct EventFigures: Sendable, Hashable {
    /// The endpoint's place in the plan.
    package var endpoint: Int
    /// Responses of which an event has come.
    package var responses: Int
    /// Events of all of them.
    package var events: Int
    /// From the intended start of each request to its first event, in nanoseconds.
    package var first: PackedLatencies
    /// The same without what the generator itself was late.
    package var undelayed: PackedLatencies
    /// From one event of a response to the next, in nanoseconds; 0 where both came in one piece.
    package var gap: PackedLatencies

    /// What several threads counted.
    static func merged(_ figures: [EventFigures]) -> [EventFigures] {
        Dictionary(grouping: figures, by: \.endpoint).sorted { $0.key < $1.key }.map { endpoint, parts in
            EventFigures(
                endpoint: endpoint,
                responses: parts.reduce(0) { $0 + $1.responses },
                events: parts.reduce(0) { $0 + $1.events },
                first: LatencyRecorder.merged(parts.map(\.first)).packed,
                undelayed: LatencyRecorder.merged(parts.map(\.undelayed)).packed,
                gap: LatencyRecorder.merged(parts.map(\.gap)).packed
            )
        }
    }
}
