import HTTP
import Synchronization

/// A job on its way: the request that goes out now, what came back, and what is known of how.
///
/// It holds no socket's readiness and no timer: the loop that owns it does, and calls it with what happened.
final class WireExchange {
    let job: Job
    /// When the job was begun.
    let started: UInt64
    /// When its time is over; `nil` for never.
    let expiry: UInt64?

    // Of the request that is under way: the job's own, or what a redirect made of it.
    private(set) var request: HTTPRequest
    private(set) var rendered: RenderedRequest?
    private(set) var route: Route?
    private var bytes: [UInt8] = []
    /// The same, where a stream takes them from.
    private var message: UnsafeMutablePointer<UInt8>?
    private var cause = Transmission.Cause.first
    /// How many redirects were followed.
    private(set) var redirects = 0
    /// Whether the present request was sent again already.
    private(set) var isResent = false

    /// The connection that is being opened for it, or the one that it is on.
    var opening: Opening?
    var connection: WireConnection?
    /// How many of the request's bytes the connection has taken.
    private(set) var sent = 0
    /// Whether the connection takes no more bytes.
    var isWriteBroken = false
    /// Over HTTP/2 the place of its stream among those of the connection.
    var place: Int?
    /// Until when the content waits for `100 Continue` (RFC 9110, section 10.1.1); `nil` when it doesn't.
    private(set) var continueBy: UInt64?
    private(set) var reader = ResponseReader()
    private var timings = PhaseTimings(total: 0)
    private var isOnNewConnection = false

    /// When the events of the response came.
    private var events = EventTally()

    private(set) var transmissions: [Transmission] = []
    var notes: [String] = []
    /// How the standard was broken on the connection before.
    var deviations: Deviations = []

    init(_ job: Job, timeout: UInt64) {
        self.job = job
        request = job.request
        started = MonotonicInstant.now()
        expiry = timeout > 0 ? started + min(timeout, .max - started) : nil
    }

    deinit { message?.deallocate() }

    /// Its time, in words.
    var limit: String { "\(((expiry ?? started) - started) / 1_000_000) ms" }

    // MARK: The request

    /// Makes the bytes of the request that is to be sent now.
    func render(
        _ configuration: ClientConfiguration,
        version: RequestRenderer.Version = .http1
    ) throws(ExchangeFailure) {
        let url = if redirects == 0 { job.url } else { try HTTPURL(request.url) }
        let route = try Route(to: url, configuration)
        let renderer = configuration.renderer(route, asksForCoding: job.options.decompresses, version)
        let rendered = try renderer.render(request, to: url, cookies: job.options.cookies?.value(for: url))
        self.route = route
        self.rendered = rendered
        bytes = rendered.bytes
        reader = ResponseReader(
            answersHead: rendered.answer.answersHead,
            asksUpgrade: rendered.answer.asksUpgrade,
            limits: ParserLimits(head: configuration.maxHeader, body: configuration.maxBody)
        )
        forgetConnection()
    }

    /// Goes on with the request that a redirect made.
    func follow(_ next: HTTPRequest, status: Int) {
        request = next
        cause = .redirected(status: status)
        redirects += 1
        isResent = false
    }

    /// Goes on with the same request on another connection. What was sent before stays told.
    func sendAgain(because why: String) {
        if sent == 0 {
            // Nothing went out: this isn't a second time.
            if !transmissions.isEmpty { transmissions.removeLast() }
        } else {
            cause = .resent(why)
            isResent = true
        }
        forgetConnection()
    }

    private func forgetConnection() {
        connection = nil
        opening = nil
        sent = 0
        isWriteBroken = false
        continueBy = nil
        timings = PhaseTimings(total: 0)
        isOnNewConnection = false
        events = EventTally(most: job.options.mostEvents)
    }

    /// Why the request may not be sent a second time; `nil` when it may: no byte of an answer came, and either none of
    /// the request went out, or doing it twice is as good as once (RFC 9110, section 9.2.2; RFC 9112, section 9.3.1).
    ///
    /// - Parameter wasRefused: Whether the server has said that it didn't work on it (RFC 9113, section 8.7).
    func obstacleToResending(_ allowed: Bool, wasRefused: Bool = false) -> String? {
        if sent == 0 { return nil }
        if isResent { return "it was sent twice already" }
        if !allowed { return "'resend' is false" }
        if wasRefused { return nil }
        return MethodEffect.isIdempotent(request.method) ? nil : "\(request.method) isn't sent twice"
    }

    /// Whether the connection had answered another request before.
    var isOnUsedConnection: Bool { connection != nil && !isOnNewConnection }

    /// Whether nothing came back yet.
    var isUnanswered: Bool { timings.firstByte == nil }

    // MARK: What happens

    /// A connection is there: the request can go out.
    func begin(on connection: WireConnection, isNew: Bool) {
        self.connection = connection
        if connection.streams == nil { connection.exchange = self }
        connection.last = "\(request.method) \(rendered?.url.description ?? "")"
        isOnNewConnection = isNew
        let now = MonotonicInstant.now()
        if isNew {
            // The opening has ended just now.
            let begun = now - min(now, connection.facts.timings.total)
            note(connection.facts.timings, since: begun)
        }
        timings.send = now - started
        var transmission = Transmission(cause: cause, request: asSent)
        transmission.connection = connection.begin()
        transmissions.append(transmission)
        if waitsForContinue { continueBy = now + Self.continueTime }
    }

    /// Takes the phases of an opening that began at an instant.
    func note(_ phases: PhaseTimings, since begun: UInt64) {
        let before = begun - min(begun, started)
        timings.nameLookup = phases.nameLookup.map { $0 + before }
        timings.connect = phases.connect.map { $0 + before }
        timings.tls = phases.tls.map { $0 + before }
    }

    /// How long content waits for `100 Continue` before it is sent all the same, as curl has it.
    private static let continueTime: UInt64 = 1_000_000_000

    private var waitsForContinue: Bool {
        guard let content = rendered?.content, !content.isEmpty else { return false }
        return request.headers.values("Expect").contains { $0.lowercased() == "100-continue" }
    }

    /// Calls `body` with the bytes that may go out now; `nil` when there are none.
    func withUnsent<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
        let end = continueBy == nil ? bytes.count : bytes.count - (rendered?.content.count ?? 0)
        guard sent < end, !isWriteBroken else { return nil }
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[sent..<end])) }
    }

    /// Whether the request asks for the connection to be closed after it (RFC 9112, section 9.6).
    var closesConnection: Bool {
        let options = request.headers.values("Connection").flatMap { $0.lowercased().split(separator: ",") }
        return options.contains { $0.trimmingPrefix { $0 == " " }.hasPrefix("close") }
    }

    /// Whether all of it has gone out.
    var isSent: Bool { sent == bytes.count }

    func noteSent(_ count: Int) {
        transmissions[transmissions.count - 1].sent.append(bytes[sent..<sent + count])
        sent += count
    }

    /// Lets the content go out.
    func goOn() { continueBy = nil }

    // MARK: Streams

    /// Calls `body` with the request's bytes, which stay where they are as long as the exchange, how many they are, and
    /// how much of the content is withheld.
    func withMessage(_ body: (UnsafeMutablePointer<UInt8>, Int, Int?) -> Bool) -> Bool {
        message?.deallocate()
        let message = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        bytes.withUnsafeBufferPointer { bytes in
            if let first = bytes.baseAddress { message.update(from: first, count: bytes.count) }
        }
        self.message = message
        return body(message, bytes.count, continueBy == nil ? nil : rendered?.content.count ?? 0)
    }

    /// What doesn't wait for `100 Continue` has gone out.
    func noteSentAhead() { noteSent(bytes.count - (continueBy == nil ? 0 : rendered?.content.count ?? 0)) }

    /// The rest has gone out.
    func noteRest() { noteSent(bytes.count - sent) }

    func noteFirstByte() {
        if timings.firstByte == nil { timings.firstByte = MonotonicInstant.now() - started }
    }

    /// Keeps what has come on its stream as evidence.
    func noteReceived(_ stream: HTTP2Stream) {
        guard !transmissions.isEmpty else { return }
        transmissions[transmissions.count - 1].received.append(
            UnsafeBufferPointer(start: stream.bytes, count: stream.filled)
        )
    }

    // MARK: Responses

    /// Takes bytes of the response.
    func take(_ received: UnsafeRawBufferPointer) -> ResponseReader.Progress {
        noteFirstByte()
        transmissions[transmissions.count - 1].received.append(received)
        let progress = reader.take(received)
        if continueBy != nil, reader.interim.contains(where: { $0.status == 100 }) { goOn() }
        return progress
    }

    func takeEnd() -> ResponseReader.Progress { reader.end() }

    /// Looks for events in what has come; whether there are as many as are asked for, with which the response ends.
    func noteEvents(isEnd: Bool = false) -> Bool {
        _ = reader.note(&events, isEnd: isEnd, clock: MonotonicInstant.now)
        guard let end = events.end else { return false }
        reader.cut(at: end)
        return true
    }

    /// The same of what has come on its stream: how many bytes of content the response ends with.
    func noteEvents(_ stream: HTTP2Stream) -> Int? {
        guard let bytes = stream.bytes else { return nil }
        _ = events.take(bytes, stream.parsed, isEnd: stream.isComplete, clock: MonotonicInstant.now)
        return events.end
    }

    // MARK: The exchange

    /// The exchange, now that it has ended.
    func exchange(_ outcome: Result<HTTPResponse, ExchangeFailure>) -> Exchange {
        timings.total = MonotonicInstant.now() - started
        if let opening {
            let now = MonotonicInstant.now()
            let phases = opening.timings
            note(phases, since: now - min(now, phases.total))
        }
        var exchange = Exchange(
            outcome: outcome,
            timings: timings,
            intended: job.intended,
            started: started,
            peer: connection?.facts.peer,
            newConnection: isOnNewConnection
        )
        exchange.transmissions = transmissions
        exchange.notes = notes
        exchange.deviations = deviations
        exchange.events = events.times(since: started)
        return exchange
    }

    /// The request with every field that its bytes have.
    private var asSent: HTTPRequest {
        var sent = request
        guard let head = rendered?.head, let end = head.firstIndex(of: 0x0A) else { return sent }
        sent.headers = MessageHead.fields(head[(end + 1)...])
        return sent
    }
}
