import Glibc
import HTTP
import Transport

extension Worker {
    /// Reads what has come for `slot`; `hangUp` when the peer has ended its side, which no further event would tell.
    mutating func receive(_ slot: Int, hangUp: Bool) {
        let connection = connections + slot
        guard connection.pointee.state == .busy else { return receiveIdle(slot) }
        while true {
            let isFirst = connection.pointee.filled == 0
            if !isFirst, !buffers.makeRoom(connection) { return fail(slot, .local, buffers.noRoom) }
            guard let buffer = isFirst ? buffers.incoming : connection.pointee.kept else { return }
            let filled = connection.pointee.filled
            let room = isFirst ? ResponseBuffers.size : connection.pointee.keptCapacity - filled
            let count = read(connection, buffer + filled, room)
            if count == Self.again { return }
            if count <= 0 { return endOfInput(slot, broken: count < 0) }
            if connection.pointee.isCounted { figures.counters.bytesIn += count }
            if take(slot, buffer, filled + count, isFirst, hangUp) { return }
            if count < room, !hangUp, connection.pointee.easy == nil { return }
        }
    }

    /// Parses the bytes so far; whether the request has ended.
    @inline(__always)
    private mutating func take(
        _ slot: Int,
        _ buffer: UnsafeMutablePointer<UInt8>,
        _ count: Int,
        _ isFirst: Bool,
        _ hangUp: Bool
    ) -> Bool {
        let connection = connections + slot
        let memory = endpoints + connection.pointee.endpoint
        if isFirst, memory.pointee.remembers {
            if let known = memory.pointee.memory.find(buffer, count),
                known.pointee.isSampled || !connection.pointee.isSampled
            {
                if !known.pointee.deviations.isEmpty { note(known.pointee.deviations, connection) }
                let keepsAlive = known.pointee.keepsAlive && !hangUp
                complete(slot, status: known.pointee.status, keepsAlive: keepsAlive, passes: true)
                return true
            }
            memory.pointee.memory.stage(buffer, count)
        }
        var filled = count
        switch connection.pointee.parser.parse(buffer, &filled) {
        case .complete:
            if memory.pointee.watchesEvents { endEvents(slot, buffer) }
            judge(slot, buffer, staged: isFirst ? count : 0, hangUp: hangUp)
            return true
        case .failed(let problem):
            connection.pointee.filled = filled
            refuse(slot, problem, buffer, filled)
            return true
        case .more, .interim:
            if memory.pointee.watchesEvents,
                let end = noteEvents(slot, buffer, connection.pointee.parser, isEnd: false)
            {
                connection.pointee.parser.cut(at: end)
                judge(slot, buffer, staged: 0, hangUp: true)
                return true
            }
            if !connection.pointee.isRead, !isDecoded(connection), !memory.pointee.followsWithContent,
                !buffers.keepsResponses, filled > Self.mostEvidence
            {
                connection.pointee.parser.dropBody(&filled)
                if let events, connection.pointee.parser.bodyEnd == connection.pointee.parser.headEnd {
                    events.tally(slot).pointee.forgetContent()
                }
            }
            if buffers.keep(connection, buffer, filled, isFirst: isFirst) { return false }
            fail(slot, .local, buffers.noRoom)
            return true
        }
    }

    /// A response is complete: its last events are counted, and those beyond what is asked for are none of it.
    private mutating func endEvents(_ slot: Int, _ buffer: UnsafeMutablePointer<UInt8>) {
        guard let end = noteEvents(slot, buffer, connections[slot].parser, isEnd: true) else { return }
        connections[slot].parser.cut(at: end)
    }

    /// Bytes of a response that are kept for evidence alone.
    private static let mostEvidence = 16 << 10

    private mutating func endOfInput(_ slot: Int, broken: Bool) {
        let connection = connections + slot
        if let owner = connection.pointee.owner, connection.pointee.easy != nil, broken {
            let isAnswered = connection.pointee.filled + connection.pointee.parser.extraHead > 0
            if let failure = owner.broken(isAnswered: isAnswered) {
                return fail(slot, failure.category, failure.detail)
            }
            if connection.pointee.parser.endsWithConnection { return fail(slot, .malformed, OpenConnection.cutText) }
        }
        if broken { return lose(slot, "the connection was reset before the response was complete") }
        switch connection.pointee.parser.end(connection.pointee.filled) {
        case .complete:
            guard let kept = connection.pointee.kept else { return }
            if events != nil { endEvents(slot, kept) }
            judge(slot, kept, staged: 0, hangUp: true)
        case .failed(let problem): lose(slot, problem.text)
        case .more, .interim: lose(slot, ParserProblem.truncatedBody.text)
        }
    }

    private mutating func refuse(
        _ slot: Int,
        _ problem: ParserProblem,
        _ buffer: UnsafeMutablePointer<UInt8>,
        _ filled: Int
    ) {
        fail(slot, problem.category, problem.text, UnsafeBufferPointer(start: buffer, count: filled))
    }

    /// Something came on a connection without a request: its end, or what nobody asked for. Either way it is closed.
    private mutating func receiveIdle(_ slot: Int) {
        let connection = connections + slot
        guard connection.pointee.state == .idle else { return }
        // TLS has messages of its own, such as a session ticket: they are no data.
        let count = read(connection, buffers.incoming, ResponseBuffers.size)
        guard count != Self.again else { return }
        if count > 0 { recordSurplus(slot, UnsafeBufferPointer(start: buffers.incoming, count: count)) }
        // A flow that pauses keeps its place: its next request opens another.
        let isKept = connection.pointee.isPaused
        closeConnection(slot)
        if schedule.isOpen, !isKept { table.lost(slot) }
    }
}
