import HTTP
import Testing
import Transport

/// Nothing that a server sends takes more memory than allowed.
@Suite(.eachWay) struct LimitTests {
    private func receive(
        _ configure: (inout ClientConfiguration) -> Void,
        _ answer: [UInt8]
    ) async throws -> Exchange {
        var configuration = ClientConfiguration()
        configure(&configuration)
        var exchange: Exchange?
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write(answer)
        }
        try await withServer(configuration, script: script) { server, client in
            exchange = await client.send(request("\(server.url)/"))
        }
        return try #require(exchange)
    }

    @Test(arguments: [
        ("Content-Length: 1000\r\n", 999, false), ("Content-Length: 1000\r\n", 1000, true), ("", 999, false),
        ("", 1000, true),
    ])
    func contentIsTakenUpToTheLimit(field: String, limit: Int, isEnough: Bool) async throws {
        let answer = Array("HTTP/1.1 200 OK\r\n\(field)\r\n".utf8) + [UInt8](repeating: 0x61, count: 1000)
        let exchange = try await receive({ $0.maxBody = limit }, answer)
        guard !isEnough else {
            try #expect(exchange.response().body.count == 1000)
            return
        }
        let failure = try exchange.failure()
        #expect(failure.category == .tooLarge)
        #expect(failure.detail.contains("999"))
        #expect(failure.partial.map { $0.body.count <= 999 } == true)
    }

    @Test func aLimitOfNothingAllowsNothing() async throws {
        let none = try await receive({ $0.maxBody = 0 }, Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))
        try #expect(none.response().body.isEmpty)
        let one = try await receive({ $0.maxBody = 0 }, Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na".utf8))
        try #expect(one.failure().category == .tooLarge)
    }

    @Test func theLimitHoldsAfterDecompression() async throws {
        let content = Gzip.compress([UInt8](repeating: 0, count: 20_000), stored: false)
        #expect(content.count < 1000)
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(content.count)\r\n\r\n"
        let answer = Array(head.utf8) + content
        let exchange = try await receive({ $0.maxBody = 10_000 }, answer)
        let failure = try exchange.failure()
        #expect(failure.category == .tooLarge)
        #expect(failure.partial.map { $0.body.count <= 10_000 } == true)
    }

    @Test func theHeaderSectionIsTakenUpToTheLimit() async throws {
        let answer = "HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 500))\r\nContent-Length: 0\r\n\r\n"
        let size = answer.utf8.count
        let enough = try await receive({ $0.maxHeader = size }, Array(answer.utf8))
        try #expect(enough.response().status == 200)
        let failure = try await receive({ $0.maxHeader = size - 1 }, Array(answer.utf8)).failure()
        #expect(failure.category == .tooLarge)
        #expect(failure.detail.contains("\(size - 1)"))
    }

    @Test func interimResponsesCountToo() async throws {
        let interim = String(repeating: "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n", count: 100)
        let exchange = try await receive({ $0.maxHeader = 1000 }, Array((interim + ok).utf8))
        try #expect(exchange.failure().category == .tooLarge)
    }

    @Test func oneLineWithoutEndIsTooLarge() async throws {
        let line = "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 300 << 10)
        let exchange = try await receive({ $0.maxHeader = 200 << 10 }, Array(line.utf8))
        try #expect(exchange.failure().category == .tooLarge)
    }
}
