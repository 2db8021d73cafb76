import Glibc

/// Takes one HTTP/1.x response apart as its bytes come (RFC 9112); it neither reads nor keeps them.
///
/// The caller holds the bytes from the response's first on, at an address that may change between calls. What is parsed
/// stays where it is, with three exceptions: interim responses are moved out of the way; chunks' content is moved
/// together behind the header section, and the trailer section behind that; what the standard has a recipient replace
/// by spaces (folds, bare CR, NUL) is replaced. After `complete`, the header section is `0..<headEnd`, the content
/// `headEnd..<bodyEnd` and the trailer section `bodyEnd..<trailerEnd`.
///
/// A response that can't be delimited with certainty fails. What a recipient may or must put up with is read, and noted
/// in ``deviations``.
package struct ResponseParser: Sendable {
    /// What the bytes so far amount to.
    package enum Step: Equatable, Sendable {
        case more
        /// An interim response is complete in `0..<position`; the next call goes on behind it. Only where they are
        /// wanted.
        case interim
        case complete
        case failed(ParserProblem)
    }

    enum Phase: UInt8 {
        case statusLine, fields, interim
        case length, untilClose
        case chunkSize, chunkPadding, chunkExtension, chunkSizeEnd, chunkData, chunkDataEnd, chunkDataEndLF
        case trailerStart, trailer
        case done
    }

    /// What is to be known of the request, and what of the response is wanted.
    package struct Options: Sendable, Hashable {
        /// Whether the request was a HEAD: its response has no content, whatever its fields say.
        package var answersHead: Bool
        /// Whether the request had an `Upgrade` field, so that 101 may answer it.
        package var asksUpgrade: Bool
        /// Whether interim responses are shown, rather than passed over.
        package var showsInterim: Bool

        /// The given options.
        package init(answersHead: Bool = false, asksUpgrade: Bool = false, showsInterim: Bool = false) {
            self.answersHead = answersHead
            self.asksUpgrade = asksUpgrade
            self.showsInterim = showsInterim
        }
    }

    let limits: ParserLimits
    let options: Options
    var phase = Phase.statusLine
    /// Whether the connection can take another request after this response.
    package internal(set) var keepsAlive = true
    /// How the response breaks the standard, as far as it is known.
    package internal(set) var deviations = Deviations()
    /// Whether a `Connection` field said `close`.
    var closes = false
    var isHTTP10 = false
    var isChunked = false
    var hasLength = false
    /// Whether there is a `Content-Encoding`.
    package internal(set) var isCoded = false
    package internal(set) var status = 0
    /// Where the first byte that isn't parsed yet is.
    package internal(set) var position = 0
    /// Up to where the end of the present line has been looked for.
    var scanned = 0
    /// Where the present line was continued last; 0 when it wasn't.
    var foldedAt = 0
    /// Bytes that count as header section, beside those before ``headEnd``.
    package internal(set) var extraHead = 0
    package internal(set) var headEnd = 0
    package internal(set) var bodyEnd = 0
    package internal(set) var trailerEnd = 0
    /// The content's length so far, dropped content included.
    package internal(set) var bodyLength = 0
    /// Bytes of the content, or of the present chunk, that are still to come.
    var remaining = 0
    var digits = 0

    /// A parser at the beginning of the response to a request.
    package init(_ options: Options = Options(), limits: ParserLimits = ParserLimits()) {
        self.options = options
        self.limits = limits
    }

    /// A response that HTTP/2 has framed, with nothing left to parse: its bytes in the form of HTTP/1.1 are where the
    /// others' are.
    package init(status: Int, headEnd: Int, bodyEnd: Int, trailerEnd: Int, bodyLength: Int, isCoded: Bool) {
        self.init()
        phase = .done
        self.status = status
        self.headEnd = headEnd
        self.bodyEnd = bodyEnd
        self.trailerEnd = trailerEnd
        self.bodyLength = bodyLength
        self.isCoded = isCoded
        position = trailerEnd
        if !(100...599).contains(status) { deviations.insert(.unknownStatusClass) }
        end205()
    }

    /// Whether the end of the connection is what delimits the content, which is coming.
    package var endsWithConnection: Bool { phase == .untilClose }

    /// Whether the header section of the final response is complete.
    package var hasHead: Bool { phase.rawValue >= Phase.length.rawValue }

    /// Parses on, after bytes were added: there are now `filled`. It may take some out, and lowers `filled` by them.
    ///
    /// With `failed(.excess)` the response is complete all the same, and the bytes behind it are `position..<filled`.
    package mutating func parse(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) -> Step {
        do throws(ParserProblem) {
            if phase == .interim { removeInterim(bytes, &filled) }
            if !hasHead, let step = try parseHead(bytes, &filled) { return step }
            switch phase {
            case .length: try takeLength(filled)
            case .untilClose: try takeUntilClose(filled)
            case .done: break
            case .statusLine, .fields, .interim, .chunkSize, .chunkPadding, .chunkExtension, .chunkSizeEnd, .chunkData,
                .chunkDataEnd, .chunkDataEndLF, .trailerStart, .trailer:
                try takeChunks(bytes, &filled)
            }
            guard phase == .done else { return .more }
            end205()
            // What follows a 101 is of another protocol.
            guard position == filled || status == 101 else { return .failed(.excess) }
            return .complete
        } catch {
            return .failed(error)
        }
    }

    /// What it amounts to that the connection was closed here.
    package mutating func end(_ filled: Int) -> Step {
        switch phase {
        case .done: return .complete
        case .untilClose:
            phase = .done
            trailerEnd = bodyEnd
            end205()
            return .complete
        case .statusLine where filled == 0 && extraHead == 0: return .failed(.nothing)
        case .statusLine, .fields, .interim: return .failed(.truncatedHead)
        case .length, .chunkSize, .chunkPadding, .chunkExtension, .chunkSizeEnd, .chunkData, .chunkDataEnd,
            .chunkDataEndLF, .trailerStart, .trailer:
            return .failed(.truncatedBody)
        }
    }

    /// Lets the content so far go: the bytes that the caller still has to keep end with the header section.
    package mutating func dropBody(_ filled: inout Int) {
        guard hasHead, position == filled else { return }
        bodyEnd = headEnd
        trailerEnd = headEnd
        position = headEnd
        scanned = headEnd
        filled = headEnd
    }

    /// Ends the response with so many bytes of the content that is kept: what follows isn't read, and trailers neither.
    package mutating func cut(at length: Int) {
        bodyEnd = min(bodyEnd, headEnd + length)
        trailerEnd = bodyEnd
        phase = .done
    }

    private mutating func end205() {
        if status == 205, bodyLength > 0 { deviations.insert(.contentInReset) }
    }

    private mutating func takeLength(_ filled: Int) throws(ParserProblem) {
        let count = min(remaining, filled - position)
        advance(count)
        remaining -= count
        guard remaining == 0 else { return }
        phase = .done
        trailerEnd = bodyEnd
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

extension ResponseParser {
    /// Takes chunked content (RFC 9112, section 7.1): its data is moved together behind what came before, the trailer
    /// section behind it, and the rest goes, but for bytes behind the last chunk.
    private mutating func takeChunks(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) throws(ParserProblem) {
        while position < filled, phase.rawValue < Phase.trailerStart.rawValue {
            if phase == .chunkData {
                takeData(bytes, filled)
                continue
            }
            try take(bytes[position])
            position += 1
        }
        if phase == .trailerStart {
            beginTrailer(bytes, &filled)
        } else if phase != .trailer {
            filled = bodyEnd
            position = bodyEnd
            return
        }
        try takeTrailer(bytes, &filled)
    }

    private mutating func takeData(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: Int) {
        let count = min(remaining, filled - position)
        memmove(bytes + bodyEnd, bytes + position, count)
        bodyEnd += count
        position += count
        remaining -= count
        if remaining == 0 { phase = .chunkDataEnd }
    }

    /// One byte of a chunk's line.
    private mutating func take(_ byte: UInt8) throws(ParserProblem) {
        switch phase {
        case .chunkSize: try takeSize(byte)
        case .chunkPadding:
            switch byte {
            case 0x20, 0x09: try countOverhead()
            case 0x3B: phase = .chunkExtension
            case 0x0D:
                deviations.insert(.spaceAfterChunkSize)
                phase = .chunkSizeEnd
            default: throw .chunkSize
            }
        case .chunkExtension:
            try countOverhead()
            if byte == 0x0D { phase = .chunkSizeEnd } else if !ByteClass.isText(byte) { throw .chunkExtension }
        case .chunkSizeEnd:
            // Only lines of header sections may end in LF alone.
            guard byte == 0x0A else { throw .chunkExtension }
            try beginChunk()
        case .chunkDataEnd:
            guard byte == 0x0D else { throw .chunkEnd }
            phase = .chunkDataEndLF
        case .statusLine, .fields, .interim, .length, .untilClose, .chunkData, .chunkDataEndLF, .trailerStart, .trailer,
            .done:
            guard byte == 0x0A else { throw .chunkEnd }
            remaining = 0
            digits = 0
            phase = .chunkSize
        }
    }

    /// Counts what a sender could add without end and without content.
    private mutating func countOverhead() throws(ParserProblem) {
        extraHead += 1
        guard headEnd + extraHead <= limits.head else { throw .headTooLong }
    }

    private mutating func takeSize(_ byte: UInt8) throws(ParserProblem) {
        if let value = ByteClass.hexValue(byte) {
            guard remaining >> 58 == 0 else { throw .chunkSize }
            if digits > 0, remaining == 0 { try countOverhead() }
            remaining = remaining << 4 | Int(value)
            digits = 1
            return
        }
        guard digits > 0 else { throw .chunkSize }
        switch byte {
        case 0x0D: phase = .chunkSizeEnd
        case 0x3B: phase = .chunkExtension
        case 0x20, 0x09: phase = .chunkPadding
        default: throw .chunkSize
        }
    }

    private mutating func beginChunk() throws(ParserProblem) {
        guard remaining > 0 else {
            phase = .trailerStart
            return
        }
        guard remaining <= limits.body - bodyLength else { throw .bodyTooLong }
        bodyLength += remaining
        phase = .chunkData
    }

    /// Moves what follows the last chunk's line behind the content.
    private mutating func beginTrailer(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) {
        memmove(bytes + bodyEnd, bytes + position, filled - position)
        filled -= position - bodyEnd
        position = bodyEnd
        scanned = bodyEnd
        trailerEnd = bodyEnd
        phase = .trailer
    }

    private mutating func takeTrailer(
        _ bytes: UnsafeMutablePointer<UInt8>,
        _ filled: inout Int
    ) throws(ParserProblem) {
        let overhead = headEnd + extraHead - bodyEnd
        while let line = try nextLine(bytes, &filled, overhead: overhead) {
            if line.isEmpty {
                phase = .done
                return
            }
            try takeField(bytes + line.lowerBound, line.count)
            trailerEnd = position
        }
    }
}

/// A response's status line and header section as text, read from bytes that a ``ResponseParser`` has been through.
package struct MessageHead: Sendable, Hashable {
    /// Such as `HTTP/1.1`.
    package var version = "HTTP/1.1"
    /// 0 when there is none.
    package var status = 0
    package var reason = ""
    package var fields = HeaderFields()

    /// Nothing.
    package init() {}

    /// The section from its status line on; what isn't UTF-8 is Latin-1.
    package init(_ bytes: some Collection<UInt8>) { self = Self.contiguous(bytes) { Self(section: $0[...]) } }

    private init(section bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        let end = bytes.firstIndex(of: 0x0A) ?? bytes.endIndex
        takeStatus(bytes[..<end])
        fields = Self.fields(section: bytes[end...].dropFirst())
    }

    /// What `body` makes of the bytes in one piece: a collection of any kind would be walked through witnesses, byte by
    /// byte.
    private static func contiguous<Value>(
        _ bytes: some Collection<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Value
    ) -> Value {
        bytes.withContiguousStorageIfAvailable(body) ?? Array(bytes).withUnsafeBufferPointer(body)
    }

    private mutating func takeStatus(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        let parts = line.withoutBlanks.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        version = parts.first?.fieldText ?? ""
        if parts.count > 1 { status = Int(parts[1].fieldText) ?? 0 }
        if parts.count > 2 { reason = parts[2].withoutBlanks.fieldText }
    }

    /// The fields of a header or trailer section.
    package static func fields(_ bytes: some Collection<UInt8>) -> HeaderFields {
        contiguous(bytes) { fields(section: $0[...]) }
    }

    private static func fields(section bytes: Slice<UnsafeBufferPointer<UInt8>>) -> HeaderFields {
        var fields = HeaderFields()
        for line in bytes.split(separator: 0x0A) {
            // A line that begins with white space was in front of the first field.
            guard let first = line.first, !ByteClass.isBlank(first), let colon = line.firstIndex(of: 0x3A) else {
                continue
            }
            fields.append(
                line[..<colon].withoutBlanks.fieldText,
                line[line.index(after: colon)...].withoutBlanks.fieldText
            )
        }
        return fields
    }
}
