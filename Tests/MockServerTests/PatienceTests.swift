import Foundation
import HTTP
import Testing

@testable import MockServer

/// Clients that send without reading, send slowly, or send nothing.
@Suite("Clients that the mock doesn't wait for") struct PatienceTests {
    private static let short = {
        var limits = MockLimits()
        limits.idle = 200_000_000
        limits.request = 200_000_000
        limits.unread = 200_000_000
        return limits
    }()

    private static let hello = ClosureResponder { _ in
        MockAnswer(status: 200, body: Array(repeating: UInt8(ascii: "x"), count: 10_000))
    }

    @Test func anIdleConnectionIsClosed() async throws {
        try await withServer(Self.hello, limits: Self.short) { port in
            let client = try RawClient(port: port)
            #expect(client.readToEnd() == ("", .closed))
            let used = try RawClient(port: port)
            _ = try used.get("/")
            #expect(used.readToEnd() == ("", .closed))
        }
    }

    @Test(arguments: ["GET / HTT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"])
    func aRequestThatDoesntEndIsRefused(start: String) async throws {
        try await withServer(Self.hello, limits: Self.short) { port in
            let client = try RawClient(port: port)
            try client.send(start)
            let (text, end) = client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 408 "))
            #expect(end == .closed)
        }
    }

    @Test func aRequestThatIsSentByDripsIsRefused() async throws {
        try await withServer(Self.hello, limits: Self.short) { port in
            let client = try RawClient(port: port)
            try client.send("GET / HTTP/1.1\r\nHost: h\r\nX: ")
            for _ in 0..<6 {
                // Perhaps it is refused already.
                _ = client.sendWhileTaken([UInt8(ascii: "y")], atMost: 1)
                try await Task.sleep(nanoseconds: 50_000_000)
            }
            #expect(client.readToEnd().text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func allContentTogetherIsBounded() async throws {
        var limits = MockLimits()
        limits.contents = 100_000
        try await withServer(Self.hello, limits: limits) { port in
            // What was held is given back with the answer, whatever it was.
            for length in [60_000, 120_000, 60_000, 120_000, 60_000, 60_000] {
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n")
                _ = client.sendWhileTaken(Array(repeating: UInt8(ascii: "a"), count: length), atMost: length)
                #expect(try client.readResponse().head.hasPrefix("HTTP/1.1 \(length > 100_000 ? 503 : 200) "))
            }
        }
    }

    @Test func aSlowAnswerIsWaitedFor() async throws {
        let slow = ClosureResponder { _ in
            var answer = MockAnswer(status: 204)
            answer.delay = 500_000_000
            return answer
        }
        try await withServer(slow, limits: Self.short) { port in
            let client = try RawClient(port: port)
            #expect(try client.get("/").head.hasPrefix("HTTP/1.1 204"))
        }
    }

    /// The system's buffers on both sides hold some megabytes; a server that read on would take all that is sent.
    @Test func aClientThatDoesntReadIsNotReadFromAndThenClosed() async throws {
        try await withServer(Self.hello, limits: Self.short) { port in
            let client = try RawClient(port: port)
            let requests = Array(String(repeating: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", count: 1000).utf8)
            let sent = client.sendWhileTaken(requests, atMost: 64 << 20)
            #expect(sent < 32 << 20)
            try await Task.sleep(nanoseconds: 1_000_000_000)
            let (_, end) = client.readToEnd()
            #expect(end != .silence)
        }
    }

    @Test func aClientThatPipelinesAndReadsGetsEveryAnswer() async throws {
        try await withServer(Self.hello) { port in
            let client = try RawClient(port: port)
            let count = 2000
            let text = String(repeating: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", count: count - 1)
            // A thread of its own: this one blocks, and tasks may have no other.
            let sender = Thread {
                try? client.send(text + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            }
            sender.start()
            let (answers, end) = client.readToEnd()
            #expect(end == .closed)
            #expect(answers.split(separator: "\r\n").filter { $0.hasSuffix("HTTP/1.1 200 OK") }.count == count)
        }
    }
}
