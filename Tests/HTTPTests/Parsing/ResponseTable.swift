import HTTP

extension ResponseParser.Options {
    /// The answer to a HEAD.
    static let head = ResponseParser.Options(answersHead: true)
    /// The answer to a request to change the protocol.
    static let upgrade = ResponseParser.Options(asksUpgrade: true)
}

/// A response that can be read with certainty, what it means, and how it breaks the standard all the same.
struct WellFormed: Sendable {
    var text: String
    var status: Int
    var body = ""
    var keepsAlive = true
    var options = ResponseParser.Options()
    var deviations: Deviations = []

    static let table: [WellFormed] = [
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok"),
        .init(text: "HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\nok", status: 200, body: "ok"),
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: \t 2 \t\r\n\r\nok", status: 200, body: "ok"),
        .init(
            text: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok",
            status: 200,
            body: "ok",
            deviations: [.repeatedLength]
        ),
        .init(text: "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", status: 200),
        .init(text: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", status: 200, deviations: [.missingReason]),
        .init(text: "HTTP/1.1 404 Not\tF\u{E9}und\r\nContent-Length: 0\r\n\r\n", status: 404),
        .init(text: "HTTP/1.1 999 ?\r\nContent-Length: 0\r\n\r\n", status: 999, deviations: [.unknownStatusClass]),
        .init(text: "HTTP/1.1 204 No Content\r\n\r\n", status: 204),
        .init(
            text: "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
            status: 204,
            deviations: [.lengthWithoutContent]
        ),
        .init(text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", status: 304),
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", status: 200, options: .head),
        .init(text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", status: 200, options: .head),
        .init(text: "HTTP/1.1 200 OK\r\n\r\n", status: 200, options: .head),
        .init(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n",
            status: 200,
            body: "abc0123456789"
        ),
        .init(
            text:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=b;c=\"d\" \r\nabc\r\n2 ;x\r\nde\r\n000;z\r\n\r\n",
            status: 200,
            body: "abcde"
        ),
        .init(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nDigest: y\r\nOther:\r\n\r\n",
            status: 200,
            body: "x"
        ),
        .init(text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", status: 200),
        .init(
            text: "HTTP/1.1 200 OK\r\n\r\nuntil\r\nthe end",
            status: 200,
            body: "until\r\nthe end",
            keepsAlive: false,
            deviations: [.unannouncedClose]
        ),
        .init(text: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok", keepsAlive: false),
        .init(
            text: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
            status: 200,
            body: "ok"
        ),
        .init(
            text: "HTTP/1.1 200 OK\r\nConnection: upgrade , Close\r\nContent-Length: 2\r\n\r\nok",
            status: 200,
            body: "ok",
            keepsAlive: false
        ),
        .init(
            text: "HTTP/1.0 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
            status: 200,
            keepsAlive: false
        ),
        .init(
            text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"
                + "Content-Length: 2\r\n\r\nok",
            status: 200,
            body: "ok"
        ),
        .init(
            text:
                "HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nok\r\n0\r\n\r\n",
            status: 200,
            body: "ok"
        ),
        .init(
            text: "HTTP/1.1 200 OK\r\nX-Long-Name-0: a b\tc \u{FC}\r\nX:\r\nY: \r\nContent-Length: 1\r\n\r\n\n",
            status: 200,
            body: "\n"
        ),
        .init(
            text: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nother",
            status: 101,
            keepsAlive: false,
            options: .upgrade
        ),
    ]

    static var all: [WellFormed] { table + tolerated }

    /// What a recipient may or must put up with, and how it is called.
    static let tolerated: [WellFormed] = [
        fields("A: b\r\n folded", [.foldedField]),
        fields("A: b\r\n\t folded\r\n twice", [.foldedField]),
        fields("A: b\n folded", [.foldedField, .bareLineFeed]),
        fields("A: b\nC: d", [.bareLineFeed]),
        fields("A: b\rc", [.bareCarriageReturn]),
        fields("A: b\r", [.bareCarriageReturn]),
        fields("A: b\0c", [.nulCharacter]),
        fields("A: b\u{7F}c", [.controlCharacter]),
        fields("A: \u{07}", [.controlCharacter]),
        fields("A : b", [.spaceBeforeColon]),
        fields("A\t: b", [.spaceBeforeColon]),
        fields(" A: b", [.whiteSpaceBeforeFields]),
        fields(" Content-Length: 7\r\n more", [.whiteSpaceBeforeFields]),
        fields("Connection : close", [.spaceBeforeColon], keepsAlive: false),
        .init(
            text: "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
            status: 200,
            body: "ok",
            deviations: [.bareLineFeed]
        ),
        .init(
            text: "HTTP/1.1 200 O\rK\0\u{01}\r\nContent-Length: 0\r\n\r\n",
            status: 200,
            deviations: [.bareCarriageReturn, .nulCharacter, .controlCharacter]
        ),
        .init(
            text: "HTTP/1.4 200 OK\r\nContent-Length: 0\r\n\r\n",
            status: 200,
            deviations: [.unknownVersion]
        ),
        .init(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            status: 200,
            body: "x",
            deviations: [.foldedField]
        ),
        .init(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: ,chunked,\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            status: 200,
            body: "x",
            deviations: [.emptyListElement]
        ),
        .init(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1 \t\r\nx\r\n000\r\n\r\n",
            status: 200,
            body: "x",
            deviations: [.spaceAfterChunkSize]
        ),
        .init(
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length : 7\nA : b\r\n c\r\n\r\n",
            status: 200,
            deviations: [.framingInTrailer, .spaceBeforeColon, .bareLineFeed, .foldedField]
        ),
        .init(
            text: "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
            status: 204,
            deviations: [.codingWithoutContent]
        ),
        .init(
            text: "HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\nHTTP/1.1 204 \r\n\r\n",
            status: 204,
            deviations: [.lengthWithoutContent]
        ),
        .init(
            text: "HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\n\r\nok",
            status: 205,
            body: "ok",
            deviations: [.contentInReset]
        ),
    ]

    private static func fields(_ lines: String, _ deviations: Deviations, keepsAlive: Bool = true) -> WellFormed {
        WellFormed(
            text: "HTTP/1.1 200 OK\r\n\(lines)\r\nContent-Length: 2\r\n\r\nok",
            status: 200,
            body: "ok",
            keepsAlive: keepsAlive,
            deviations: deviations
        )
    }
}

/// Bytes that are no response, and why.
struct Malformed: Sendable {
    var text: String
    var problem: ParserProblem
    var options = ResponseParser.Options()

    private static func head(_ lines: String, _ problem: ParserProblem) -> Malformed {
        Malformed(text: "HTTP/1.1 200 OK\r\n\(lines)\r\n\r\n", problem: problem)
    }

    private static func chunks(_ text: String, _ problem: ParserProblem) -> Malformed {
        Malformed(text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(text)", problem: problem)
    }

    static let table: [Malformed] = [
        .init(text: "", problem: .nothing),
        .init(text: "HTTP/1.1 200 OK", problem: .truncatedHead),
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", problem: .truncatedHead),
        .init(text: "HTTP/1.1 100 Continue\r\n\r\n", problem: .truncatedHead),
        .init(text: "<html>\r\n\r\n", problem: .statusLine),
        .init(text: "\r\nHTTP/1.1 200 OK\r\n\r\n", problem: .statusLine),
        .init(text: "http/1.1 200 OK\r\n\r\n", problem: .statusLine),
        .init(text: "HTTP/2.0 200 OK\r\n\r\n", problem: .statusLine),
        .init(text: "HTTP/1.x 200 OK\r\n\r\n", problem: .statusLine),
        .init(text: "HTTP/1.10 200 OK\r\n\r\n", problem: .statusLine),
        .init(text: "HTTP/1.1\t200 OK\r\n\r\n", problem: .statusLine),
        .init(text: "HTTP/1.1 20 OK\r\n\r\n", problem: .statusCode),
        .init(text: "HTTP/1.1 2000 OK\r\n\r\n", problem: .statusCode),
        .init(text: "HTTP/1.1 099 OK\r\n\r\n", problem: .statusCode),
        .init(text: "HTTP/1.1  200 OK\r\n\r\n", problem: .statusCode),
        .init(text: "HTTP/1.1 2x0 OK\r\n\r\n", problem: .statusCode),
        .init(text: "HTTP/1.1\r\n\r\n", problem: .statusCode),
        .init(text: "HTTP/1.1 101 Switching Protocols\r\n\r\n", problem: .switchedProtocols),
        head("A: b\r\n \r\nC: d", .blankLine),
        head(" \r\nC: d", .blankLine),
        head("A: b\r\n\r", .blankLine),
        head("Content-Length : 1", .spacedFraming),
        head("Transfer-Encoding\t: chunked", .spacedFraming),
        head("Content-Length: 1\r", .contentLength),
        head("Content-Length: 1\0", .contentLength),
        head("Content-Length: 18446744073709551627", .contentLength),
        head("Transfer-Encoding: chunked\0", .coding),
        head("Transfer-Encoding: ,", .coding),
        head("no colon", .fieldName),
        head("nocolon", .noColon),
        head(": b", .fieldName),
        head("A(b): c", .fieldName),
        head("\u{C4}: c", .fieldName),
        head("A\0: c", .control),
        head("Content-Length: x", .contentLength),
        head("Content-Length:", .contentLength),
        head("Content-Length: -1", .contentLength),
        head("Content-Length: +1", .contentLength),
        head("Content-Length: 0x1", .contentLength),
        head("Content-Length: 1 2", .contentLength),
        head("Content-Length: 1,", .contentLength),
        head("Content-Length: 9999999999999999999999", .contentLength),
        head("Content-Length: 1\r\nContent-Length: 2", .differingLengths),
        head("Content-Length: 1, 2", .differingLengths),
        head("Content-Length: 1\r\nTransfer-Encoding: chunked", .lengthAndCoding),
        head("Transfer-Encoding: chunked\r\nContent-Length: 1", .lengthAndCoding),
        head("Transfer-Encoding: gzip, chunked", .coding),
        head("Transfer-Encoding: chunked, chunked", .coding),
        head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .coding),
        head("Transfer-Encoding: identity", .coding),
        head("Transfer-Encoding:", .coding),
        .init(text: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", problem: .codingInHTTP10),
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokk", problem: .excess),
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", problem: .truncatedBody),
        .init(text: "HTTP/1.1 204 No Content\r\n\r\nx", problem: .excess),
        .init(text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 1\r\n\r\nx", problem: .excess),
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", problem: .excess, options: .head),
        chunks("", .truncatedBody),
        chunks("3\r\nabc\r\n", .truncatedBody),
        chunks("3\r\nabc\r\n0\r\n", .truncatedBody),
        chunks("x\r\n", .chunkSize),
        chunks("\r\n", .chunkSize),
        chunks(";a\r\n", .chunkSize),
        chunks("-1\r\n", .chunkSize),
        chunks("0x1\r\nx\r\n0\r\n\r\n", .chunkSize),
        chunks("1\nx\r\n0\r\n\r\n", .chunkSize),
        chunks("11111111111111111\r\n", .chunkSize),
        chunks("1111111111111111\r\n", .bodyTooLong),
        chunks("1;a\nx\r\n0\r\n\r\n", .chunkExtension),
        chunks("1;a\rx\r\n0\r\n\r\n", .chunkExtension),
        chunks("1;a\0\r\nx\r\n0\r\n\r\n", .chunkExtension),
        chunks("2\r\nabc\r\n0\r\n\r\n", .chunkEnd),
        chunks("4\r\nabc\r\n0\r\n\r\n", .chunkEnd),
        chunks("3\r\nabc\n0\r\n\r\n", .chunkEnd),
        chunks("0\r\n: x\r\n\r\n", .fieldName),
        chunks("0\r\nX T: x\r\n\r\n", .fieldName),
        chunks("1 x\r\nx\r\n0\r\n\r\n", .chunkSize),
        chunks("1 \nx\n0\n\n", .chunkSize),
        chunks("1\r\nx\r\n0\n\n", .chunkSize),
        chunks("1\r\nx\r\n0\r\n\r\n0\r\n\r\n", .excess),
        chunks("0\r\n\r\nx", .excess),
        chunks("7fffffff\r\n", .bodyTooLong),
        head("Content-Length: 999999999999999999", .bodyTooLong),
    ]
}
