import HTTP
import Testing

@testable import MockServer

@Suite struct FaultTests {
    static func serving(_ fault: MockFault) -> ClosureResponder {
        ClosureResponder { _ in MockAnswer(status: 200, body: Array("0123456789".utf8), fault: fault) }
    }

    /// What a client sees that sends one request and reads to the end.
    static func seen(_ fault: MockFault) async throws -> (text: String, end: RawClient.End) {
        var seen = (text: "", end: RawClient.End.silence)
        try await withServer(serving(fault)) { port in
            let client = try RawClient(port: port)
            try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            seen = client.readToEnd()
        }
        return seen
    }

    @Test func resets() async throws {
        #expect(try await Self.seen(.reset) == ("", .reset))
    }

    @Test func closes() async throws {
        #expect(try await Self.seen(.close) == ("", .closed))
    }

    @Test func talksGarbage() async throws {
        let (text, end) = try await Self.seen(.garbage)
        #expect(!text.isEmpty && !text.hasPrefix("HTTP/"))
        #expect(end == .closed)
    }

    @Test(arguments: [(0, ""), (4, "0123"), (10, "0123456789"), (99, "0123456789")])
    func truncates(_ count: Int, _ content: String) async throws {
        let (text, end) = try await Self.seen(.truncate(count))
        #expect(text.contains("\r\nContent-Length: 10\r\n"))
        #expect(text.hasSuffix("\r\n\r\n" + content))
        #expect(end == .closed)
    }

    @Test(arguments: [(5, 15), (-3, 7), (-99, 0)])
    func liesAboutTheLength(_ difference: Int, _ length: Int) async throws {
        let (text, end) = try await Self.seen(.wrongLength(difference))
        #expect(text.contains("\r\nContent-Length: \(length)\r\n"))
        #expect(text.hasSuffix("\r\n\r\n0123456789"))
        #expect(end == .closed)
    }

    @Test func stallsUntilTheServerStops() async throws {
        var client: RawClient?
        try await withServer(Self.serving(.stall)) { port in
            let stalled = try RawClient(port: port)
            try stalled.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(stalled.isSilent())
            client = stalled
        }
        let seen = try #require(client?.readToEnd())
        #expect(seen.text.isEmpty)
        #expect(seen.end != .silence)
    }

    @Test func dripsAndKeepsTheConnection() async throws {
        try await withServer(Self.serving(.drip(1_000_000))) { port in
            let client = try RawClient(port: port)
            for _ in 0..<2 { #expect(try client.get("/").body == "0123456789") }
        }
    }

    @Test func aStalledConnectionHoldsUpNoOther() async throws {
        let responder = ClosureResponder { request in
            MockAnswer(status: 200, fault: request.path == "/stall" ? .stall : nil)
        }
        try await withServer(responder) { port in
            let stalled = try (0..<8).map { _ in try RawClient(port: port) }
            for client in stalled { try client.send("GET /stall HTTP/1.1\r\nHost: h\r\n\r\n") }
            #expect(try RawClient(port: port).get("/").head == "HTTP/1.1 200 OK\nContent-Length: 0")
        }
    }
}
