import HTTP

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
