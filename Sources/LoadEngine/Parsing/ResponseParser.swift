/// Takes one HTTP/1.x response apart as its bytes come (RFC 9112); it neither reads nor keeps them.
///
/// The caller holds the bytes from the response's first on, at an address that may change between calls. What is parsed
/// stays where it is, but that interim responses are moved out of the way, and chunks' content is moved together behind
/// the header section: after `complete`, the header section is `0..<headEnd` and the content `headEnd..<bodyEnd`.
struct ResponseParser {
    /// What the bytes so far amount to.
    enum Step: Equatable {
        case more
        case complete
        case failed(ParserProblem)
    }

    enum Phase: UInt8 {
        case statusLine, fields
        case length, untilClose
        case chunkSize, chunkPadding, chunkExtension, chunkSizeEnd, chunkData, chunkDataEnd, chunkDataEndLF
        case trailerStart, trailerName, trailerValue, trailerEnd, lastLF
        case done
    }

    let limits: ParserLimits
    var phase = Phase.statusLine
    /// Whether the request was a HEAD: its response has no content, whatever its fields say.
    let answersHead: Bool
    /// Whether the connection can take another request after this response.
    var keepsAlive = true
    /// Whether a `Connection` field said `close`.
    var closes = false
    var isHTTP10 = false
    var isChunked = false
    var hasLength = false
    var status = 0
    /// Where the first byte that isn't parsed yet is.
    var position = 0
    /// Up to where the end of the present line has been looked for.
    var scanned = 0
    /// Bytes that count as header section, beside those before ``headEnd``.
    var extraHead = 0
    var headEnd = 0
    var bodyEnd = 0
    /// The content's length so far, dropped content included.
    var bodyLength = 0
    /// Bytes of the content, or of the present chunk, that are still to come.
    var remaining = 0
    var digits = 0

    /// A parser at the beginning of the response to a request.
    init(answersHead: Bool = false, limits: ParserLimits = ParserLimits()) {
        self.answersHead = answersHead
        self.limits = limits
    }

    /// Whether the header section of the final response is complete.
    var hasHead: Bool { phase.rawValue >= Phase.length.rawValue }

    /// Parses on, after bytes were added: there are now `filled`. It may take some out, and lowers `filled` by them.
    mutating func parse(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) -> Step {
        do throws(ParserProblem) {
            if !hasHead, try !parseHead(bytes, &filled) { return .more }
            switch phase {
            case .length: try takeLength(filled)
            case .untilClose: try takeUntilClose(filled)
            case .done: break
            default: try takeChunks(bytes, &filled)
            }
            guard phase == .done else { return .more }
            guard position == filled else { return .failed(.excess) }
            return .complete
        } catch {
            return .failed(error)
        }
    }

    /// What it amounts to that the connection was closed here.
    mutating func end(_ filled: Int) -> Step {
        switch phase {
        case .done: return .complete
        case .untilClose:
            phase = .done
            return .complete
        case .statusLine where filled == 0 && extraHead == 0: return .failed(.nothing)
        case .statusLine, .fields: return .failed(.truncatedHead)
        default: return .failed(.truncatedBody)
        }
    }

    /// Lets the content so far go: the bytes that the caller still has to keep end with the header section.
    mutating func dropBody(_ filled: inout Int) {
        guard hasHead, position == filled else { return }
        bodyEnd = headEnd
        position = headEnd
        filled = headEnd
    }

    private mutating func takeLength(_ filled: Int) throws(ParserProblem) {
        let count = min(remaining, filled - position)
        advance(count)
        remaining -= count
        if remaining == 0 { phase = .done }
    }

    private mutating func takeUntilClose(_ filled: Int) throws(ParserProblem) {
        advance(filled - position)
        guard bodyLength <= limits.body else { throw .bodyTooLong }
    }

    private mutating func advance(_ count: Int) {
        position += count
        bodyEnd = position
        bodyLength += count
    }
}
