import CNGHTTP2
import Glibc
package import HTTP

/// One HTTP/2 connection's client side (RFC 9113), framed by nghttp2: it takes the bytes that came and gives those that
/// are to be sent; it neither reads nor writes, nor does it know the time.
///
/// It is a handle to memory of its own, so that a loop can keep it in an array of plain values: copies are the same
/// session, and whoever made it frees it. Each of its places carries one request at a time; the response gathers there
/// in the form of HTTP/1.1, as everything behind it reads it.
package struct HTTP2Session {
    /// What is told to the server of each stream before its window is opened further, and of all together.
    private static let streamWindow: UInt32 = 1 << 20
    private static let connectionWindow: Int32 = 1 << 24
    /// The most bytes of one header block: an endless one ends the connection.
    static let mostBlock = 1 << 20
    /// Frames are gathered up to so many bytes before they are written.
    private static let mostGathered = 256 << 10

    let state: UnsafeMutablePointer<State>

    /// What a session consists of. The callbacks of nghttp2 get its address.
    struct State {
        var session: OpaquePointer?
        let streams: UnsafeMutablePointer<HTTP2Stream>
        let places: Int
        let limits: ParserLimits
        let isTLS: Bool
        /// Bytes of content that are held at all places, and the most that may be.
        var held = 0
        let mostHeld: Int
        /// The places whose streams have ended and were not asked for yet.
        let ended: UnsafeMutablePointer<Int32>
        var endedCount = 0
        /// The places of watched streams for which content has come that nobody has looked at.
        let touched: UnsafeMutablePointer<Int32>
        var touchedCount = 0
        /// The streams that carry a request.
        var active = 0
        /// The stream whose header block is coming, and the bytes since it began; `nil` between blocks.
        var block: (stream: Int32, bytes: Int)?
        var hasSettings = false
        /// What the server said with its GOAWAY.
        var goAway: GoAway?
        /// What nghttp2 said last of what was wrong.
        var lastError = ""
        /// The same of single streams, of what came last.
        var streamErrors: [Int32: String] = [:]
        /// Whether the bytes that came can't be taken any further.
        var isBroken = false
        /// The error code of the GOAWAY that was sent; `nil` when none was.
        var ownGoAway: UInt32?

        // What is to be written.
        var output: UnsafeMutablePointer<UInt8>
        var outputCapacity = 0
        var outputStart = 0
        var outputEnd = 0
    }

    /// The server's notice that it takes no further streams (RFC 9113, section 6.8).
    struct GoAway {
        var code: UInt32
        var text: String
    }

    /// A session that carries `places` requests at the same time at most, whose preface and settings are to be written.
    ///
    /// - Parameter mostHeld: The most bytes of content that are held of all responses together; the response that would
    ///   take more fails as something that this machine lacks.
    /// - Throws: that there is no memory.
    package init(places: Int, isTLS: Bool, limits: ParserLimits, mostHeld: Int = .max) throws(CurlError) {
        let streams = UnsafeMutablePointer<HTTP2Stream>.allocate(capacity: places)
        streams.initialize(repeating: HTTP2Stream(), count: places)
        state = .allocate(capacity: 1)
        state.initialize(
            to: State(
                streams: streams,
                places: places,
                limits: limits,
                isTLS: isTLS,
                mostHeld: mostHeld,
                ended: .allocate(capacity: places),
                touched: .allocate(capacity: places),
                output: .allocate(capacity: 0)
            )
        )
        guard
            nghttp2_session_client_new2(&state.pointee.session, HTTP2Callbacks.shared, state, HTTP2Callbacks.options)
                == 0
        else {
            free()
            throw CurlError("HTTP/2 can't be spoken: there is no memory for a session")
        }
        var settings = [
            nghttp2_settings_entry(settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_PUSH.rawValue), value: 0),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue),
                value: Self.streamWindow
            ),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: UInt32(clamping: limits.head)
            ),
        ]
        nghttp2_submit_settings(state.pointee.session, 0, &settings, settings.count)
        nghttp2_session_set_local_window_size(state.pointee.session, 0, 0, Self.connectionWindow)
    }

    /// Frees its memory; to be called once, and nothing else after it.
    package func free() {
        nghttp2_session_del(state.pointee.session)
        for place in 0..<state.pointee.places { state.pointee.streams[place].free() }
        state.pointee.streams.deallocate()
        state.pointee.ended.deallocate()
        state.pointee.touched.deallocate()
        state.pointee.output.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    // MARK: The connection

    /// Whether the server's settings have come: only then is it known how many streams it takes.
    package var hasSettings: Bool { state.pointee.hasSettings }

    /// Requests that are under way.
    package var active: Int { state.pointee.active }

    /// Whether a request can be begun now: the server takes one more stream.
    package var hasRoom: Bool {
        let most = nghttp2_session_get_remote_settings(state.pointee.session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        return state.pointee.active < Int(most)
    }

    /// Whether further requests can be begun: the server hasn't said that it takes no more, and stream numbers are
    /// left.
    package var takesRequests: Bool {
        state.pointee.ownGoAway == nil && nghttp2_session_check_request_allowed(state.pointee.session) != 0
    }

    /// Whether nothing more is to be read or written.
    package var isOver: Bool {
        nghttp2_session_want_read(state.pointee.session) == 0 && nghttp2_session_want_write(state.pointee.session) == 0
            && state.pointee.outputStart == state.pointee.outputEnd
    }

    /// Takes bytes that came; `false` when the connection can't go on.
    package func receive(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if !state.pointee.lastError.isEmpty { state.pointee.lastError = "" }
        if !state.pointee.streamErrors.isEmpty { state.pointee.streamErrors = [:] }
        let taken = nghttp2_session_mem_recv(state.pointee.session, bytes, count)
        if taken < 0 {
            state.pointee.isBroken = true
            if state.pointee.lastError.isEmpty {
                state.pointee.lastError = String(cString: nghttp2_strerror(Int32(clamping: taken)))
            }
            return false
        }
        if nghttp2_session_check_request_allowed(state.pointee.session) == 0 {
            // Where nghttp2 has ended the connection by itself, it has once its last frame is written.
            gather()
            if nghttp2_session_want_read(state.pointee.session) == 0 { return false }
        }
        state.pointee.block?.bytes += count
        guard state.pointee.block.map({ $0.bytes <= Self.mostBlock }) ?? true else {
            state.pointee.isBroken = true
            state.pointee.lastError = "a header block of more than \(Self.mostBlock) bytes"
            return false
        }
        return true
    }

    /// The bytes that are to be written next; empty when there are none.
    package func output() -> UnsafeRawBufferPointer {
        gather()
        let count = state.pointee.outputEnd - state.pointee.outputStart
        return UnsafeRawBufferPointer(start: state.pointee.output + state.pointee.outputStart, count: count)
    }

    /// `count` of the bytes have been written.
    package func wrote(_ count: Int) {
        state.pointee.outputStart += count
        guard state.pointee.outputStart == state.pointee.outputEnd else { return }
        state.pointee.outputStart = 0
        state.pointee.outputEnd = 0
    }

    /// Has nghttp2 write its frames behind those that wait.
    private func gather() {
        while state.pointee.outputEnd - state.pointee.outputStart < Self.mostGathered {
            var frame: UnsafePointer<UInt8>?
            let count = nghttp2_session_mem_send(state.pointee.session, &frame)
            guard count > 0, let frame else { return }
            reserve(count)
            memcpy(state.pointee.output + state.pointee.outputEnd, frame, count)
            state.pointee.outputEnd += count
        }
    }

    private func reserve(_ count: Int) {
        guard state.pointee.outputEnd + count > state.pointee.outputCapacity else { return }
        let rest = state.pointee.outputEnd - state.pointee.outputStart
        memmove(state.pointee.output, state.pointee.output + state.pointee.outputStart, rest)
        state.pointee.outputStart = 0
        state.pointee.outputEnd = rest
        let needed = rest + count
        guard needed > state.pointee.outputCapacity else { return }
        let capacity = max(needed, 2 * state.pointee.outputCapacity, 4096)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        memcpy(larger, state.pointee.output, state.pointee.outputEnd)
        state.pointee.output.deallocate()
        state.pointee.output = larger
        state.pointee.outputCapacity = capacity
    }

    // MARK: Requests

    /// Begins the request whose bytes in the form of HTTP/1.1 are at `bytes`, which stay there until it has ended.
    ///
    /// Its field names become lower case where they are, and `Host` is sent as `:authority`.
    ///
    /// - Parameters:
    ///   - place: One that carries no request.
    ///   - withheld: How many bytes of its content, and the stream's end with them, wait for ``release(_:)``; `nil` for
    ///     none.
    ///   - keepsContent: Whether all of the response's content is kept, in place of as much as evidence needs.
    ///   - watchesEvents: Whether ``nextTouched()`` tells where content has come; all of it is kept then.
    /// - Returns: `false` when the connection takes no further request.
    package func begin(
        _ place: Int,
        _ bytes: UnsafeMutablePointer<UInt8>,
        _ count: Int,
        withheld: Int? = nil,
        keepsContent: Bool,
        watchesEvents: Bool = false
    ) -> Bool {
        let stream = state.pointee.streams + place
        forget(place)
        stream.pointee.keepsContent = keepsContent || watchesEvents
        stream.pointee.watchesEvents = watchesEvents
        let id = HTTP2Fields.withFields(bytes, count, isTLS: state.pointee.isTLS) { fields, number, content in
            stream.pointee.setContent(bytes + content, count - content, withheld.map { min($0, count - content) })
            let mark = UnsafeMutableRawPointer(bitPattern: place + 1)
            guard content < count || withheld != nil else {
                return nghttp2_submit_request(state.pointee.session, nil, fields, number, nil, mark)
            }
            var provider = nghttp2_data_provider()
            provider.source.ptr = UnsafeMutableRawPointer(stream)
            provider.read_callback = HTTP2Callbacks.readContent
            return nghttp2_submit_request(state.pointee.session, nil, fields, number, &provider, mark)
        }
        guard id > 0 else { return false }
        stream.pointee.id = id
        state.pointee.active += 1
        return true
    }

    /// Lets the withheld part of a request's content go.
    package func release(_ place: Int) {
        let stream = state.pointee.streams + place
        guard stream.pointee.id > 0, stream.pointee.withheld != nil else { return }
        stream.pointee.withheld = nil
        nghttp2_session_resume_data(state.pointee.session, stream.pointee.id)
    }

    /// Ends a request that is under way, if there is one: the server is told (RFC 9113, section 8.7: `CANCEL`).
    package func cancel(_ place: Int) {
        let stream = state.pointee.streams + place
        guard stream.pointee.id > 0 else { return }
        nghttp2_submit_rst_stream(state.pointee.session, 0, stream.pointee.id, NGHTTP2_CANCEL.rawValue)
        HTTP2Callbacks.detach(state, place)
    }

    /// Lets go what has come for a request that has ended; its place is free.
    package func forget(_ place: Int) {
        let stream = state.pointee.streams + place
        guard stream.pointee.id == 0 else { return }
        state.pointee.held -= stream.pointee.bodyEnd - stream.pointee.headEnd
        stream.pointee.clear()
    }

    /// Says goodbye to the server; to be written.
    package func close() { nghttp2_session_terminate_session(state.pointee.session, NGHTTP2_NO_ERROR.rawValue) }

    /// The next place whose request has ended, by a response or without one.
    package func nextEnded() -> Int? {
        guard state.pointee.endedCount > 0 else { return nil }
        state.pointee.endedCount -= 1
        return Int(state.pointee.ended[state.pointee.endedCount])
    }

    /// The next place of a watched stream for which content has come since this was asked last.
    package func nextTouched() -> Int? {
        guard state.pointee.touchedCount > 0 else { return nil }
        state.pointee.touchedCount -= 1
        let place = Int(state.pointee.touched[state.pointee.touchedCount])
        state.pointee.streams[place].isTouched = false
        return place
    }

    /// Ends the response at a place with so many bytes of its content: what follows is none of it, and trailers
    /// neither.
    package func cut(_ place: Int, at length: Int) { state.pointee.streams[place].cut(at: length) }

    /// What is at a place. It is valid until the next request begins there.
    package subscript(place: Int) -> HTTP2Stream { state.pointee.streams[place] }

    /// Whether all of a request that isn't withheld has been given to the connection.
    package func isAhead(_ place: Int) -> Bool {
        let stream = state.pointee.streams[place]
        return stream.contentSent + (stream.withheld ?? 0) >= stream.contentCount
    }

    /// Whether all of a request has been given to the connection.
    package func isSent(_ place: Int) -> Bool { state.pointee.streams[place].isSent }

    // MARK: Failures

    /// Why the request at a place, which has ended without a response, failed.
    package func failure(_ place: Int) -> ExchangeFailure {
        let stream = state.pointee.streams[place]
        if let problem = stream.problem { return ExchangeFailure(problem.category, problem.text) }
        guard let code = stream.code else {
            return brokenConnection("the connection ended before the response was complete")
        }
        let name = String(cString: nghttp2_http2_strerror(code))
        if code == NGHTTP2_REFUSED_STREAM.rawValue {
            let cause = state.pointee.goAway.map { " after its \($0.description)" } ?? ""
            return ExchangeFailure(.reset, "the server refused the stream\(cause) (\(name), RFC 9113, section 8.7)")
        }
        if stream.isOurs {
            let last = state.pointee.lastError
            let isOfAnother = last.isEmpty || last.contains("stream: ")
            let error = state.pointee.streamErrors[stream.id] ?? (isOfAnother ? name : last)
            return ExchangeFailure(.malformed, "the response isn't HTTP/2: \(error) (RFC 9113, section 8.1.1)")
        }
        if code == NGHTTP2_NO_ERROR.rawValue {
            return ExchangeFailure(.reset, "the server ended the stream before the response was complete")
        }
        return ExchangeFailure(.reset, "the server reset the stream: \(name) (RFC 9113, section 7)")
    }

    /// The same of one that failed as the connection did: what was wrong with the response itself comes first.
    package func failure(_ place: Int, _ ofConnection: ExchangeFailure) -> ExchangeFailure {
        state.pointee.streams[place].problem == nil ? ofConnection : failure(place)
    }

    /// Why the requests that are under way failed as the connection ended; `how` it ended.
    package func brokenConnection(_ how: String) -> ExchangeFailure {
        if let code = state.pointee.ownGoAway, code != NGHTTP2_NO_ERROR.rawValue {
            let name = String(cString: nghttp2_http2_strerror(code))
            let error = state.pointee.lastError.isEmpty ? "" : ": \(state.pointee.lastError)"
            return ExchangeFailure(
                .malformed,
                "the server doesn't keep to HTTP/2: \(name)\(error) (RFC 9113, section 5.4)"
            )
        }
        if state.pointee.isBroken {
            return ExchangeFailure(.malformed, "the server doesn't keep to HTTP/2: \(state.pointee.lastError)")
        }
        if let goAway = state.pointee.goAway {
            return ExchangeFailure(.reset, "\(how), after the server's \(goAway.description)")
        }
        return ExchangeFailure(.reset, how)
    }

    /// Whether nothing is known to have reached the server of the request at a place that failed so: the connection
    /// ended, and no part of an answer had come.
    package func endedUnseen(_ place: Int, _ failure: ExchangeFailure) -> Bool {
        let stream = state.pointee.streams[place]
        return failure.category == .reset && stream.code == nil && stream.isUnanswered
    }

    /// Whether the server can't have worked on the request at a place, so that it may go out again whatever its method
    /// (RFC 9113, section 8.7).
    package func wasRefused(_ place: Int) -> Bool {
        state.pointee.streams[place].code == NGHTTP2_REFUSED_STREAM.rawValue && !state.pointee.streams[place].isOurs
    }
}

extension HTTP2Session.GoAway {
    fileprivate var description: String {
        let name = String(cString: nghttp2_http2_strerror(code))
        return text.isEmpty ? "GOAWAY (\(name))" : "GOAWAY (\(name), \(text.debugDescription))"
    }
}
