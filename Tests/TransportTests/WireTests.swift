import Foundation
import Glibc
import HTTP
import Testing
import Transport

/// What our own HTTP does beside what it has in common with libcurl's.
@Suite struct WireTests {
    /// Answers the first request of each connection, and closes it after the second without an answer.
    private static let dropping: ScriptedServer.Script = { connection in
        connection.readRequest()
        connection.write(ok)
        connection.readRequest()
    }

    @Test func aRequestThatIsSentAgainSaysSo() async throws {
        try await withServer(script: Self.dropping) { server, client in
            _ = try await client.send(request("\(server.url)/")).response()
            let exchange = await client.send(request("\(server.url)/second"))
            _ = try exchange.response()
            #expect(exchange.resendings.count == 1)
            #expect(exchange.resendings.first?.contains("closed without a response") == true)
            #expect(exchange.transmissions.count == 2)
            #expect(exchange.transmissions.map { $0.connection?.number } == [2, 1])
            #expect(exchange.transmissions.first?.received.count == 0)
            #expect(server.requests.count == 3)
        }
    }

    @Test(arguments: Way.allCases)
    func noRequestIsSentAgainWhereThatIsForbidden(way: Way) async throws {
        let server = try ScriptedServer(Self.dropping)
        let client = try HTTPClient(by: way)
        var options = RequestOptions()
        options.resends = false
        _ = try await client.send(request("\(server.url)/"), options: options).response()
        let failure = try await client.send(request("\(server.url)/second"), options: options).failure()
        #expect(failure.category == .reset)
        #expect(failure.detail.contains("'resend' is false"))
        await client.shutdown()
        await blocking { server.stop() }
        #expect(server.requests.count == 2)
    }

    /// A fresh connection that ends without an answer says something of the server.
    @Test func aFreshConnectionIsNotTriedTwice() async throws {
        try await withServer(script: { $0.readRequest() }) { server, client in
            let exchange = await client.send(request("\(server.url)/"))
            try #expect(exchange.failure().category == .reset)
            #expect(exchange.transmissions.count == 1)
            #expect(server.requests.count == 1)
        }
    }

    @Test func bytesThatNobodyAskedForAreNoAnswer() async throws {
        let isSent = Gate()
        let script: ScriptedServer.Script = { connection in
            guard connection.readRequest()?.hasPrefix("GET /first ") == true else { return connection.write(ok) }
            connection.write(ok)
            connection.pause()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")
            isSent.arrive()
            connection.waitForClose()
        }
        try await withServer(script: script) { server, client in
            let first = await client.send(request("\(server.url)/first"))
            #expect(await isSent.reached())
            // What is written on the loopback has arrived.
            let second = await client.send(request("\(server.url)/second"))
            try #expect(second.response().text == "ok")
            let isFirst = (try? first.outcome.get()) == nil
            #expect(isFirst || second.notes.first?.contains("GET \(server.url)/first") == true)
            #expect(isFirst || second.notes.first?.contains("43 bytes") == true)
            #expect(server.connections == 2)
        }
    }

    @Test func anExchangeKeepsItsBytes() async throws {
        let script: ScriptedServer.Script = { connection in
            while connection.readRequest() != nil {
                connection.write(
                    "HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 2\r\n\r\nok"
                )
            }
        }
        try await withServer(script: script) { server, client in
            var options = RequestOptions()
            options.cookies = CookieJar()
            _ = await client.send(request("\(server.url)/"), options: options)
            let exchange = await client.send(
                request("POST", "\(server.url)/", [("X", "y")], body: "abc"),
                options: options
            )
            let transmission = try #require(exchange.transmissions.first)
            #expect(transmission.cause == .first)
            #expect(String(decoding: transmission.sent.bytes, as: UTF8.self) == server.requests.last)
            #expect(String(decoding: transmission.received.bytes.prefix(12), as: UTF8.self) == "HTTP/1.1 103")
            let names = transmission.request.headers.all.map(\.name)
            #expect(Set(names) == ["Host", "User-Agent", "Accept-Encoding", "X", "Cookie", "Content-Length"])
            #expect(transmission.request.headers["Cookie"] == "a=1")
            #expect(transmission.connection?.number == 2)
            #expect(transmission.connection?.peer == "127.0.0.1:\(server.port)")
            #expect(transmission.connection?.local?.hasPrefix("127.0.0.1:") == true)
        }
    }

    @Test func whatIsKeptIsCutAndSaysSo() async throws {
        let content = String(repeating: "x", count: 100_000)
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)"
        try await withServer(script: answering(answer)) { server, client in
            let exchange = await client.send(request("POST", "\(server.url)/", body: content))
            try #expect(exchange.response().body.count == content.utf8.count)
            let transmission = try #require(exchange.transmissions.first)
            for kept in [transmission.sent, transmission.received] {
                #expect(kept.bytes.count == KeptBytes.limit && kept.isCut && kept.count > content.utf8.count)
            }
        }
    }

    @Test func contentWaitsForContinueAndGoesWithoutIt() async throws {
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write(ok)
        }
        try await withServer(script: script) { server, client in
            let sent = request("POST", "\(server.url)/", [("Expect", "100-continue")], body: "abc")
            let exchange = await client.send(sent)
            _ = try exchange.response()
            #expect(exchange.timings.total >= 1_000_000_000)
        }
    }

    @Test func contentThatIsRefusedIsNotSent() async throws {
        let script: ScriptedServer.Script = { connection in
            _ = connection.read(4)
            connection.write("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n")
            connection.waitForClose()
        }
        try await withServer(script: script) { server, client in
            let sent = request("POST", "\(server.url)/", [("Expect", "100-continue")], body: "abc")
            let exchange = await client.send(sent)
            try #expect(exchange.response().status == 417)
            #expect(exchange.transmissions.first?.sent.bytes.suffix(3) != Array("abc".utf8)[...])
        }
    }

    /// A server may answer before it has read all of the content, and close.
    @Test func anEarlyAnswerIsRead() async throws {
        let script: ScriptedServer.Script = { connection in
            _ = connection.read(100)
            connection.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")
            connection.waitForClose()
        }
        try await withServer(script: script) { server, client in
            let exchange = await client.send(
                request("POST", "\(server.url)/", body: String(repeating: "x", count: 8_000_000))
            )
            try #expect(exchange.response().status == 413)
        }
    }

    @Test func protocolsAreSwitchedWhereThatWasAsked() async throws {
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\nhello")
            connection.waitForClose()
        }
        try await withServer(script: script) { server, client in
            let sent = request("GET", "\(server.url)/", [("Upgrade", "other"), ("Connection", "Upgrade")])
            let response = try await client.send(sent).response()
            #expect(response.status == 101)
            #expect(response.body.isEmpty)
        }
    }

    /// Listens, and accepts nobody: once its queue is full, connections stay half open.
    @Test func aConnectionThatNeverOpensEndsWithTheRequestsTime() async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 0) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        try #require(isListening)
        let url = "http://127.0.0.1:\(in_port_t(bigEndian: address.sin_port))/"
        var configuration = ClientConfiguration()
        configuration.timeout = 300_000_000
        let client = try HTTPClient(configuration)
        let exchanges = await client.sendAll((0..<20).map { _ in request(url) })
        for exchange in exchanges {
            try #expect(exchange.failure().category == .timeout)
            #expect(exchange.timings.total < 1_300_000_000)
        }
        // And is given up at once with its task.
        var options = RequestOptions()
        options.timeout = 600_000_000_000
        let waiting = options
        let task = Task { await client.send(request(url), options: waiting) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        try #expect(await task.value.failure().category == .cancelled)
        await client.shutdown()
    }
}
