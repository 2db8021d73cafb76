/// How much of a response is taken.
package struct ParserLimits: Sendable, Hashable {
    /// Bytes of all header sections of one response: interim ones, the final one, trailers, the extensions of chunks.
    package var head: Int
    /// Bytes of the content.
    package var body: Int

    /// Limits of so many bytes.
    package init(head: Int = 64 << 10, body: Int = 16 << 20) {
        self.head = head
        self.body = body
    }
}

/// Why a response was refused: it can't be delimited with certainty, or it is too large.
package enum ParserProblem: UInt8, Error, CaseIterable, Sendable {
    case statusLine, statusCode, control, blankLine, noColon, fieldName, spacedFraming
    case contentLength, differingLengths, lengthAndCoding, coding, codingInHTTP10
    case chunkSize, chunkExtension, chunkEnd
    case excess, switchedProtocols
    case truncatedHead, truncatedBody, nothing
    case headTooLong, bodyTooLong

    /// What a failed exchange is said to be.
    package var category: FailureCategory {
        switch self {
        case .headTooLong, .bodyTooLong: .tooLarge
        case .nothing, .truncatedHead, .truncatedBody: .reset
        case .statusLine, .statusCode, .control, .blankLine, .noColon, .fieldName, .spacedFraming, .contentLength,
            .differingLengths, .lengthAndCoding, .coding, .codingInHTTP10, .chunkSize, .chunkExtension, .chunkEnd,
            .excess, .switchedProtocols:
            .malformed
        }
    }

    /// What was wrong, in words.
    package var text: String {
        switch self {
        case .statusLine: "the response doesn't begin with an HTTP/1 status line (RFC 9112, section 4)"
        case .statusCode: "the status line has no three-digit status code"
        case .control: "a field's name contains a control character: NUL, a bare CR or another"
        case .blankLine: "a line of the header section is of white space alone: it may or may not be its end"
        case .noColon: "a line of the header section has no colon"
        case .fieldName: "a field's name isn't a token (RFC 9110, section 5.1)"
        case .spacedFraming:
            "white space stands between Content-Length or Transfer-Encoding and the colon: recipients differ in whether they "
                + "heed such a field (RFC 9112, section 5.1)"
        case .contentLength: "the Content-Length isn't a number"
        case .differingLengths: "the response has several Content-Lengths that differ"
        case .lengthAndCoding: "the response has both Content-Length and Transfer-Encoding (RFC 9112, section 6.1)"
        case .coding: "the Transfer-Encoding isn't chunked alone"
        case .codingInHTTP10: "an HTTP/1.0 response has a Transfer-Encoding (RFC 9112, section 6.1)"
        case .chunkSize: "a chunk's size isn't a hexadecimal number"
        case .chunkExtension: "a chunk's extension contains a control character, or a line without CR LF"
        case .chunkEnd: "a chunk isn't followed by CR LF: its size is wrong"
        case .excess: "more bytes came than the response has"
        case .switchedProtocols: "the server switched protocols without being asked (101)"
        case .truncatedHead: "the connection was closed within the header section"
        case .truncatedBody: "the connection was closed before the content was complete"
        case .nothing: "the connection was closed without a response"
        case .headTooLong: "the header section is longer than its limit"
        case .bodyTooLong: "the content is longer than its limit"
        }
    }
}
