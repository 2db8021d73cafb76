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
            if !isFirst, !makeRoom(connection) { return fail(slot, .local, noRoom) }
            guard let buffer = isFirst ? receiveBuffer : connection.pointee.kept else { return }
            let filled = connection.pointee.filled
            let room = isFirst ? Self.receiveSize : connection.pointee.keptCapacity - filled
            let count = read(connection, buffer + filled, room)
            if count == Self.again { return }
            if count <= 0 { return endOfInput(slot, broken: count < 0) }
            if connection.pointee.isCounted { counters.bytesIn += count }
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
        if isFirst, !memory.pointee.learns {
            if let known = memory.pointee.memory.find(buffer, count),
                known.pointee.isSampled || !connection.pointee.isSampled
            {
                if !known.pointee.deviations.isEmpty { note(known.pointee.deviations, connection) }
                let keepsAlive = known.pointee.keepsAlive && !hangUp
                complete(slot, status: known.pointee.status, keepsAlive: keepsAlive, holds: true)
                return true
            }
            memory.pointee.memory.stage(buffer, count)
        }
        var filled = count
        switch connection.pointee.parser.parse(buffer, &filled) {
        case .complete:
            judge(slot, buffer, staged: isFirst ? count : 0, hangUp: hangUp)
            return true
        case .failed(let problem):
            connection.pointee.filled = filled
            refuse(slot, problem, buffer, filled)
            return true
        case .more, .interim:
            if !connection.pointee.isRead, !isDecoded(connection), !keepsResponses, filled > Self.mostEvidence {
                connection.pointee.parser.dropBody(&filled)
            }
            if keep(connection, buffer, filled, isFirst) { return false }
            fail(slot, .local, noRoom)
            return true
        }
    }

    /// Bytes of a response that are kept for evidence alone.
    private static let mostEvidence = 16 << 10

    /// Keeps bytes of a response that isn't complete; whether there was room for them.
    private mutating func keep(
        _ connection: UnsafeMutablePointer<Connection>,
        _ buffer: UnsafeMutablePointer<UInt8>,
        _ filled: Int,
        _ isFirst: Bool
    ) -> Bool {
        connection.pointee.filled = filled
        guard isFirst, filled > 0 else { return true }
        if connection.pointee.kept == nil {
            connection.pointee.kept = buffers.take()
            connection.pointee.keptCapacity = BufferPool.size
        }
        guard grow(connection, filled, keeping: 0), let kept = connection.pointee.kept else {
            connection.pointee.filled = 0
            return false
        }
        memcpy(kept, buffer, filled)
        return true
    }

    private mutating func makeRoom(_ connection: UnsafeMutablePointer<Connection>) -> Bool {
        let filled = connection.pointee.filled
        guard connection.pointee.keptCapacity - filled < BufferPool.size / 4 else { return true }
        return grow(connection, filled + BufferPool.size, keeping: filled)
    }

    /// Makes the kept bytes' memory at least `capacity` long, by doubling; whether there was room for it.
    private mutating func grow(
        _ connection: UnsafeMutablePointer<Connection>,
        _ capacity: Int,
        keeping filled: Int
    ) -> Bool {
        guard connection.pointee.keptCapacity < capacity else { return true }
        let larger = max(capacity, 2 * connection.pointee.keptCapacity)
        guard hold(larger - connection.pointee.keptCapacity) else { return false }
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        if let kept = connection.pointee.kept {
            memcpy(memory, kept, filled)
            kept.deallocate()
        }
        connection.pointee.kept = memory
        connection.pointee.keptCapacity = larger
        return true
    }

    /// Counts bytes that are to be held; whether they may be.
    mutating func hold(_ count: Int) -> Bool {
        guard held + count <= mostHeld else { return false }
        held += count
        return true
    }

    /// Why a response wasn't read to its end, or not kept.
    var noRoom: String {
        "the responses at hand take more than \(mostHeld >> 20) MiB of memory: let fewer come at a time, or smaller ones"
    }

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
        let count = read(connection, receiveBuffer, Self.receiveSize)
        guard count != Self.again else { return }
        // A flow that pauses keeps its place: its next request opens another.
        let isKept = connection.pointee.isPaused
        if isOpen, !isKept { idle.remove(slot) }
        closeConnection(slot)
        if isOpen, !isKept { closed.push(slot) }
    }
}
