import HTTP
import Testing
import Transport

/// What goes over the wire is what the request says, and nothing more.
@Suite(.eachWay) struct RequestBytesTests {
    /// The bytes that `request` becomes, `PORT` for the port.
    private func sent(
        options: RequestOptions? = nil,
        _ make: (String) -> HTTPRequest
    ) async throws -> String {
        var bytes = ""
        var plain = RequestOptions()
        plain.decompresses = false
        try await withServer(script: answering(ok)) { server, client in
            _ = try await client.send(make(server.url), options: options ?? plain).response()
            bytes = try #require(server.requests.first).replacing(":\(server.port)", with: ":PORT")
        }
        return bytes
    }

    private let start = "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: muster/0.1.0\r\n"

    @Test func aPlainGetHasHostAndUserAgentOnly() async throws {
        let bytes = try await sent { request("GET", "\($0)/") }
        #expect(bytes == start + "\r\n")
    }

    @Test func compressionIsAskedForUnlessTheRequestDoes() async throws {
        let asked = try await sent(options: RequestOptions()) { request("GET", "\($0)/") }
        #expect(asked == start + "Accept-Encoding: deflate, gzip, br, zstd\r\n\r\n")
        let own = try await sent(options: RequestOptions()) { request("GET", "\($0)/", [("Accept-Encoding", "br")]) }
        #expect(own == start + "Accept-Encoding: br\r\n\r\n")
    }

    @Test func fieldsKeepTheirOrderTheirDoublesAndTheirEmptiness() async throws {
        let doubles = [("X-B", "1"), ("x-a", "2"), ("X-B", "3")]
        let fields = doubles + [("X-Empty", ""), ("X-Blank", " "), ("Accept", "a;q=1, b")]
        let bytes = try await sent { request("GET", "\($0)/", fields) }
        #expect(bytes == start + "X-B: 1\r\nx-a: 2\r\nX-B: 3\r\nX-Empty:\r\nX-Blank:\r\nAccept: a;q=1, b\r\n\r\n")
    }

    @Test func valuesAreSentAsUTF8AndWithTheirSpaces() async throws {
        let bytes = try await sent { request("GET", "\($0)/", [("X", "  é; \"q\"\t; x:y ")]) }
        #expect(bytes == start + "X:   Ã\u{A9}; \"q\"\t; x:y \r\n\r\n")
    }

    @Test(arguments: ["Authorization", "Cookie", "User-Agent", "Accept", "Content-Type", "Connection", "TE"])
    func aFieldThatLibcurlKnowsIsSentAsWrittenAndOnce(name: String) async throws {
        let bytes = try await sent { request("GET", "\($0)/", [(name, "some value")]) }
        let agent = name == "User-Agent" ? "" : "User-Agent: muster/0.1.0\r\n"
        #expect(bytes == "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\(agent)\(name): some value\r\n\r\n")
    }

    @Test func hostIsSentAsWrittenInItsPlaceAndTwiceWhenWrittenTwice() async throws {
        let once = try await sent { request("GET", "\($0)/", [("X", "1"), ("Host", "example.org")]) }
        #expect(once == "GET / HTTP/1.1\r\nUser-Agent: muster/0.1.0\r\nX: 1\r\nHost: example.org\r\n\r\n")
        let twice = try await sent { request("GET", "\($0)/", [("Host", "a"), ("host", "b")]) }
        #expect(twice == "GET / HTTP/1.1\r\nUser-Agent: muster/0.1.0\r\nHost: a\r\nhost: b\r\n\r\n")
        let empty = try await sent { request("GET", "\($0)/", [("Host", "")]) }
        #expect(empty == "GET / HTTP/1.1\r\nUser-Agent: muster/0.1.0\r\nHost:\r\n\r\n")
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY", "m-search", "head", "get"])
    func anyMethodGoesWithAndWithoutContent(method: String) async throws {
        let bare = try await sent { request(method, "\($0)/") }
        let none = ["POST", "PUT", "PATCH"].contains(method) ? "Content-Length: 0\r\n" : ""
        #expect(bare == start.replacing("GET /", with: "\(method) /") + none + "\r\n")
        let full = try await sent { request(method, "\($0)/", body: "a\0b\r\n") }
        #expect(full == start.replacing("GET /", with: "\(method) /") + "Content-Length: 5\r\n\r\na\0b\r\n")
        let empty = try await sent { request(method, "\($0)/", body: "") }
        #expect(empty == start.replacing("GET /", with: "\(method) /") + "Content-Length: 0\r\n\r\n")
    }

    @Test func aHeadMayCarryContent() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
        try await withServer(script: answering(head)) { server, client in
            for body in [nil, "abc"] {
                let response = try await client.send(request("HEAD", "\(server.url)/", body: body)).response()
                #expect(response.status == 200)
                #expect(response.headers["Content-Length"] == "1000")
                #expect(response.body.isEmpty)
            }
            #expect(server.requests.map { $0.hasPrefix("HEAD / ") } == [true, true])
            #expect(server.requests.last?.hasSuffix("Content-Length: 3\r\n\r\nabc") == true)
        }
    }

    @Test func theWrittenLengthAndCodingAreHonoured() async throws {
        let longer = try await sent { request("POST", "\($0)/", [("Content-Length", "2")], body: "ab") }
        #expect(longer == start.replacing("GET", with: "POST") + "Content-Length: 2\r\n\r\nab")
        let chunked = try await sent { request("POST", "\($0)/", [("Transfer-Encoding", "chunked")], body: "ab") }
        let coding = "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        #expect(chunked == start.replacing("GET", with: "POST") + coding)
    }

    @Test func largeContentIsSentWithoutExpectation() async throws {
        let body = String(repeating: "0123456789abcdef", count: 200_000)
        let bytes = try await sent { request("POST", "\($0)/", body: body) }
        #expect(bytes == start.replacing("GET", with: "POST") + "Content-Length: 3200000\r\n\r\n" + body)
    }

    @Test func anExpectationIsSentWhenWritten() async throws {
        let script: ScriptedServer.Script = { connection in
            let head = connection.read(4)
            #expect(head == Array("POST".utf8))
            connection.write("HTTP/1.1 100 Continue\r\n\r\n")
            connection.readRequest()
            connection.write(ok)
        }
        try await withServer(script: script) { server, client in
            let sent = request("POST", "\(server.url)/", [("Expect", "100-continue")], body: "abc")
            let response = try await client.send(sent).response()
            #expect(response.status == 200)
            #expect(response.headers.all.count == 1)
            #expect(server.requests.first?.contains("Expect: 100-continue\r\n") == true)
            #expect(server.requests.first?.hasSuffix("\r\n\r\nabc") == true)
        }
    }

    @Test(arguments: [
        "/a/../b/./c", "//a//", "/%2e%2E/%41", "/a?x=[1]&y={2}|'\"<>`^\\", "/é?ü", "?é", "?x=1", "/?", "/a?",
        "/a;b=c,d@e:f", "/😀/../a",
    ])
    func theTargetIsSentAsWritten(target: String) async throws {
        let bytes = try await sent { request("GET", $0 + target) }
        let latin1 = String(String.UnicodeScalarView(target.utf8.map { Unicode.Scalar($0) }))
        #expect(bytes.hasPrefix("GET \(target.hasPrefix("?") ? "/" : "")\(latin1) HTTP/1.1\r\n"))
    }

    @Test(arguments: ["/a#b", "/a#é"])
    func aFragmentStaysHere(target: String) async throws {
        let bytes = try await sent { request("GET", $0 + target) }
        #expect(bytes.hasPrefix("GET /a HTTP/1.1\r\n"))
    }

    @Test func userInformationBecomesCredentials() async throws {
        let bytes = try await sent { request("GET", $0.replacing("http://", with: "http://me:secret@") + "/") }
        #expect(bytes.contains("Authorization: Basic bWU6c2VjcmV0\r\n"))
    }

    @Test func theUserAgentIsTheConfigurations() async throws {
        var configuration = ClientConfiguration()
        configuration.userAgent = ""
        try await withServer(configuration, script: answering(ok)) { server, client in
            _ = try await client.send(request("GET", "\(server.url)/")).response()
            #expect(server.requests.first?.contains("User-Agent") == false)
        }
    }
}
