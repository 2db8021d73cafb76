import HTTP
import Testing

@testable import MockServer

@Suite struct MockServerTests {
    /// Answers with the request's line and content; `/slow` after a while.
    static let echo = ClosureResponder { request in
        MockAnswer(
            status: request.path == "/none" ? 204 : 200,
            headers: HeaderFields([HeaderField("X-Method", request.method)]),
            body: Array("\(request.target) \(String(decoding: request.body, as: UTF8.self))".utf8),
            delay: request.path == "/slow" ? 50_000_000 : 0
        )
    }

    @Test func keepsAConnection() async throws {
        try await withServer(Self.echo) { port in
            let client = try RawClient(port: port)
            let first = try client.get("/a")
            #expect(first.head == "HTTP/1.1 200 OK\nX-Method: GET\nContent-Length: 3")
            #expect(first.body == "/a ")
            #expect(try client.get("/b").body == "/b ")
        }
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        try await withServer(Self.echo) { port in
            let client = try RawClient(port: port)
            let paths = ["/slow", "/1", "/2", "/slow", "/3"]
            try client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            for path in paths { #expect(try client.readResponse().body == path + " ") }
        }
    }

    @Test func readsContentInPieces() async throws {
        try await withServer(Self.echo) { port in
            let client = try RawClient(port: port)
            try client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Le")
            try client.send("ngth: 6\r\n\r\nabc")
            try client.send("def")
            #expect(try client.readResponse().body == "/p abcdef")
        }
    }

    @Test func sendsNoContentWhereThereIsNone() async throws {
        try await withServer(Self.echo) { port in
            let client = try RawClient(port: port)
            try client.send("HEAD /h HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try client.readResponse(head: true).head == "HTTP/1.1 200 OK\nX-Method: HEAD\nContent-Length: 3")
            #expect(try client.get("/none").head == "HTTP/1.1 204 No Content\nX-Method: GET")
            #expect(try client.get("/next").body == "/next ")
        }
    }

    @Test func asksForContentThatWaits() async throws {
        try await withServer(Self.echo) { port in
            let client = try RawClient(port: port)
            try client.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try client.send("ok")
            #expect(try client.readResponse().body == "/e ok")
        }
    }

    @Test(arguments: [
        "GET /c HTTP/1.1\r\nHost: h\r\nConnection: Keep-Alive, Close\r\n\r\n", "GET /c HTTP/1.0\r\n\r\n",
    ])
    func closesWhenAsked(_ request: String) async throws {
        try await withServer(Self.echo) { port in
            let client = try RawClient(port: port)
            try client.send(request)
            let (text, end) = client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("\r\nConnection: close\r\n\r\n/c "))
            #expect(end == .closed)
        }
    }

    @Test func answersAClientThatClosedItsHalf() async throws {
        try await withServer(Self.echo) { port in
            let client = try RawClient(port: port)
            try client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            client.finishSending()
            let (text, end) = client.readToEnd()
            #expect(text.hasSuffix("/slow "))
            #expect(end == .closed)
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request"),
        (
            "GET /0123456789012345678901234567890 HTTP/1.1\r\nHost: h\r\n\r\n",
            "HTTP/1.1 431 Request Header Fields Too Large"
        ),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 413 Content Too Large"),
    ])
    func refuses(_ request: String, _ line: String) async throws {
        try await withServer(Self.echo, limits: MockLimits(header: 50, body: 1000)) { port in
            let client = try RawClient(port: port)
            try client.send(request)
            client.finishSending()
            let (text, end) = client.readToEnd()
            #expect(text.hasPrefix(line + "\r\n"))
            #expect(text.contains("\r\nConnection: close\r\n"))
            #expect(end == .closed)
        }
    }

    /// The answer must arrive although the client goes on sending.
    @Test func refusesContentThatIsStillComing() async throws {
        try await withServer(Self.echo, limits: MockLimits(header: 1000, body: 1000)) { port in
            let client = try RawClient(port: port)
            try client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
            try client.send([UInt8](repeating: 0x78, count: 1_000_000))
            client.finishSending()
            let (text, end) = client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
            #expect(end == .closed)
        }
    }

    @Test func writesTheDateOfItsClock() async throws {
        let clock = ManualClock(784_111_777_000)
        try await withServer(Self.echo, clock: clock.clock) { port in
            let client = try RawClient(port: port)
            try client.send("GET /none HTTP/1.1\r\nHost: h\r\n\r\n")
            // The example of RFC 9110, section 5.6.7.
            #expect(try client.read(until: "\r\n\r\n").contains("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"))
            clock.advance(milliseconds: 1000)
            try client.send("GET /none HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try client.read(until: "\r\n\r\n").contains("\r\nDate: Sun, 06 Nov 1994 08:49:38 GMT\r\n"))
        }
    }

    @Test func neverLetsAValueBeginAnotherField() async throws {
        let responder = ClosureResponder { _ in
            MockAnswer(status: 200, headers: HeaderFields([HeaderField("X-Value", "a\r\nX-Injected: b\u{0}")]))
        }
        try await withServer(responder) { port in
            let client = try RawClient(port: port)
            #expect(
                try client.get("/").head == "HTTP/1.1 200 OK\nX-Value: a  X-Injected: b \nContent-Length: 0"
            )
        }
    }

    @Test func keepsALogWithoutSecrets() async throws {
        let log = MockRequestLog(capacity: 2)
        try await withServer(Self.echo, log: log) { port in
            let client = try RawClient(port: port)
            for path in ["/1", "/2?token=hunter2&x", "/3"] {
                _ = try client.get(path, "Authorization: Bearer hunter2\r\n")
            }
        }
        #expect(log.count == 3)
        #expect(log.entries.map(\.request.path) == ["/2", "/3"])
        #expect(log.entries.first?.line == "#2 GET /2?token=…&x=… -> 200, 19 B by no rule")
        #expect(log.entries.first?.request.headers["authorization"] == "Bearer hunter2")
    }

    @Test func saysWhyItCannotListen() async throws {
        try await withServer(Self.echo) { port in
            let error = await #expect(throws: MockServerError.self) {
                try await MockServer(Self.echo, threads: 1).start(port: port)
            }
            #expect(
                error?.description == "cannot listen on 127.0.0.1, port \(port): Address already in use"
            )
        }
    }

    @Test func startsOnce() async throws {
        let server = MockServer(Self.echo, threads: 1)
        _ = try await server.start()
        await #expect(throws: MockServerError.startedBefore) { try await server.start() }
        await server.stop()
        await server.stop()
    }
}
