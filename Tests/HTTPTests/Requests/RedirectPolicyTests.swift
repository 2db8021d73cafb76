import HTTP
import Testing

@Suite struct RedirectPolicyTests {
    private static let secret = "CANARY-1"

    private func next(
        _ status: Int,
        _ location: String,
        _ request: HTTPRequest,
        followed: Int = 0,
        staysOnHost: Bool = false
    ) throws -> HTTPRequest? {
        let policy = RedirectPolicy(most: 3, staysOnHost: staysOnHost) { bytes in
            String(decoding: bytes, as: UTF8.self).contains(Self.secret)
        }
        let response = HTTPResponse(status: status, headers: HeaderFields([HeaderField("location", location)]))
        return try policy.next(after: request, response, followed: followed)
    }

    private func request(
        _ method: String = "GET",
        _ url: String = "http://a.test/x/y?z",
        _ fields: [(String, String)] = [],
        body: String? = nil
    ) -> HTTPRequest {
        HTTPRequest(
            method: method,
            url: url,
            headers: HeaderFields(fields.map { HeaderField($0.0, $0.1) }),
            body: body.map { Array($0.utf8) }
        )
    }

    @Test(arguments: [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
        (301, "PUT", "PUT"), (302, "DELETE", "DELETE"), (303, "PUT", "GET"), (303, "HEAD", "HEAD"),
        (302, "HEAD", "HEAD"),
    ])
    func methodAndContent(status: Int, method: String, wanted: String) throws {
        let fields = [("Content-Type", "t/p"), ("Content-Length", "1"), ("X", "y"), ("Transfer-Encoding", "chunked")]
        let found = try #require(
            try next(status, "/n", request(method, fields.isEmpty ? "" : "http://a.test/", fields, body: "b"))
        )
        #expect(found.method == wanted)
        let isDropped = status == 303 || wanted != method
        #expect((found.body == nil) == isDropped)
        #expect(found.headers.all.map(\.name) == (isDropped ? ["X"] : fields.map(\.0)))
    }

    /// What says who asks goes to nobody else, whatever its field is called.
    @Test func credentialsStayWithTheirOrigin() throws {
        var sent = request("GET", "http://a.test/x", [("X-Key", "k"), ("X-Other", "o"), ("Authorization", "a")])
        sent.credentials = ["x-key"]
        #expect(try next(302, "http://b.test/", sent)?.headers.all.map(\.name) == ["X-Other"])
        #expect(try next(302, "http://a.test/y", sent)?.headers.all.count == 3)
    }

    /// What the server says is held against it: nothing of it is the request's.
    @Test(arguments: [
        ("javascript:alert(1)", FailureCategory.other, "a URL of the scheme \"javascript\", and only http and https"),
        ("app.shop://done?code=1", .other, "a URL of the scheme \"app.shop\""),
        ("http://[bad", .malformed, "a bracket that nothing closes"), ("http://h:x/", .malformed, "isn't a number"),
    ])
    func whereNobodyCanGoIsTheServersDoing(location: String, category: FailureCategory, words: String) {
        let error = #expect(throws: ExchangeFailure.self) { try next(302, location, request()) }
        #expect(error?.category == category && error?.detail.contains(words) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("/n?q=1#f", "http://a.test/n?q=1"), ("n", "http://a.test/x/n"), ("../n", "http://a.test/n"),
        ("?q", "http://a.test/x/y?q"),
        ("//b.test/n", "http://b.test/n"), ("https://b.test", "https://b.test"),
        ("/a b/é", "http://a.test/a%20b/%C3%A9"),
        ("http://a.test:80/n", "http://a.test:80/n"),
    ])
    func locations(location: String, wanted: String) throws {
        #expect(try next(302, location, request())?.url == wanted)
    }

    @Test func credentialsOfTheURLStayWithTheirOrigin() throws {
        let sent = request("GET", "http://me:pw@a.test/x")
        #expect(try next(302, "/n", sent)?.url == "http://me:pw@a.test/n")
        #expect(try next(302, "http://a.test/n", sent)?.url == "http://me:pw@a.test/n")
        #expect(try next(302, "http://b.test/n", sent)?.url == "http://b.test/n")
        #expect(try next(302, "https://a.test/n", sent)?.url == "https://a.test/n")
    }

    @Test(arguments: ["http://b.test/n", "https://a.test/n", "http://a.test:81/n"])
    func secretsStayWithTheirOrigin(location: String) throws {
        let fields = [
            ("Authorization", "Bearer t"), ("cookie", "a=b"), ("Proxy-Authorization", "x"), ("Host", "me"),
            ("X-Api-Key", Self.secret), ("X-Auth-Token", "v=\(Self.secret)"), ("X", "y"),
        ]
        let found = try #require(try next(307, location, request("GET", "http://a.test/", fields)))
        #expect(found.headers.all == [HeaderField("X", "y")])
        let same = try #require(try next(307, "/n", request("GET", "http://a.test/", fields, body: Self.secret)))
        #expect(same.headers.all.count == fields.count)
        #expect(same.body == Array(Self.secret.utf8))

        let content = #expect(throws: ExchangeFailure.self) {
            try next(307, location, request("POST", "http://a.test/", [], body: "{\"p\":\"\(Self.secret)\"}"))
        }
        #expect(content?.category == .request)
        #expect(content?.partial?.status == 307)
        #expect(content?.detail.contains(Self.secret) == false)
        #expect(throws: ExchangeFailure.self) { try next(302, location + "?t=\(Self.secret)", request()) }
        // What becomes a GET has no content to leak.
        #expect(try next(302, location, request("POST", "http://a.test/", [], body: Self.secret))?.body == nil)
    }

    @Test func whatIsNotFollowed() throws {
        #expect(try next(200, "/n", request()) == nil)
        #expect(try next(300, "/n", request()) == nil)
        #expect(try next(304, "/n", request()) == nil)
        let response = HTTPResponse(status: 302)
        #expect(try RedirectPolicy(most: 1).next(after: request(), response, followed: 0) == nil)
        let some = HTTPResponse(status: 302, headers: HeaderFields([HeaderField("Location", "/n")]))
        #expect(try RedirectPolicy(most: 0).next(after: request(), some, followed: 0) == nil)
    }

    @Test(arguments: [
        ("ftp://a.test/", 0, false, "scheme"), ("file:///etc/passwd", 0, false, "scheme"),
        ("http://", 0, false, "host"),
        ("http://b.test/", 0, true, "b.test"), ("/n", 3, false, "more than 3 redirects"),
    ])
    func failures(location: String, followed: Int, stays: Bool, words: String) throws {
        let failure = try #require(throws: ExchangeFailure.self) {
            try next(302, location, request(), followed: followed, staysOnHost: stays)
        }
        #expect(failure.detail.contains(words), "\(failure.detail)")
        #expect(failure.partial?.status == 302)
    }

    @Test func locationsThatDiffer() {
        let fields = HeaderFields([HeaderField("Location", "/a"), HeaderField("Location", "/b")])
        #expect(throws: ExchangeFailure.self) {
            try RedirectPolicy(most: 1).next(after: request(), HTTPResponse(status: 302, headers: fields), followed: 0)
        }
    }
}
