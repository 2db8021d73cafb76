package import HTTP

/// Reads requests out of a connection's bytes (RFC 9112): a state machine that knows nothing of sockets.
///
/// The caller offers all bytes that it holds and drops as many as were consumed; what was not consumed is offered again
/// together with what comes after it.
struct RequestParser {
    /// What the offered bytes amount to.
    enum Event: Sendable, Hashable {
        /// More bytes are needed.
        case incomplete
        /// The head of a request came that waits for `100 Continue`; its content follows.
        case expectsContinue
        /// A request is complete.
        case request(RequestHead, body: [UInt8])
        /// The connection cannot go on.
        case refused(RequestRefusal)
    }

    private enum State {
        case head
        case content(RequestHead, remaining: Int)
        case chunkSize(RequestHead)
        case chunk(RequestHead, remaining: Int)
        case trailers(RequestHead, size: Int)
    }

    private let limits: MockLimits
    private var state = State.head
    private var body: [UInt8] = []
    /// How far the unconsumed bytes were searched for the end of a line.
    private var searched = 0
    /// Where the line that is being searched for begins.
    private var lineStart = 0

    init(limits: MockLimits) {
        self.limits = limits
    }

    /// Whether a request has begun that is not complete.
    var isInsideRequest: Bool {
        if case .head = state { false } else { true }
    }

    /// How many bytes of content the request that isn't complete has.
    var contentCount: Int { isInsideRequest ? body.count : 0 }

    /// The next event in `bytes`, and how many of them it consumed.
    mutating func next(_ bytes: UnsafeRawBufferPointer) -> (event: Event, consumed: Int) {
        var consumed = 0
        do {
            while true {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
                let (event, taken) = try step(rest)
                consumed += taken
                if let event { return (event, consumed) }
            }
        } catch {
            return (.refused(error), consumed)
        }
    }

    /// One transition; without an event the next one follows at once.
    private mutating func step(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) -> (Event?, Int) {
        switch state {
        case .head: try head(bytes)
        case .content(let head, let remaining): content(head, remaining, bytes)
        case .chunkSize(let head): try chunkSize(head, bytes)
        case .chunk(let head, let remaining): try chunk(head, remaining, bytes)
        case .trailers(let head, let size): try trailers(head, size, bytes)
        }
    }

    private mutating func head(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) -> (Event?, Int) {
        // Empty lines before a request line are skipped (RFC 9112, section 2.2).
        if searched == 0, bytes.count >= 2, bytes[0] == ASCII.carriageReturn, bytes[1] == ASCII.lineFeed {
            return (nil, 2)
        }
        if let first = bytes.first, first != ASCII.carriageReturn, !ASCII.isToken(first) {
            throw .malformed("a request begins with a method")
        }
        while let end = try lineEnd(bytes) {
            guard end == lineStart else {
                lineStart = end + 2
                continue
            }
            // The bound is the limit's: a head that came at once is no other than one that came in pieces.
            guard end <= limits.header else { throw .headerTooLarge }
            let head = try RequestHead(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
            restartSearch()
            return (try begin(head), end + 2)
        }
        guard bytes.count <= limits.header else { throw .headerTooLarge }
        return (.incomplete, 0)
    }

    private mutating func begin(_ head: RequestHead) throws(RequestRefusal) -> Event? {
        body = []
        switch head.framing {
        case .length(0):
            return .request(head, body: [])
        case .length(let length):
            guard length <= limits.body else { throw .contentTooLarge }
            // Not more than has a chance to come soon: the length is the client's word.
            body.reserveCapacity(min(length, 1 << 16))
            state = .content(head, remaining: length)
        case .chunked:
            state = .chunkSize(head)
        }
        return head.expectsContinue ? .expectsContinue : nil
    }

    private mutating func content(_ head: RequestHead, _ remaining: Int, _ bytes: UnsafeRawBufferPointer) -> (
        Event?, Int
    ) {
        let taken = min(remaining, bytes.count)
        body.append(contentsOf: bytes[..<taken])
        guard taken == remaining else {
            state = .content(head, remaining: remaining - taken)
            return (.incomplete, taken)
        }
        return (finish(head), taken)
    }

    private mutating func chunkSize(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(RequestRefusal) -> (Event?, Int) {
        guard let end = try lineEnd(bytes) else {
            guard bytes.count <= limits.header else { throw .malformed("the line of a chunk's size does not end") }
            return (.incomplete, 0)
        }
        restartSearch()
        let size = try Self.chunkSize(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        guard size <= limits.body - body.count else { throw .contentTooLarge }
        state = size == 0 ? .trailers(head, size: 0) : .chunk(head, remaining: size)
        return (nil, end + 2)
    }

    /// The size of a chunk; extensions are ignored (RFC 9112, section 7.1.1).
    private static func chunkSize(_ line: UnsafeRawBufferPointer) throws(RequestRefusal) -> Int {
        let digits = line.prefix { ASCII.hexDigit($0) != nil }
        let rest = line[digits.endIndex...].drop(while: ASCII.isBlank)
        guard !digits.isEmpty, rest.isEmpty || rest.first == UInt8(ascii: ";") else {
            throw .malformed("a chunk's size is not hexadecimal digits")
        }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        guard significant.count <= 15 else { throw .contentTooLarge }
        return significant.reduce(0) { $0 << 4 | (ASCII.hexDigit($1) ?? 0) }
    }

    private mutating func chunk(
        _ head: RequestHead,
        _ remaining: Int,
        _ bytes: UnsafeRawBufferPointer
    ) throws(RequestRefusal) -> (Event?, Int) {
        let taken = min(remaining, bytes.count)
        body.append(contentsOf: bytes[..<taken])
        state = .chunk(head, remaining: remaining - taken)
        guard taken == remaining, bytes.count >= taken + 2 else { return (.incomplete, taken) }
        guard bytes[taken] == ASCII.carriageReturn, bytes[taken + 1] == ASCII.lineFeed else {
            throw .malformed("a chunk is longer than its size says")
        }
        state = .chunkSize(head)
        return (nil, taken + 2)
    }

    /// Trailer fields are checked and dropped.
    private mutating func trailers(
        _ head: RequestHead,
        _ size: Int,
        _ bytes: UnsafeRawBufferPointer
    ) throws(RequestRefusal) -> (Event?, Int) {
        let end = try lineEnd(bytes)
        guard size + (end ?? bytes.count) <= limits.header else { throw .headerTooLarge }
        guard let end else { return (.incomplete, 0) }
        restartSearch()
        guard end > 0 else { return (finish(head), 2) }
        _ = try RequestHead.field(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        state = .trailers(head, size: size + end + 2)
        return (nil, end + 2)
    }

    private mutating func finish(_ head: RequestHead) -> Event {
        defer { body = [] }
        state = .head
        return .request(head, body: body)
    }

    /// Where the current line's CR LF stands; every line feed must follow a carriage return, and the other way round.
    private mutating func lineEnd(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) -> Int? {
        while searched < bytes.count {
            let byte = bytes[searched]
            if byte == ASCII.lineFeed { throw .malformed("a line ends in a line feed without carriage return") }
            if byte == ASCII.carriageReturn {
                guard searched + 1 < bytes.count else { return nil }
                guard bytes[searched + 1] == ASCII.lineFeed else {
                    throw .malformed("a carriage return stands alone")
                }
                defer { searched += 2 }
                return searched
            }
            searched += 1
        }
        return nil
    }

    private mutating func restartSearch() {
        searched = 0
        lineStart = 0
    }
}

/// The requests in bytes that come bit by bit, without a socket.
package struct RequestFeed {
    /// One request as it was read.
    package struct Request: Hashable {
        package let method: String
        package let target: String
        package let headers: HeaderFields
        package let body: [UInt8]
    }

    /// Those that are complete.
    package private(set) var requests: [Request] = []
    /// Whether something was no request; nothing is read behind it.
    package private(set) var isRefused = false
    private var parser = RequestParser(limits: MockLimits())
    private var bytes: [UInt8] = []

    /// Nothing read yet.
    package init() {}

    /// Takes what came.
    package mutating func take(_ more: some Sequence<UInt8>) {
        bytes += more
        while !isRefused {
            let (event, consumed) = bytes.withUnsafeBytes { parser.next($0) }
            bytes.removeFirst(consumed)
            switch event {
            case .incomplete: return
            case .expectsContinue: continue
            case .refused: isRefused = true
            case .request(let head, let body):
                requests.append(
                    Request(method: head.method, target: head.target, headers: head.headers, body: body)
                )
            }
        }
    }
}

/// Why a request is refused before any rule sees it: the status that it gets, and why.
struct RequestRefusal: Error, Sendable, Hashable {
    let status: Int
    let why: String

    static func malformed(_ why: String) -> RequestRefusal { RequestRefusal(status: 400, why: why) }
    static let tooSlow = RequestRefusal(status: 408, why: "the request did not come in time")
    static let contentTooLarge = RequestRefusal(status: 413, why: "the content is over the limit")
    static let headerTooLarge = RequestRefusal(status: 431, why: "the header section is over the limit")
    static let tooBusy = RequestRefusal(status: 503, why: "the requests at hand have more content than the mock holds")
}
