// The load's hot loop drives connections that libcurl opened, and calls it itself for those with TLS: behind a function of
// another module each call would cost a call more, and a closure where none is needed. Options stay in Transport.
import CCurl
import CLinux
import Glibc
import HTTP
import Measurement
import Transport

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
        recordSlip(slot, instant)
    }

    @inline(__always)
    mutating func recordSlip(_ slot: Int, _ instant: UInt64) {
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

    /// Fails the requests whose time is over. A loop that is late may find answers that came in time: they are read first.
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
