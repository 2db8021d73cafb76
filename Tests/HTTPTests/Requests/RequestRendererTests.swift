import HTTP
import Testing

/// What a request becomes, byte for byte.
@Suite struct RequestRendererTests {
    private func text(
        _ request: HTTPRequest,
        _ renderer: RequestRenderer = RequestRenderer(userAgent: "u/1"),
        cookies: String? = nil
    ) throws -> String {
        String(decoding: try renderer.render(request, cookies: cookies).bytes, as: UTF8.self)
    }

    private func request(
        _ method: String = "GET",
        _ url: String = "http://h:8/p?q",
        _ fields: [(String, String)] = [],
        omitted: [String] = [],
        body: String? = nil
    ) -> HTTPRequest {
        var request = HTTPRequest(
            method: method,
            url: url,
            headers: HeaderFields(fields.map { HeaderField($0.0, $0.1) }),
            body: body.map { Array($0.utf8) }
        )
        request.omitted = omitted
        return request
    }

    private let start = "GET /p?q HTTP/1.1\r\nHost: h:8\r\nUser-Agent: u/1\r\n"

    @Test func aPlainRequestHasHostAndUserAgent() throws {
        #expect(try text(request()) == start + "\r\n")
        #expect(try text(request(), RequestRenderer(userAgent: "")) == "GET /p?q HTTP/1.1\r\nHost: h:8\r\n\r\n")
    }

    @Test func codingsAreAskedForUnlessTheRequestSays() throws {
        let renderer = RequestRenderer(userAgent: "", asksForCoding: true)
        #expect(try text(request(), renderer).contains("\r\nAccept-Encoding: deflate, gzip, br, zstd\r\n"))
        let own = try text(request("GET", "http://h", [("accept-encoding", "x")]), renderer)
        #expect(own == "GET / HTTP/1.1\r\nHost: h\r\naccept-encoding: x\r\n\r\n")
        #expect(try !text(request(omitted: ["ACCEPT-ENCODING"]), renderer).contains("ncoding"))
    }

    @Test func whatIsTakenAwayIsNotAdded() throws {
        let all = ["host", "User-agent", "Authorization", "Content-Length", "Cookie"]
        let bare = request("POST", "http://a:b@h/", omitted: all, body: "x")
        #expect(try text(bare, cookies: "c=1") == "POST / HTTP/1.1\r\n\r\nx")
    }

    @Test func whatIsWrittenIsSentAsWritten() throws {
        let fields = [("x-b", "1"), ("X-A", ""), ("X-B", " 2 "), ("Host", "other"), ("HOST", "two"), ("X-C", " \t")]
        let rest = "x-b: 1\r\nX-A:\r\nX-B:  2 \r\nHost: other\r\nHOST: two\r\nX-C:\r\n"
        let head = "PUT /p?q HTTP/1.1\r\nUser-Agent: u/1\r\n"
        #expect(
            try text(request("PUT", "http://h:8/p?q#f", fields, body: "é")) == head + rest
                + "Content-Length: 2\r\n\r\né"
        )
        let lying = request("PUT", "http://h:8/p?q", fields + [("Content-Length", "7")], body: "a")
        #expect(try text(lying) == head + rest + "Content-Length: 7\r\n\r\na")
    }

    @Test func credentialsOfTheURLAreSentUnlessTheRequestHasSome() throws {
        // RFC 7617, section 2, the example.
        let written = try text(request("GET", "http://Aladdin:open%20sesame@h/"))
        #expect(written.contains("\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"))
        #expect(written.contains("\r\nHost: h\r\n"))
        let own = try text(request("GET", "http://a:b@h/", [("authorization", "Bearer x")]))
        #expect(!own.contains("Basic"))
        #expect(try text(request("GET", "http://only@h/")).contains("Basic b25seTo=\r\n"))
    }

    @Test func contentIsDelimited() throws {
        for method in ["POST", "PUT", "PATCH"] {
            #expect(try text(request(method)).hasSuffix("Content-Length: 0\r\n\r\n"))
        }
        for method in ["GET", "HEAD", "DELETE", "OPTIONS", "post", "QUERY"] {
            #expect(try !text(request(method)).contains("Content-Length"))
            #expect(try text(request(method, body: "")).hasSuffix("Content-Length: 0\r\n\r\n"))
            #expect(try text(request(method, body: "abc")).hasSuffix("Content-Length: 3\r\n\r\nabc"))
        }
        let chunked = [("transfer-encoding", "Chunked")]
        #expect(
            try text(request("POST", "http://h", chunked, body: "0123456789abcdef"))
                .hasSuffix("transfer-encoding: Chunked\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n")
        )
        #expect(try text(request("GET", "http://h", chunked)).hasSuffix("\r\n\r\n0\r\n\r\n"))
    }

    @Test func cookiesFollowWhatIsWritten() throws {
        let written = try text(request("GET", "http://h", [("X", "1")]), cookies: "a=1; b=2")
        #expect(written.hasSuffix("\r\nX: 1\r\nCookie: a=1; b=2\r\n\r\n"))
        #expect(
            try text(request("GET", "http://h", [("cookie", "o")]), cookies: "a=1").hasSuffix("\r\ncookie: o\r\n\r\n")
        )
    }

    @Test func aProxyGetsTheWholeURLWithoutCredentials() throws {
        let renderer = RequestRenderer(userAgent: "", form: .absolute)
        let written = try text(request("GET", "http://a:b@H:80/p#f"), renderer)
        #expect(written.hasPrefix("GET http://H:80/p HTTP/1.1\r\nHost: H:80\r\n"))
    }

    @Test func theParserIsToldWhatTheRequestWas() throws {
        let renderer = RequestRenderer(userAgent: "")
        #expect(try renderer.render(request("HEAD")).answer == .head)
        #expect(try renderer.render(request("GET", "http://h", [("upgrade", "websocket")])).answer == .upgrade)
    }

    static let refused: [(HTTPRequest, String)] = [
        (HTTPRequest(method: "GE T", url: "http://h/"), "method \"GE T\""),
        (HTTPRequest(method: "", url: "http://h/"), "method"),
        (HTTPRequest(method: "GET\r\nX:", url: "http://h/"), "method"),
        (HTTPRequest(method: "GET", url: "http://h/a b"), "space"),
        (HTTPRequest(method: "GET", url: "http://h/\r\nX: y"), "control"),
        (HTTPRequest(method: "GET", url: "http://h/\u{7F}"), "control"),
        (field("X", "s3cr3t\r\nY: z"), "field X"), (field("X", "s3cr3t\n"), "field X"),
        (field("X", "s3cr3t\0"), "field X"), (field("X ", "s3cr3t"), "\"X \""), (field("", "s3cr3t"), "name"),
        (field("X:", "s3cr3t"), "name"), (field("Xé", "s3cr3t"), "token"),
        (field("Transfer-Encoding", "gzip, chunked"), "Transfer-Encoding"),
        (field("Transfer-Encoding", ""), "Transfer-Encoding"),
    ]

    private static func field(_ name: String, _ value: String) -> HTTPRequest {
        HTTPRequest(method: "GET", url: "http://h/", headers: HeaderFields([HeaderField(name, value)]))
    }

    @Test(arguments: refused)
    func whatCantBeSentAsWrittenIsNotSent(request: HTTPRequest, words: String) throws {
        let failure = try #require(throws: ExchangeFailure.self) { try RequestRenderer(userAgent: "").render(request) }
        #expect(failure.category == .request)
        #expect(failure.detail.contains(words), "\(failure.detail)")
        #expect(!failure.detail.contains("s3cr3t"))
    }
}
