import CCurl
import Glibc
import HTTP

/// A connection that a loop drives: bytes in and out, and nothing waits.
final class WireConnection {
    /// What came of reading or writing.
    enum Step {
        case bytes(Int)
        /// Nothing now: the socket isn't ready.
        case again
        /// The other end has ended the connection, with TLS by its own message.
        case end
        /// It broke; the TLS library's text, empty in plain text.
        case broken(String)
    }

    let route: Route
    let facts: OpeningFacts
    /// How many requests were begun on it.
    private(set) var requests = 0
    /// What is on it; `nil` while it is kept for later.
    weak var exchange: WireExchange?
    /// The exchanges on it when HTTP/2 is spoken; `nil` when it is HTTP/1.1.
    var streams: WireStreams?
    /// Since when it is kept for later: nanoseconds of the monotonic clock.
    var restingSince: UInt64 = 0
    /// The request that was on it last, in words.
    var last = ""
    private let open: OpenConnection

    init(_ open: OpenConnection, _ facts: OpeningFacts, _ route: Route) {
        self.open = open
        self.facts = facts
        self.route = route
    }

    deinit { open.close() }

    var socket: Int32 { open.socket }

    var isTLS: Bool { open.easy != nil }

    /// The connection as a request finds it that is begun on it now.
    func begin() -> ConnectionEvidence {
        requests += 1
        return ConnectionEvidence(local: facts.local, peer: facts.peer, number: requests, tls: facts.tls)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Step {
        guard let easy = open.easy else {
            let count = Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            return errno == EAGAIN || errno == EINTR ? .again : .broken("")
        }
        var count = 0
        switch curl_easy_send(easy, bytes.baseAddress, bytes.count, &count) {
        case CURLE_OK: return .bytes(count)
        case CURLE_AGAIN: return .again
        default: return .broken(open.errorText)
        }
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Step {
        guard let easy = open.easy else {
            let count = recv(socket, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            return errno == EAGAIN || errno == EINTR ? .again : .broken("")
        }
        var count = 0
        switch curl_easy_recv(easy, buffer.baseAddress, buffer.count, &count) {
        case CURLE_OK: return count > 0 ? .bytes(count) : open.wasCut ? .broken("") : .end
        case CURLE_AGAIN: return .again
        default: return .broken(open.errorText)
        }
    }
}

/// Connections that are kept for further requests, by where they go; the one used last is used first.
struct ConnectionPool {
    /// The most that are kept: a run against many hosts must not run out of descriptors.
    static let most = 512

    private var kept: [String: [WireConnection]] = [:]
    private(set) var count = 0

    /// Keeps a connection; `false` when there are enough.
    mutating func keep(_ connection: WireConnection) -> Bool {
        guard count < Self.most else { return false }
        connection.restingSince = MonotonicInstant.now()
        kept[connection.route.url, default: []].append(connection)
        count += 1
        return true
    }

    /// For how long a connection that nothing went over is good for a request that can't be sent twice, in nanoseconds.
    /// Servers end idle connections after some seconds (RFC 9112, section 9.5), and one that is about to would look as
    /// if it had failed.
    private static let longestRest: UInt64 = 2_000_000_000

    /// The connection on `route` that was used last; none that has rested for long where the request can't be sent
    /// twice.
    mutating func take(_ route: Route, isRepeatable: Bool) -> WireConnection? {
        guard let last = kept[route.url]?.last,
            isRepeatable || MonotonicInstant.now() - last.restingSince < Self.longestRest
        else { return nil }
        kept[route.url]?.removeLast()
        count -= 1
        return last
    }

    /// Keeps a connection no more.
    mutating func remove(_ connection: WireConnection) {
        guard let place = kept[connection.route.url]?.firstIndex(where: { $0 === connection }) else { return }
        kept[connection.route.url]?.remove(at: place)
        count -= 1
    }
}
