import HTTP
import Testing
import Transport

/// When a connection is used again, and what happens to a request whose connection turns out to be dead.
@Suite(.eachWay) struct ConnectionTests {
    @Test func isUsedAgain() async throws {
        try await withServer(script: answering(ok)) { server, client in
            for _ in 0..<5 { _ = try await client.send(request("\(server.url)/")).response() }
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: [true, false])
    func isFreshWhenAskedFor(byConfiguration: Bool) async throws {
        var configuration = ClientConfiguration()
        configuration.freshConnections = byConfiguration
        var options = RequestOptions()
        options.freshConnection = !byConfiguration
        try await withServer(configuration, script: answering(ok)) { server, client in
            for _ in 0..<3 {
                let exchange = await client.send(request("\(server.url)/"), options: options)
                _ = try exchange.response()
                #expect(exchange.newConnection)
            }
            #expect(server.connections == 3)
        }
    }

    /// What a server is about to close is nothing for a request that can't be sent again.
    @Test func aRestedConnectionIsNotForWhatCannotBeSentTwice() async throws {
        guard EachWay.way == .wire else { return }
        try await withServer(script: answering(ok)) { server, client in
            _ = try await client.send(request("\(server.url)/")).response()
            try await Task.sleep(for: .milliseconds(2100))
            let post = await client.send(request("POST", "\(server.url)/", body: "a"))
            _ = try post.response()
            #expect(post.newConnection && server.connections == 2)
            let again = await client.send(request("POST", "\(server.url)/", body: "a"))
            #expect(!again.newConnection && server.connections == 2)
        }
    }

    /// Servers end a connection after an error of theirs without a word.
    @Test func isNotUsedAgainAfterAnErrorOfTheServer() async throws {
        guard EachWay.way == .wire else { return }
        try await withServer(script: answering("HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nno")) { server, client in
            for _ in 0..<2 { _ = try await client.send(request("POST", "\(server.url)/", body: "a")).response() }
            #expect(server.connections == 2)
        }
    }

    @Test func isClosedWhenTheServerSaysSo() async throws {
        let answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
        try await withServer(script: answering(answer)) { server, client in
            for _ in 0..<2 { _ = try await client.send(request("\(server.url)/")).response() }
            #expect(server.connections == 2)
        }
    }

    /// Answers the first request of the first connection, then reads one more and closes without an answer.
    private static func dying() -> ScriptedServer.Script {
        let first = Gate()
        return { connection in
            let isFirst = first.tryArrive()
            connection.readRequest()
            connection.write(ok)
            guard !isFirst else {
                connection.readRequest()
                return
            }
            while connection.readRequest() != nil { connection.write(ok) }
        }
    }

    @Test(arguments: ["GET", "PUT", "DELETE", "OPTIONS"])
    func anIdempotentRequestIsSentAgainOnANewOne(method: String) async throws {
        try await withServer(script: Self.dying()) { server, client in
            _ = try await client.send(request("\(server.url)/")).response()
            let second = try await client.send(request(method, "\(server.url)/second")).response()
            #expect(second.text == "ok")
            #expect(server.requests.map { $0.prefix { $0 != " " } } == ["GET", method[...], method[...]])
        }
    }

    @Test(arguments: ["POST", "PATCH", "QUERY"])
    func aRequestThatMayNotBeRepeatedIsSentOnce(method: String) async throws {
        try await withServer(script: Self.dying()) { server, client in
            _ = try await client.send(request("\(server.url)/")).response()
            let failure = try await client.send(request(method, "\(server.url)/", body: "a")).failure()
            #expect(failure.category == .reset)
            #expect(failure.detail.contains("\(method) isn't sent twice"))
            #expect(server.requests.count == 2)
        }
    }

    @Test func toAUnixSocketHasTheURLsHost() async throws {
        var configuration = ClientConfiguration()
        configuration.unixSocket = "/nonexistent/socket"
        let client = try newClient(configuration)
        let failure = try await client.send(request("http://service/")).failure()
        await client.shutdown()
        #expect(failure.category == .refused)
    }

    @Test func toANameGoesWhereItIsToldTo() async throws {
        try await withServer(script: answering(ok)) { server, _ in
            var configuration = ClientConfiguration()
            try configuration.addresses.add("Name.invalid", "127.0.0.1")
            // Nobody is at this address: who goes there doesn't get an answer.
            try configuration.addresses.add("name.invalid:1", "192.0.2.1")
            // A host with an address is reached directly.
            configuration.proxy = ProxyOptions(url: "http://proxy.invalid:3128")
            let client = try newClient(configuration)
            let exchange = await client.send(request("http://name.invalid:\(server.port)/"))
            await client.shutdown()
            _ = try exchange.response()
            #expect(exchange.peer == "127.0.0.1:\(server.port)")
            #expect(server.requests.first?.contains("Host: name.invalid:\(server.port)\r\n") == true)
        }
    }

    @Test func toAProxyGoesWhereItsNameLeads() async throws {
        try await withServer(script: answering(ok)) { server, _ in
            var configuration = ClientConfiguration()
            try configuration.addresses.add("proxy.invalid", "127.0.0.1")
            configuration.proxy = ProxyOptions(url: "http://proxy.invalid:\(server.port)")
            let client = try newClient(configuration)
            let exchange = await client.send(request("http://name.invalid/a"))
            await client.shutdown()
            _ = try exchange.response()
            #expect(server.requests.first?.hasPrefix("GET http://name.invalid/a HTTP/1.1\r\n") == true)
        }
    }

    @Test func byPriorKnowledgeSpeaksHTTP2AtOnce() async throws {
        var configuration = ClientConfiguration()
        configuration.version = .http2
        let preface = Gate()
        let script: ScriptedServer.Script = { connection in
            let bytes = connection.read(24)
            if bytes == Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) { preface.arrive() }
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        try await withServer(configuration, script: script) { server, client in
            let failure = try await client.send(request("\(server.url)/")).failure()
            #expect(await preface.reached())
            #expect(failure.category == .malformed || failure.category == .reset, "\(failure)")
        }
    }

    @Test func withoutTLSIsNeverUpgraded() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let response = try await client.send(request("\(server.url)/")).response()
            #expect(response.version == "HTTP/1.1")
            #expect(server.requests.first?.contains("Upgrade") == false)
        }
    }
}
