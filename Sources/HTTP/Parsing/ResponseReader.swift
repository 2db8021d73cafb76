/// Reads one response for a client that has one request on a connection: it keeps the bytes that a ``ResponseParser``
/// looks at, and makes a response of them. Memory is bounded by the parser's limits and one call's bytes.
package struct ResponseReader: Sendable {
    /// What the bytes so far amount to.
    package enum Progress: Sendable, Equatable {
        case more
        case complete
        /// With ``ParserProblem/excess`` the response is complete, and there are ``surplus`` bytes behind it.
        case failed(ParserProblem)
    }

    private var parser: ResponseParser
    private var bytes: [UInt8] = []
    /// The interim responses that came before (RFC 9110, section 15.2).
    package private(set) var interim: [HTTPResponse] = []

    /// A reader at the beginning of the response to a request.
    package init(answersHead: Bool = false, asksUpgrade: Bool = false, limits: ParserLimits = ParserLimits()) {
        parser = ResponseParser(
            ResponseParser.Options(answersHead: answersHead, asksUpgrade: asksUpgrade, showsInterim: true),
            limits: limits
        )
    }

    /// Takes bytes that came.
    package mutating func take(_ more: some Sequence<UInt8>) -> Progress {
        bytes.append(contentsOf: more)
        while true {
            var filled = bytes.count
            let step = bytes.withUnsafeMutableBufferPointer { buffer -> ResponseParser.Step in
                guard let first = buffer.baseAddress else { return .more }
                return parser.parse(first, &filled)
            }
            bytes.removeLast(bytes.count - filled)
            switch step {
            case .more: return .more
            case .interim: interim.append(Self.response(MessageHead(bytes[..<parser.position])))
            case .complete: return .complete
            case .failed(let problem): return .failed(problem)
            }
        }
    }

    /// Takes the end of the connection: in plain text, or with TLS's own end; one that was cut off completes nothing
    /// (RFC 9112, section 8).
    package mutating func end() -> Progress {
        switch parser.end(bytes.count) {
        case .complete: .complete
        case .failed(let problem): .failed(problem)
        case .more, .interim: .failed(.truncatedBody)
        }
    }

    /// Whether nothing has come yet.
    package var isFresh: Bool { bytes.isEmpty && interim.isEmpty }

    /// Whether the connection can take another request after this response.
    package var keepsConnection: Bool { parser.keepsAlive && surplus.isEmpty }

    /// Whether the end of the connection is what delimits the content, which is coming.
    package var endsWithConnection: Bool { parser.endsWithConnection }

    /// Has `tally` look through what has come of the final response since; how many events have ended in it.
    package func note(_ tally: inout EventTally, isEnd: Bool, clock: () -> UInt64) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { tally.take($0, parser, isEnd: isEnd, clock: clock) } ?? 0
        }
    }

    /// What follows so many bytes of the content is none of it: the response is complete.
    package mutating func cut(at length: Int) { parser.cut(at: length) }

    /// How the response breaks the standard, interim responses included.
    package var deviations: Deviations { parser.deviations }

    /// What came behind the complete response; of a 101, the first bytes of the other protocol.
    package var surplus: ArraySlice<UInt8> { parser.hasHead ? bytes[min(parser.position, bytes.count)...] : [] }

    /// The response, its content not decoded, or what has come of it; `nil` before the status line of a final one.
    package var response: HTTPResponse? {
        guard parser.status >= 200 || parser.status == 101 else { return nil }
        guard parser.hasHead else { return Self.response(MessageHead(bytes[..<parser.position])) }
        var response = Self.response(MessageHead(bytes[..<parser.headEnd]))
        response.body = Array(bytes[parser.headEnd..<parser.bodyEnd])
        if parser.trailerEnd > parser.bodyEnd {
            response.trailers = MessageHead.fields(bytes[parser.bodyEnd..<parser.trailerEnd])
        }
        response.deviations = parser.deviations
        return response
    }

    private static func response(_ head: MessageHead) -> HTTPResponse {
        HTTPResponse(status: head.status, reason: head.reason, version: head.version, headers: head.fields)
    }
}
