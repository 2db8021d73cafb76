import CLinux
import Glibc
import HTTP
import Measurement
import Transport

/// Requests over HTTP/2: a slot is a stream here, and its connection is one of ``StreamConnections``.
extension Worker {
    /// Starts the request of `slot`: now, or when there is a connection that takes one more.
    mutating func startStream(_ slot: Int) {
        guard let lane = lane(slot) else { return }
        guard lane.pointee.state == .open, lane.pointee.firstWaiting < 0, !isHeldBack, takesOneMore(lane) else {
            return wait(slot)
        }
        sendStream(slot, lane)
    }

    /// Whether requests wait for their burst to be let go.
    var isHeldBack: Bool { isBurst && schedule.start == 0 }

    private func laneNumber(_ slot: Int) -> Int {
        guard let streams else { return 0 }
        return streams.number(group: slot / streams.each, origin: Int(connections[slot].destination))
    }

    private func lane(_ slot: Int) -> UnsafeMutablePointer<StreamConnections.Lane>? {
        streams.map { $0.lane(laneNumber(slot)) }
    }

    /// Whether a lane's connection takes one more request.
    private func takesOneMore(_ lane: UnsafeMutablePointer<StreamConnections.Lane>) -> Bool {
        guard let carrier = streams?.carriers[lane.pointee.carrier] else { return false }
        return carrier.session.hasRoom && carrier.session.takesRequests && !carrier.isLeaving
    }

    private mutating func wait(_ slot: Int) {
        guard let streams, let lane = lane(slot) else { return }
        let connection = connections + slot
        connection.pointee.state = .opening
        connection.pointee.isAwaited = true
        connection.pointee.after = -1
        // What the server has no room for isn't late by our own doing.
        if lane.pointee.state == .open { connection.pointee.isHeld = true }
        table.awaited += 1
        if lane.pointee.lastWaiting >= 0 {
            connections[Int(lane.pointee.lastWaiting)].after = Int32(slot)
        } else {
            lane.pointee.firstWaiting = Int32(slot)
        }
        lane.pointee.lastWaiting = Int32(slot)
        if lane.pointee.state == .closed {
            orderCarrier(group: slot / streams.each, origin: Int(connection.pointee.destination))
        }
    }

    /// The next slot that waits for a lane.
    private mutating func nextWaiting(_ lane: UnsafeMutablePointer<StreamConnections.Lane>) -> Int? {
        let first = lane.pointee.firstWaiting
        guard first >= 0 else { return nil }
        let slot = Int(first)
        lane.pointee.firstWaiting = connections[slot].after
        if lane.pointee.firstWaiting < 0 { lane.pointee.lastWaiting = -1 }
        connections[slot].isAwaited = false
        connections[slot].state = .idle
        table.awaited -= 1
        return slot
    }

    /// Sends what waits for a lane, as far as its connection takes it.
    mutating func sendWaiting(_ lane: UnsafeMutablePointer<StreamConnections.Lane>) {
        while !isHeldBack, lane.pointee.firstWaiting >= 0, lane.pointee.state == .open, takesOneMore(lane),
            let slot = nextWaiting(lane)
        {
            sendStream(slot, lane)
        }
    }

    private mutating func sendStream(
        _ slot: Int,
        _ lane: UnsafeMutablePointer<StreamConnections.Lane>,
        withheld: Int? = nil
    ) {
        let connection = connections + slot
        let number = lane.pointee.carrier
        guard let session = streams?.carriers[number]?.session, let request = connection.pointee.request,
            let each = streams?.each
        else { return }
        let instant = Clock.now()
        now = instant
        connection.pointee.sentAt = instant
        connection.pointee.state = .busy
        connection.pointee.generation = 1
        connection.pointee.carrier = Int32(truncatingIfNeeded: number)
        connection.pointee.requestSent = connection.pointee.requestLength
        inFlight.append(slot)
        countSend(slot, instant)
        events?.begin(slot, most: endpoints[connection.pointee.endpoint].mostEvents)
        let endpoint = endpoints + connection.pointee.endpoint
        let isBegun = session.begin(
            slot % each,
            request,
            connection.pointee.requestLength,
            withheld: withheld,
            keepsContent: connection.pointee.isRead || buffers.keepsResponses || endpoint.pointee.decompresses
                || endpoint.pointee.followsWithContent,
            watchesEvents: endpoint.pointee.watchesEvents
        )
        streams?.mark(number)
        guard !isBegun else {
            streams?.carriers[number]?.isUsed = true
            lane.pointee.expiry = instant.addingSaturated(timeout)
            return
        }
        // No number is left for a stream, or the server has said goodbye: it goes out on another connection.
        leave(number)
        inFlight.remove(slot)
        connection.pointee.carrier = -1
        wait(slot)
    }

    /// The stream of `slot` is over, or is to be: the server is told when it is under way.
    mutating func leaveStream(_ slot: Int) {
        let connection = connections + slot
        connection.pointee.state = .closed
        let number = Int(connection.pointee.carrier)
        guard number >= 0, let each = streams?.each else { return }
        connection.pointee.carrier = -1
        streams?.carriers[number]?.session.cancel(slot % each)
        streams?.mark(number)
        if !isReusing { leave(number) }
    }

    /// Reads what has come on the connection of `slot`.
    mutating func receiveStream(_ slot: Int) {
        let number = Int(connections[slot].carrier)
        if number >= 0 { receiveCarrier(number) }
    }

    // MARK: Responses

    /// Looks for events in the content that has come on a connection. A stream of which as many have come as are asked
    /// for is ended.
    mutating func takeEvents(_ number: Int) {
        guard events != nil, let carrier = streams?.carriers[number], let each = streams?.each else { return }
        let session = carrier.session
        while let place = session.nextTouched() {
            let slot = carrier.group * each + place
            guard slot < count, Int(connections[slot].carrier) == number, noteEvents(slot, place, session),
                !session[place].isComplete
            else { continue }
            connections[slot].carrier = -1
            session.cancel(place)
            streams?.mark(number)
            streams?.carriers[number]?.served &+= 1
            if !isReusing { leave(number) }
            takeResponse(slot, session[place])
            session.forget(place)
        }
    }

    /// Whether as many events have come of the response at a place as are asked for: it ends with them.
    @discardableResult
    private mutating func noteEvents(_ slot: Int, _ place: Int, _ session: HTTP2Session) -> Bool {
        let stream = session[place]
        guard let bytes = stream.bytes, let end = noteEvents(slot, bytes, stream.parsed, isEnd: stream.isComplete)
        else { return false }
        session.cut(place, at: end)
        return true
    }

    /// Takes the ends of requests that a connection has told.
    mutating func takeEnds(_ number: Int) {
        guard let carrier = streams?.carriers[number], let each = streams?.each else { return }
        let (session, first) = (carrier.session, carrier.group * each)
        while let place = session.nextEnded() {
            let slot = first + place
            connections[slot].carrier = -1
            if session[place].isComplete {
                streams?.carriers[number]?.served &+= 1
                if !isReusing { leave(number) }
                if events != nil { noteEvents(slot, place, session) }
                takeResponse(slot, session[place])
            } else {
                lose(slot, on: number, carrier, session.failure(place))
            }
            session.forget(place)
        }
    }

    /// Judges the complete response of `slot`.
    @inline(__always)
    private mutating func takeResponse(_ slot: Int, _ stream: HTTP2Stream) {
        guard let bytes = stream.bytes else { return }
        let connection = connections + slot
        let memory = endpoints + connection.pointee.endpoint
        connection.pointee.served &+= 1
        if memory.pointee.remembers {
            if let known = memory.pointee.memory.find(bytes, stream.filled),
                known.pointee.isSampled || !connection.pointee.isSampled
            {
                if !known.pointee.deviations.isEmpty { note(known.pointee.deviations, connection) }
                return complete(slot, status: known.pointee.status, keepsAlive: true, passes: true)
            }
            memory.pointee.memory.stage(bytes, stream.filled)
        }
        connection.pointee.parser = stream.parsed
        judge(slot, bytes, staged: stream.filled, hangUp: false)
    }

    /// The request of `slot` has ended without a response. It goes out again, once, when the server can't have worked
    /// on it (RFC 9113, section 8.7), or when nothing came back over a connection that had been used before and doing
    /// it twice is as good as once.
    private mutating func lose(
        _ slot: Int,
        on number: Int,
        _ carrier: StreamConnections.Carrier,
        _ failure: ExchangeFailure
    ) {
        let connection = connections + slot
        let place = slot - carrier.group * (streams?.each ?? 0)
        let isRefused = carrier.session.wasRefused(place)
        let isStale = carrier.served > 0 && carrier.session.endedUnseen(place, failure)
        guard isRefused || isStale && endpoints[connection.pointee.endpoint].isIdempotent,
            !connection.pointee.isResent, setup.plan.connections.resends
        else {
            let stream = carrier.session[place]
            let response = UnsafeBufferPointer(start: stream.bytes, count: stream.filled)
            return fail(slot, failure.category, failure.detail, response)
        }
        countResent(connection)
        inFlight.remove(slot)
        connection.pointee.state = .idle
        // What was refused is refused again by the same connection as long as it is full.
        leave(number)
        startStream(slot)
    }

    /// A connection has ended with the requests that it carries.
    mutating func loseStreams(of number: Int, _ carrier: StreamConnections.Carrier, _ failure: ExchangeFailure) {
        guard let each = streams?.each else { return }
        for place in 0..<each {
            let slot = carrier.group * each + place
            guard slot < count, Int(connections[slot].carrier) == number else { continue }
            connections[slot].carrier = -1
            lose(slot, on: number, carrier, carrier.session.failure(place, failure))
        }
    }

    // MARK: Bursts

    /// Sends all of a burst's requests but what lets them go, as far as the connections take them.
    mutating func sendAhead(withholds: Bool) {
        guard let streams else { return }
        for lane in streams.known {
            while lane.pointee.state == .open, takesOneMore(lane), let slot = nextWaiting(lane) {
                sendStream(slot, lane, withheld: withholds ? 1 : nil)
            }
        }
    }

    /// Whether a request of a burst isn't on its way as far as it goes ahead.
    var isSendingAhead: Bool {
        guard let streams else { return false }
        for slot in 0..<count where connections[slot].carrier >= 0 {
            guard let carrier = streams.carriers[Int(connections[slot].carrier)] else { continue }
            if carrier.isDirty || carrier.isBlocked || !carrier.session.isAhead(slot % streams.each) { return true }
        }
        return false
    }

    /// Sends what waits, now that a burst has been let go: what was refused before, or found no room.
    mutating func sendRest() {
        guard let streams else { return }
        for lane in streams.known {
            lane.pointee.expiry = now.addingSaturated(timeout)
            sendWaiting(lane)
        }
    }

    /// Lets the withheld ends of a burst go, one write for each connection as far as a record of TLS reaches: how many
    /// packets they took.
    mutating func releaseStreams() -> Int {
        guard let streams else { return 0 }
        let before = segments
        for slot in 0..<count where connections[slot].carrier >= 0 && connections[slot].state == .busy {
            let number = Int(connections[slot].carrier)
            streams.carriers[number]?.session.release(slot % streams.each)
            self.streams?.mark(number)
        }
        now = Clock.now()
        for slot in 0..<count where connections[slot].state == .busy { connections[slot].sentAt = now }
        flushStreams()
        return max(0, segments - before)
    }

    /// The packets with data that all connections have sent.
    private var segments: Int {
        guard let streams else { return 0 }
        return (0..<streams.count).reduce(0) { sum, number in
            sum + (streams.carriers[number].map { max(0, Int(muster_segments_sent($0.socket))) } ?? 0)
        }
    }
}
