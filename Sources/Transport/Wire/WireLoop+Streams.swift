import HTTP

/// Exchanges over HTTP/2: several share a connection, each on a stream of its own.
extension WireLoop {
    /// Whether HTTP/2 may be spoken with the server of `url`: it is asked for, or offered in the TLS handshake.
    func mayBeHTTP2(_ url: HTTPURL) -> Bool {
        switch configuration.version {
        case .http1: false
        case .auto: url.origin.scheme == .https && TLSSession.isAvailable
        case .http2: url.origin.scheme == .http || TLSSession.isAvailable
        }
    }

    /// A connection on `route` that carries HTTP/2 and has room for one more exchange.
    func shared(_ route: Route) -> WireConnection? {
        shared[route]?.first { $0.streams?.hasRoom ?? false }
    }

    /// Speaks HTTP/2 on a connection from now on.
    func share(_ connection: WireConnection, isKept: Bool) throws(CurlError) {
        let limits = ParserLimits(head: configuration.maxHeader, body: configuration.maxBody)
        connection.streams = try WireStreams(isTLS: connection.isTLS, limits: limits)
        if isKept, shared.values.reduce(0, { $0 + $1.count }) < ConnectionPool.most {
            shared[connection.route, default: []].append(connection)
        } else {
            connection.streams?.isLeaving = true
        }
        watch(connection, isNew: true)
    }

    /// Sends the present request of `exchange` on a stream of `connection`.
    func send(_ exchange: WireExchange, onStreamOf connection: WireConnection, isNew: Bool) {
        do throws(ExchangeFailure) {
            try exchange.render(configuration, version: .http2)
        } catch {
            return fail(exchange, error)
        }
        exchange.begin(on: connection, isNew: isNew)
        if let due = exchange.continueBy { deadlines.insert(exchange.job.id, at: due) }
        guard connection.streams?.begin(exchange) ?? false else {
            return fail(exchange, ExchangeFailure(.reset, "the connection takes no further request"))
        }
        exchange.noteSentAhead()
        flush(connection)
    }

    /// Lets content go out that waited for `100 Continue`.
    func releaseContent(_ exchange: WireExchange, on connection: WireConnection) {
        guard let place = exchange.place else { return }
        exchange.noteRest()
        connection.streams?.session.release(place)
        flush(connection)
    }

    /// Reads what has come on a connection of several exchanges.
    func receiveStreams(_ connection: WireConnection) {
        guard let streams = connection.streams else { return }
        for _ in 0..<Self.mostReads {
            switch connection.read(buffer) {
            case .bytes(let count):
                guard let first = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
                let goesOn = streams.session.receive(first, count)
                noteProgress(streams, connection)
                takeEnds(connection)
                guard goesOn else {
                    return end(connection, "the connection was ended before the response was complete")
                }
            case .again: return flush(connection)
            case .end: return end(connection, "the connection was closed before the response was complete")
            case .broken(let text):
                return end(
                    connection,
                    "the connection was reset before the response was complete",
                    FailureTable.broken(text, isAnswered: streams.served > 0)
                )
            }
        }
        flush(connection)
    }

    /// How often a connection is read before others have their turn; its socket stays readable.
    private static let mostReads = 16

    private func noteProgress(_ streams: WireStreams, _ connection: WireConnection) {
        for case let exchange? in streams.exchanges {
            guard let place = exchange.place else { continue }
            let stream = streams.session[place]
            if !stream.isUnanswered { exchange.noteFirstByte() }
            if let end = exchange.noteEvents(stream) {
                streams.session.cut(place, at: end)
                if !stream.isComplete {
                    cutOff(exchange, on: connection, place)
                    continue
                }
            }
            if stream.goesOn, exchange.continueBy != nil {
                exchange.goOn()
                releaseContent(exchange, on: connection)
            }
        }
    }

    /// As many events have come as are asked for: the stream is ended, whatever would follow.
    private func cutOff(_ exchange: WireExchange, on connection: WireConnection, _ place: Int) {
        guard let streams = connection.streams, let response = streams.response(place) else { return }
        exchange.noteReceived(streams.session[place])
        streams.remove(exchange)
        streams.session.forget(place)
        streams.served += 1
        finish(exchange, response)
    }

    /// Takes the exchanges that have ended on their streams.
    private func takeEnds(_ connection: WireConnection) {
        guard let streams = connection.streams else { return }
        while let (exchange, place) = streams.nextEnded() {
            exchange.noteFirstByte()
            exchange.noteReceived(streams.session[place])
            guard streams.session[place].isComplete, let response = streams.response(place) else {
                lose(exchange, on: connection, place, streams.session.failure(place))
                streams.session.forget(place)
                continue
            }
            streams.session.forget(place)
            streams.served += 1
            finish(exchange, response)
        }
    }

    /// An exchange has ended without a complete response. What the server can't have worked on goes out once more,
    /// whatever its method (RFC 9113, section 8.7); that is told.
    private func lose(
        _ exchange: WireExchange,
        on connection: WireConnection,
        _ place: Int,
        _ failure: ExchangeFailure
    ) {
        guard let streams = connection.streams else { return }
        let isRefused = streams.session.wasRefused(place)
        let isStale = exchange.isOnUsedConnection && streams.session.endedUnseen(place, failure)
        var failed = failure
        if isRefused || isStale {
            let obstacle = exchange.obstacleToResending(exchange.job.options.resends, wasRefused: isRefused)
            guard let obstacle else {
                if isRefused { leave(connection) }
                let why = isRefused ? failure.detail : "\(failure.detail); it had been used before"
                exchange.sendAgain(because: why)
                return connect(exchange, isFresh: true)
            }
            failed = ExchangeFailure(failure.category, "\(failure.detail); \(obstacle)")
        }
        fail(exchange, ExchangeFailure(failed.category, failed.detail, partial: streams.response(place)))
    }

    /// Writes what is to be written.
    func flush(_ connection: WireConnection) {
        guard let streams = connection.streams, !streams.isBlocked, !streams.isEnded else { return }
        while true {
            let output = streams.session.output()
            guard output.count > 0 else { break }
            switch connection.write(output) {
            case .bytes(let count): streams.session.wrote(count)
            case .again:
                streams.isBlocked = true
                watch(connection, writable: true)
                return takeEnds(connection)
            case .end, .broken: return end(connection, "the connection broke while requests were sent")
            }
        }
        takeEnds(connection)
        if streams.session.isOver {
            return end(connection, "the connection was ended before the response was complete")
        }
        if !streams.session.takesRequests { leave(connection) }
        if streams.isLeaving, streams.session.active == 0, !streams.isEnded {
            streams.isEnded = true
            drop(connection)
        }
    }

    /// The socket takes bytes again.
    func unblock(_ connection: WireConnection) {
        connection.streams?.isBlocked = false
        watch(connection)
        flush(connection)
    }

    /// No further exchange begins on a connection; it ends with those that are on it.
    private func leave(_ connection: WireConnection) {
        connection.streams?.isLeaving = true
        shared[connection.route]?.removeAll { $0 === connection }
    }

    /// A connection has ended, and the exchanges on it with it.
    ///
    /// - Parameter failure: Why, where more is known than `how`.
    private func end(_ connection: WireConnection, _ how: String, _ failure: ExchangeFailure? = nil) {
        guard let streams = connection.streams, !streams.isEnded else { return }
        streams.isEnded = true
        leave(connection)
        takeEnds(connection)
        // The server is told why, if it listens.
        _ = connection.write(streams.session.output())
        let failure = failure ?? streams.session.brokenConnection(how)
        for case let exchange? in streams.exchanges {
            guard let place = exchange.place else { continue }
            exchange.noteReceived(streams.session[place])
            streams.remove(exchange)
            lose(exchange, on: connection, place, streams.session.failure(place, failure))
        }
        drop(connection)
    }

    /// Takes an exchange that has ended otherwise off its stream.
    func takeOff(_ exchange: WireExchange, _ connection: WireConnection) {
        guard let streams = connection.streams, let place = exchange.place else { return }
        exchange.noteReceived(streams.session[place])
        streams.remove(exchange)
        flush(connection)
    }
}

/// What a connection has when HTTP/2 is spoken on it: the session, and the exchanges on its streams.
final class WireStreams {
    /// The most exchanges on one connection; further ones open another.
    static let places = 100

    let session: HTTP2Session
    private(set) var exchanges: [WireExchange?]
    /// Whether no further exchange begins on it.
    var isLeaving = false
    /// Whether the connection has ended.
    var isEnded = false
    /// Whether the socket takes no more at the moment.
    var isBlocked = false
    /// Responses that came over it.
    var served = 0

    init(isTLS: Bool, limits: ParserLimits) throws(CurlError) {
        session = try HTTP2Session(places: Self.places, isTLS: isTLS, limits: limits)
        exchanges = [WireExchange?](repeating: nil, count: Self.places)
    }

    deinit { session.free() }

    /// Whether one more exchange can begin.
    var hasRoom: Bool { !isLeaving && session.takesRequests && session.hasRoom && exchanges.contains { $0 == nil } }

    /// Begins an exchange's request; `false` when the connection takes none.
    func begin(_ exchange: WireExchange) -> Bool {
        guard let place = exchanges.firstIndex(where: { $0 == nil }) else { return false }
        let isBegun = exchange.withMessage { bytes, count, withheld in
            session.begin(place, bytes, count, withheld: withheld, keepsContent: true)
        }
        guard isBegun else { return false }
        exchanges[place] = exchange
        exchange.place = place
        return true
    }

    /// The next exchange that has ended, with its place, which is free from now on.
    func nextEnded() -> (exchange: WireExchange, place: Int)? {
        while let place = session.nextEnded() {
            guard let exchange = exchanges[place] else { continue }
            exchanges[place] = nil
            exchange.place = nil
            return (exchange, place)
        }
        return nil
    }

    /// Takes an exchange off its stream, which is cancelled if it goes on.
    func remove(_ exchange: WireExchange) {
        guard let place = exchange.place else { return }
        session.cancel(place)
        exchanges[place] = nil
        exchange.place = nil
    }

    /// The response at a place, as far as it has come; `nil` before its status.
    func response(_ place: Int) -> HTTPResponse? {
        let stream = session[place]
        guard stream.status > 0, let bytes = stream.bytes else { return nil }
        let all = UnsafeBufferPointer(start: bytes, count: stream.filled)
        let head = MessageHead(all[..<stream.headEnd])
        var response = HTTPResponse(status: stream.status, version: head.version, headers: head.fields)
        response.body = Array(all[stream.headEnd..<stream.bodyEnd])
        if stream.filled > stream.bodyEnd { response.trailers = MessageHead.fields(all[stream.bodyEnd...]) }
        response.deviations = stream.parsed.deviations
        return response
    }
}
