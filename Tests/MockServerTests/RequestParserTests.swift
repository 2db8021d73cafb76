import HTTP
import Testing

@testable import MockServer

@Suite struct RequestParserTests {
    /// Everything that `bytes` amount to when they come in the given pieces.
    static func events(
        _ bytes: [UInt8],
        pieces: [Int] = [],
        limits: MockLimits = MockLimits()
    ) -> [RequestParser.Event] {
        var parser = RequestParser(limits: limits)
        var events: [RequestParser.Event] = []
        var unread: [UInt8] = []
        var from = 0
        for end in pieces + [bytes.count] where end >= from {
            unread += bytes[from..<end]
            from = end
            while true {
                let (event, consumed) = unread.withUnsafeBytes { parser.next($0) }
                unread.removeFirst(consumed)
                if event == .incomplete { break }
                events.append(event)
                if case .refused = event { return events }
            }
        }
        return events
    }

    static func refusal(_ text: String, limits: MockLimits = MockLimits()) -> Int? {
        guard case .refused(let refusal)? = events(Array(text.utf8), limits: limits).last else { return nil }
        return refusal.status
    }

    static let pipelined =
        "\r\nGET /a?b=1 HTTP/1.1\r\nHost: h\r\nX-Empty:\r\nX-Blanks: \t a b \t\r\n\r\n"
        + "POST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
        + "FROB * HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
        + "4;ext=\"x\"\r\nwiki\r\n00A \r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n"
        + "GET http://h/d HTTP/1.0\r\n\r\n"

    @Test func readsRequestsThatFollowEachOther() {
        let events = Self.events(Array(Self.pipelined.utf8))
        let read = events.map { event -> String in
            guard case .request(let head, let body) = event else { return "\(event)" }
            let text = String(decoding: body, as: UTF8.self)
            return "\(head.method) \(head.target) \(head.version) \(head.headers.all.count) \(text)"
        }
        #expect(
            read == [
                "GET /a?b=1 HTTP/1.1 3 ", "POST /c HTTP/1.1 2 hello", "FROB * HTTP/1.1 2 wiki0123456789",
                "GET http://h/d HTTP/1.0 0 ",
            ]
        )
        guard case .request(let head, _)? = events.first else { return }
        #expect(head.headers["x-empty"] == "")
        #expect(head.headers["x-blanks"] == "a b")
    }

    /// However the bytes are cut, the events are the same.
    @Test func isIndifferentToHowTheBytesCome() {
        let bytes = Array(Self.pipelined.utf8)
        let whole = Self.events(bytes)
        #expect(Self.events(bytes, pieces: Array(1..<bytes.count)) == whole)
        for cut in 1..<bytes.count {
            #expect(Self.events(bytes, pieces: [cut]) == whole)
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\nHost: h\n\n", 400),
        ("GET / HTTP/1.1\r\rHost: h\r\n\r\n", 400),
        ("\u{16}\u{3}\u{1}\u{2}", 400),
        (" GET / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 400),
        ("GET /\u{1} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("G(T / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET /\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a/c@d\r\n\r\n", 400),
        ("GET a HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\n: v\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nX: a\u{0}b\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n\r\n", 417),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFFFFFFFFFF\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad trailer\r\n\r\n", 400),
    ])
    func refusesMalformedFraming(_ text: String, _ status: Int) {
        #expect(Self.refusal(text) == status)
    }

    @Test func keepsToItsLimits() {
        let limits = MockLimits(header: 40, body: 4)
        let line = "GET / HTTP/1.1\r\nHost: h\r\nX: "
        let fits = line + String(repeating: "x", count: 40 - line.utf8.count - 2) + "\r\n\r\n"
        #expect(Self.refusal(fits, limits: limits) == nil)
        #expect(Self.events(Array(fits.utf8), limits: limits).count == 1)
        #expect(Self.refusal(fits.replacing("X:", with: "XX:"), limits: limits) == 431)
        #expect(Self.refusal("GET /" + String(repeating: "x", count: 40), limits: limits) == 431)
        let post = "P / HTTP/1.1\r\nHost:h\r\n"
        #expect(Self.refusal(post + "Content-Length:4\r\n\r\nabcd", limits: limits) == nil)
        #expect(Self.refusal(post + "Content-Length:5\r\n\r\n", limits: limits) == 413)
        let chunked = MockLimits(header: 60, body: 4)
        let head = post + "Transfer-Encoding:chunked\r\n\r\n"
        #expect(Self.refusal(head + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", limits: chunked) == nil)
        #expect(Self.refusal(head + "2\r\nab\r\n3\r\n", limits: chunked) == 413)
        #expect(Self.refusal(head + "2;" + String(repeating: "x", count: 60), limits: chunked) == 400)
        let trailer = "X: " + String(repeating: "x", count: 40) + "\r\n"
        #expect(Self.refusal(head + "0\r\n" + trailer + trailer, limits: chunked) == 431)
    }

    @Test func takesSizesWithLeadingZeros() {
        let text = "P / HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(Self.refusal(text + "00000000000000000003\r\nabc\r\n0\r\n\r\n") == nil)
        #expect(Self.events(Array((text + "00000000000000000003\r\nabc\r\n00\r\n\r\n").utf8)).count == 1)
    }

    @Test func announcesAnExpectation() {
        let events = Self.events(
            Array("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nok".utf8)
        )
        #expect(events.first == .expectsContinue)
        #expect(events.count == 2)
    }
}
