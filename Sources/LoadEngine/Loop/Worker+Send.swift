// The load's hot loop drives connections that libcurl opened, and calls it itself for those with TLS: behind a function
// of another module each call would cost a call more, and a closure where none is needed. Options stay in Transport.
import CCurl
import CLinux
import Glibc
import HTTP
import Measurement
import Transport

extension Worker {
    /// Starts the arrivals that are due, as long as there are places for them.
    mutating func startArrivals() {
        while schedule.isDue(now) {
            guard let slot = table.takeFree() else { return schedule.block() }
            schedule.unblock(now)
            guard begin(slot, intended: schedule.nextArrival) else { return }
            schedule.advance()
            now = Clock.now()
            // However many are due, somebody may want it to stop.
            guard now < pace.nextTick else { return }
        }
    }

    /// Starts the requests of users, and the further ones of flows, whose time has come.
    mutating func startUsers() {
        // Those that become ready meanwhile, as their requests fail, are of the next turn.
        let count = schedule.readyCount
        for place in 0..<count where now < schedule.end {
            let slot = schedule.ready(place)
            _ = begin(slot, intended: connections[slot].intended)
        }
        schedule.removeReady(count)
        while now < pace.nextTick, let (slot, instant) = schedule.takeTimer(now) {
            if connections[slot].isPaused {
                resume(slot)
            } else {
                guard now < schedule.end else { continue }
                _ = begin(slot, intended: instant)
            }
            now = Clock.now()
        }
    }

    /// Makes the request of `slot` and sends it, over a connection that is opened for it when there is none. `false`
    /// when no request is left to make.
    mutating func begin(_ slot: Int, intended: UInt64) -> Bool {
        guard let index = schedule.takeIndex(now) else { return false }
        let connection = connections + slot
        connection.pointee.index = index
        connection.pointee.intended = intended
        connection.pointee.isCounted = intended >= schedule.measuredFrom
        connection.pointee.isHeld = schedule.isHeld(intended)
        connection.pointee.endpoint = writer.draw(index)
        if flows != nil { beginFlow(slot) }
        start(slot)
        return true
    }

    /// Makes the request of `slot`'s endpoint and sends it, over a connection that is opened for it when there is none.
    mutating func start(_ slot: Int) {
        let connection = connections + slot
        connection.pointee.isResent = false
        connection.pointee.redirects = 0
        connection.pointee.isSendCounted = false
        connection.pointee.openingTime = 0
        connection.pointee.ownDelay = 0
        let endpoint = endpoints + connection.pointee.endpoint
        connection.pointee.isSampled = writer.isSampled(connection.pointee.index, endpoint)
        connection.pointee.isJudged = endpoint.pointee.hasJudge && connection.pointee.isSampled
        connection.pointee.isRead = connection.pointee.isJudged || endpoint.pointee.captures
        if connection.pointee.isCounted { figures.counters.offered += 1 }
        writer.write(connection, user: user(slot), memory(slot), &now, &figures)
        if connection.pointee.requestLength == 0 {
            countSend(slot, now)
            return fail(slot, .request, writer.problem)
        }
        if streams != nil { return startStream(slot) }
        if connection.pointee.destination != connection.pointee.origin, !isBurst { changeOrigin(slot) }
        if connection.pointee.state == .idle {
            send(slot)
        } else {
            connection.pointee.isAwaited = true
            table.awaited += 1
            if connection.pointee.state == .closed { order(slot) }
        }
    }
}

extension Worker {
    /// Sends the request of `slot` for the first time on its connection.
    mutating func send(_ slot: Int) {
        let connection = connections + slot
        let instant = Clock.now()
        now = instant
        connection.pointee.sentAt = instant
        connection.pointee.state = .busy
        connection.pointee.requestSent = 0
        connection.pointee.filled = 0
        connection.pointee.parser = ResponseParser(endpoints[connection.pointee.endpoint].answer, limits: limits)
        events?.begin(slot, most: endpoints[connection.pointee.endpoint].mostEvents)
        inFlight.append(slot)
        countSend(slot, instant)
        transmit(slot)
    }

    @inline(__always)
    mutating func countSend(_ slot: Int, _ instant: UInt64) {
        let connection = connections + slot
        guard !connection.pointee.isSendCounted else { return }
        connection.pointee.isSendCounted = true
        guard connection.pointee.isCounted else {
            figures.counters.warmUp += 1
            return
        }
        figures.counters.sent += 1
        // Of a burst what counts is when a request is let go.
        guard !isBurst else { return }
        recordSendDelay(slot, instant)
    }

    @inline(__always)
    mutating func recordSendDelay(_ slot: Int, _ instant: UInt64) {
        let connection = connections + slot
        let late = instant - min(instant, connection.pointee.intended)
        guard !connection.pointee.isHeld else { return figures.countDelay(late, own: nil) }
        let own = late - min(late, connection.pointee.openingTime)
        connection.pointee.ownDelay = own
        connection.pointee.flowDelay = connection.pointee.flowDelay.addingSaturated(own)
        figures.countDelay(late, own: own)
    }

    /// Writes what the socket takes; the rest when it is writable again.
    mutating func transmit(_ slot: Int) {
        let connection = connections + slot
        guard let request = connection.pointee.request else { return }
        while connection.pointee.requestSent < connection.pointee.requestLength {
            let left = connection.pointee.requestLength - connection.pointee.requestSent
            let sent = write(connection, request + connection.pointee.requestSent, left)
            if sent == Self.again { return }
            guard sent > 0 else { return lose(slot, "the connection broke while the request was sent") }
            connection.pointee.requestSent += sent
            if connection.pointee.isCounted { figures.counters.bytesOut += sent }
        }
    }

    /// What ``write(_:_:_:)`` and ``read(_:_:_:)`` return when the socket isn't ready.
    static let again = -1
    /// What they return when the connection is broken.
    static let broken = -2

    @inline(__always)
    private func write(
        _ connection: UnsafeMutablePointer<Connection>,
        _ bytes: UnsafePointer<UInt8>,
        _ count: Int
    ) -> Int {
        Self.write(connection.pointee.socket, connection.pointee.easy, bytes, count)
    }

    @inline(__always)
    static func write(
        _ socket: Int32,
        _ easy: UnsafeMutableRawPointer?,
        _ bytes: UnsafeRawPointer,
        _ count: Int
    ) -> Int {
        guard let easy else {
            let sent = Glibc.send(socket, bytes, count, Int32(MSG_NOSIGNAL))
            if sent >= 0 { return sent }
            return errno == EAGAIN || errno == EINTR ? again : broken
        }
        var sent = 0
        switch curl_easy_send(easy, bytes, count, &sent) {
        case CURLE_OK: return sent
        case CURLE_AGAIN: return again
        default: return broken
        }
    }

    /// Bytes read; 0 at the connection's end.
    @inline(__always)
    func read(
        _ connection: UnsafeMutablePointer<Connection>,
        _ bytes: UnsafeMutablePointer<UInt8>,
        _ count: Int
    ) -> Int {
        let received = Self.read(connection.pointee.socket, connection.pointee.easy, bytes, count)
        return received == 0 && connection.pointee.owner?.wasCut == true ? Self.broken : received
    }

    @inline(__always)
    static func read(
        _ socket: Int32,
        _ easy: UnsafeMutableRawPointer?,
        _ bytes: UnsafeMutablePointer<UInt8>,
        _ count: Int
    ) -> Int {
        guard let easy else {
            let received = recv(socket, bytes, count, 0)
            if received >= 0 { return received }
            return errno == EAGAIN || errno == EINTR ? again : broken
        }
        var received = 0
        switch curl_easy_recv(easy, bytes, count, &received) {
        case CURLE_OK: return received
        case CURLE_AGAIN: return again
        default: return broken
        }
    }

    /// Fails the requests whose time is over. A loop that is late may find answers that came in time: they are read
    /// first.
    mutating func expire() {
        while let slot = expired {
            if streams != nil { receiveStream(slot) } else { receive(slot, hangUp: false) }
            guard expired == slot else { continue }
            fail(slot, .timeout, "no complete response within \(timeout / 1_000_000) ms")
        }
    }

    /// The request in flight whose time is over.
    private var expired: Int? {
        guard let oldest = inFlight.oldest, connections[oldest].sentAt.addingSaturated(timeout) <= now else {
            return nil
        }
        return oldest
    }
}

extension Worker {
    /// Follows the redirect that is complete in `buffer`, where redirects are followed, or answers a challenge.
    ///
    /// The exchange goes on: its response time counts from its intended start, its service time from its first request,
    /// and each request has the time-out.
    mutating func follow(_ slot: Int, _ buffer: UnsafeMutablePointer<UInt8>, keepsAlive: Bool) -> Followed {
        let connection = connections + slot
        let parser = connection.pointee.parser
        // Nearly every response is none of these.
        guard (300...399).contains(parser.status) || endpoints[connection.pointee.endpoint].answersChallenges,
            let redirector = setup.redirectors[connection.pointee.endpoint]
        else { return .none }
        let body = UnsafeRawBufferPointer(start: buffer + parser.headEnd, count: parser.bodyEnd - parser.headEnd)
        let view = view(slot, buffer, body, at: Clock.now())
        let memory = self.memory(slot)?.takeUnretainedValue()
        switch redirector.follow(view, connection.pointee.isInFlow ? memory : nil, Int(connection.pointee.redirects)) {
        case .none: return .none
        case .broken(let breach): return .broken(Broken(kind: breach.kind, excess: breach.excess))
        case .failed(let failure):
            fail(slot, failure.category, failure.detail, UnsafeBufferPointer(start: buffer, count: parser.bodyEnd))
        case .request(let bytes): sendNext(slot, bytes, keepsAlive: keepsAlive)
        }
        return .done
    }

    /// What became of a response that may lead to another request.
    enum Followed {
        /// It is the answer.
        case none
        /// It is the answer, and doesn't hold.
        case broken(Broken)
        /// Another request is on its way, or the exchange has failed.
        case done
    }

    private mutating func sendNext(_ slot: Int, _ bytes: [UInt8], keepsAlive: Bool) {
        let connection = connections + slot
        if connection.pointee.redirects == 0 { connection.pointee.firstSentAt = connection.pointee.sentAt }
        connection.pointee.redirects += 1
        connection.pointee.isResent = false
        let isWhole = connection.pointee.requestSent == connection.pointee.requestLength
        let destination = Int(connection.pointee.destination)
        bytes.withUnsafeBufferPointer { connection.pointee.use($0, origin: destination) }
        connection.pointee.served &+= 1
        inFlight.remove(slot)
        buffers.release(connection)
        if streams != nil {
            connection.pointee.state = .idle
            return startStream(slot)
        }
        guard keepsAlive, isReusing, isWhole else {
            closeConnection(slot)
            connection.pointee.isAwaited = true
            table.awaited += 1
            return order(slot)
        }
        connection.pointee.state = .idle
        send(slot)
    }
}
