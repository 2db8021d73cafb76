/// Why a response was refused.
enum ParserProblem: UInt8, Error, CaseIterable {
    case statusLine, statusCode, lineFeed, control, foldedLine, noColon, fieldName
    case contentLength, differingLengths, lengthAndCoding, coding, codingInHTTP10
    case chunkSize, chunkExtension, chunkEnd, trailer
    case excess, switchedProtocols
    case truncatedHead, truncatedBody, nothing
    case headTooLong, bodyTooLong

    /// What was wrong, in words.
    var text: String {
        switch self {
        case .statusLine: "the response doesn't begin with an HTTP/1 status line (RFC 9112, section 4)"
        case .statusCode: "the status line has no three-digit status code"
        case .lineFeed: "a line of the header section ends without CR LF"
        case .control: "the header section contains a control character: NUL, a bare CR or another"
        case .foldedLine: "a line of the header section is folded (obs-fold, RFC 9112, section 5.2)"
        case .noColon: "a line of the header section has no colon"
        case .fieldName: "a field's name isn't a token, or white space follows it (RFC 9112, section 5.1)"
        case .contentLength: "the Content-Length isn't a number"
        case .differingLengths: "the response has several Content-Lengths that differ"
        case .lengthAndCoding: "the response has both Content-Length and Transfer-Encoding (RFC 9112, section 6.1)"
        case .coding: "the Transfer-Encoding isn't chunked alone"
        case .codingInHTTP10: "an HTTP/1.0 response has a Transfer-Encoding"
        case .chunkSize: "a chunk's size isn't a hexadecimal number"
        case .chunkExtension: "a chunk's extension contains a control character, or a line without CR LF"
        case .chunkEnd: "a chunk isn't followed by CR LF: its size is wrong"
        case .trailer: "the trailer section is malformed"
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
