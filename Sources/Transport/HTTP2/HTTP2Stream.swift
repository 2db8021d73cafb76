import Glibc
package import HTTP

/// One place of an ``HTTP2Session``: the request that it carries, and what has come of the response, in the form of
/// HTTP/1.1: `HTTP/2 200`, a line for each field, an empty line, the content, a line for each trailer.
package struct HTTP2Stream {
    /// Why a response was refused.
    enum Problem: UInt8 {
        case headTooLong, bodyTooLong, noRoom, field

        var category: FailureCategory {
            switch self {
            case .headTooLong, .bodyTooLong: .tooLarge
            case .noRoom: .local
            case .field: .malformed
            }
        }

        var text: String {
            switch self {
            case .headTooLong: ParserProblem.headTooLong.text
            case .bodyTooLong: ParserProblem.bodyTooLong.text
            case .noRoom:
                "the responses at hand take more memory than they may: let fewer come at a time, or smaller ones"
            case .field:
                "a field of the response has a name or a value that HTTP/2 forbids (RFC 9113, section 8.2.1)"
            }
        }
    }

    /// Bytes of content that are kept for evidence alone.
    private static let mostEvidence = 16 << 10
    /// Memory that a place keeps from one response to the next.
    private static let mostKept = 16 << 10

    /// The stream's number; 0 when there is none, or it has ended.
    var id: Int32 = 0
    /// The error code that it ended with; `nil` when it hasn't ended by a reset.
    package internal(set) var code: UInt32?
    /// Whether that code is ours.
    var isOurs = false
    var problem: Problem?
    /// Whether the response is complete.
    package internal(set) var isComplete = false
    /// Whether `100 Continue` has come.
    package internal(set) var goesOn = false

    // The request's content.
    var content: UnsafePointer<UInt8>?
    var contentCount = 0
    var contentSent = 0
    /// How many of the last bytes wait to be let go, the stream's end with them.
    var withheld: Int?
    /// Whether the request's end has been given to nghttp2.
    var isSent = false

    // The response.
    /// The bytes so far.
    package private(set) var bytes: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    /// How many there are.
    package private(set) var filled = 0
    /// The status of the final response; 0 before.
    package internal(set) var status = 0
    /// The status in the header block that comes now.
    var blockStatus = 0
    /// Where the header section ends; 0 while it isn't complete.
    package private(set) var headEnd = 0
    /// Where the content ends, as far as it is kept.
    package private(set) var bodyEnd = 0
    /// The content's length, what isn't kept included.
    package private(set) var bodyLength = 0
    /// Whether there is a `Content-Encoding`.
    package private(set) var isCoded = false
    /// Bytes of header sections, as RFC 9113, section 10.5.1, counts them.
    private var headLength = 0
    /// Whether content that comes is told of, and whether it was.
    var watchesEvents = false
    var isTouched = false
    /// Whether all of the content is kept, in place of as much as evidence needs.
    var keepsContent = true

    /// The complete response as the parser of HTTP/1.1 would have left it.
    package var parsed: ResponseParser {
        ResponseParser(
            status: status,
            headEnd: headEnd,
            bodyEnd: bodyEnd,
            trailerEnd: filled,
            bodyLength: bodyLength,
            isCoded: isCoded
        )
    }

    /// Whether nothing of a response has come.
    package var isUnanswered: Bool { filled == 0 && headLength == 0 }

    mutating func free() {
        bytes?.deallocate()
        bytes = nil
    }

    /// Forgets the request and what came of it.
    mutating func clear() {
        if capacity > Self.mostKept {
            free()
            capacity = 0
        }
        let kept = (bytes, capacity)
        self = HTTP2Stream()
        (bytes, capacity) = kept
    }

    mutating func setContent(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ withheld: Int?) {
        content = bytes
        contentCount = count
        self.withheld = withheld
        isSent = count == 0 && withheld == nil
    }

    // MARK: What comes

    /// A header block begins: that of a response, interim or final, or the trailers.
    mutating func beginBlock() {
        blockStatus = 0
        if headEnd == 0 { filled = 0 }
    }

    /// Whether the block that comes now is the trailer section.
    private var isTrailer: Bool { headEnd > 0 }

    mutating func takeStatus(_ value: UnsafeBufferPointer<UInt8>, limit: Int) {
        blockStatus = value.reduce(0) { (0x30...0x39).contains($1) && $0 < 1000 ? $0 * 10 + Int($1 - 0x30) : 1000 }
        "HTTP/2 ".utf8.withContiguousStorageIfAvailable { append($0) }
        append(value)
        appendLineEnd()
        headLength += value.count + 39
    }

    mutating func takeField(
        _ name: UnsafeBufferPointer<UInt8>,
        _ value: UnsafeBufferPointer<UInt8>,
        limit: Int
    ) {
        // RFC 9113, section 10.5.1: each field counts 32 more.
        headLength += name.count + value.count + 32
        guard headLength <= limit else {
            problem = .headTooLong
            return
        }
        append(name)
        append(0x3A, 0x20)
        append(value)
        appendLineEnd()
        if !isTrailer, let first = name.baseAddress, name.count == Self.codingName.utf8CodeUnitCount,
            memcmp(first, Self.codingName.utf8Start, name.count) == 0
        {
            isCoded = true
        }
    }

    private static let codingName: StaticString = "content-encoding"

    /// The block is complete.
    mutating func endBlock() {
        guard !isTrailer else { return }
        guard blockStatus >= 200 else {
            if blockStatus == 100 { goesOn = true }
            // An interim response makes room for the final one (RFC 9110, section 15.2).
            filled = 0
            return
        }
        status = blockStatus
        appendLineEnd()
        headEnd = filled
        bodyEnd = filled
    }

    mutating func takeContent(_ content: UnsafeBufferPointer<UInt8>, limit: Int) {
        bodyLength += content.count
        guard bodyLength <= limit else {
            problem = .bodyTooLong
            return
        }
        let room = keepsContent ? content.count : max(0, Self.mostEvidence - (bodyEnd - headEnd))
        append(UnsafeBufferPointer(rebasing: content.prefix(room)))
        bodyEnd = filled
    }

    /// Ends the response with so many bytes of its content. What they took stays counted as held.
    mutating func cut(at length: Int) {
        bodyEnd = min(bodyEnd, headEnd + length)
        filled = bodyEnd
    }

    @inline(__always)
    private mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
        guard let first = more.baseAddress, more.count > 0 else { return }
        reserve(more.count)
        if let bytes { memcpy(bytes + filled, first, more.count) }
        filled += more.count
    }

    @inline(__always)
    private mutating func append(_ first: UInt8, _ second: UInt8) {
        reserve(2)
        bytes?[filled] = first
        bytes?[filled + 1] = second
        filled += 2
    }

    private mutating func appendLineEnd() { append(0x0D, 0x0A) }

    private mutating func reserve(_ count: Int) {
        guard filled + count > capacity else { return }
        let larger = max(filled + count, 2 * capacity, 512)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        if let bytes {
            memcpy(memory, bytes, filled)
            bytes.deallocate()
        }
        bytes = memory
        capacity = larger
    }
}
