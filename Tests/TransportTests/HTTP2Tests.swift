import HTTP
import HostileServer
import MockServer
import Testing
import Transport

/// Whatever an HTTP/2 server does, each exchange has the one right verdict, in its time and its memory.
@Suite(.serialized) struct HTTP2Tests {
    private static func configuration(timeout: UInt64) -> ClientConfiguration {
        var configuration = ClientConfiguration()
        configuration.version = .http2
        configuration.timeout = timeout
        configuration.maxHeader = Behaviour.limits.head
        configuration.maxBody = Behaviour.limits.content
        return configuration
    }

    private static func request(_ behaviour: HTTP2Behaviour, _ url: String) -> HTTPRequest {
        var request = HTTPRequest(method: behaviour.sendsContent ? "POST" : "GET", url: "\(url)/orders?page=1")
        if behaviour.sendsContent { request.body = Array("some content".utf8) }
        return request
    }

    private func check(
        _ behaviours: [HTTP2Behaviour],
        timeout: UInt64,
        at once: Int,
        _ tls: MockTLS? = nil
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = behaviours.makeIterator()
            func begin() {
                guard let behaviour = rest.next() else { return }
                group.addTask {
                    let server = try HTTP2Server(behaviour)
                    var configuration = Self.configuration(timeout: timeout)
                    var relay: TLSRelay?
                    if let tls {
                        relay = try await TLSRelay(to: server.port, tls, protocols: ["h2", "http/1.1"])
                        configuration.version = .auto
                        configuration.tls.isInsecure = true
                    }
                    let client = try HTTPClient(configuration)
                    let request = Self.request(behaviour, relay?.url ?? server.url)
                    for exchange in await client.sendAll(Array(repeating: request, count: once)) {
                        expect(exchange, behaviour.verdict, of: behaviour.name, within: timeout)
                        if case .success(let response) = exchange.outcome { #expect(response.version == "HTTP/2") }
                    }
                    await client.shutdown()
                    await relay?.stop()
                    await blocking { server.stop() }
                }
            }
            for _ in 0..<8 { begin() }
            for try await _ in group { begin() }
        }
    }

    @Test("Events are timed; as many as are asked for are read, and the connection goes on") func eventsOfAStream()
        async throws
    {
        let server = try HTTP2Server(.events)
        let client = try HTTPClient(Self.configuration(timeout: 20_000_000_000))
        let request = HTTPRequest(method: "GET", url: server.url)
        let all = await client.send(request)
        #expect(try all.outcome.get().body == Array("data: 1\n\ndata: 2\n\ndata: 3\n\n".utf8))
        let times = try #require(all.events)
        #expect(times.count == 3 && (times.last ?? 0) > (times.first ?? .max) && (times.longestGap ?? 0) > 0)
        var options = RequestOptions()
        options.mostEvents = 2
        let some = await client.send(request, options: options)
        #expect(try some.outcome.get().body == Array("data: 1\n\ndata: 2\n\n".utf8))
        #expect(some.events?.count == 2)
        let next = await client.send(request)
        #expect(next.events?.count == 3 && next.transmissions.last?.connection?.number == 3)
        await client.shutdown()
        await blocking { server.stop() }
    }

    @Test func theTableIsLongAndEachOfItsNamesIsOne() {
        let all = HTTP2Behaviour.answers + HTTP2Behaviour.endless
        #expect(all.count >= 60)
        #expect(Set(all.map(\.name)).count == all.count)
    }

    @Test func singleRequestsAreJudgedRight() async throws {
        try await check(HTTP2Behaviour.answers, timeout: 20_000_000_000, at: 1)
    }

    @Test func requestsAtOnceAreJudgedAlike() async throws {
        let behaviours = HTTP2Behaviour.answers.filter { !$0.breaksAfterwards }
        try await check(behaviours, timeout: 20_000_000_000, at: 3)
    }

    @Test func overTLSTheyAreJudgedAlike() async throws {
        // Whether a reset of the server behind it becomes one of its own is the relay's doing.
        let behaviours = HTTP2Behaviour.answers.filter { $0.ending != .resets }
        try await check(behaviours, timeout: 20_000_000_000, at: 1, try MockTLS.generated())
    }

    @Test func aServerThatChoosesTheOlderVersionIsTold() async throws {
        let server = try TestServer { _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) }
        let relay = try await TLSRelay(to: server.port, MockTLS.generated(), protocols: ["http/1.1"])
        for (version, notes) in [(ClientConfiguration.Version.auto, 0), (.http2, 1), (.http1, 0)] {
            var configuration = Self.configuration(timeout: 20_000_000_000)
            configuration.version = version
            configuration.tls.isInsecure = true
            let client = try HTTPClient(configuration)
            let exchange = await client.send(HTTPRequest(method: "GET", url: relay.url))
            #expect(try exchange.outcome.get().version == "HTTP/1.1")
            #expect(exchange.notes.count == notes)
            #expect(exchange.notes.allSatisfy { $0.contains("chose HTTP/1.1 in the TLS handshake (ALPN)") })
            await client.shutdown()
        }
        await relay.stop()
        await blocking { server.stop() }
    }

    @Test func whatNeverEndsEndsInTime() async throws {
        try await check(HTTP2Behaviour.endless, timeout: 400_000_000, at: 1)
    }

    @Test func whatIsRefusedGoesOutOnceMoreAndSaysSo() async throws {
        let refused = HTTP2Behaviour.answers.filter { $0.name == "refused again and again" }
        let server = try HTTP2Server(try #require(refused.first))
        let client = try HTTPClient(Self.configuration(timeout: 20_000_000_000))
        let request = HTTPRequest(method: "POST", url: server.url, body: Array("x".utf8))
        let exchange = await client.send(request)
        #expect(exchange.transmissions.count == 2)
        let last = try #require(exchange.transmissions.last)
        guard case .resent(let why) = last.cause else {
            Issue.record("\(last.cause)")
            return
        }
        #expect(why.contains("REFUSED_STREAM"))
        var options = RequestOptions()
        options.resends = false
        #expect(await client.send(request, options: options).transmissions.count == 1)
        await client.shutdown()
        await blocking { server.stop() }
    }

    @Test func aLongHeaderSectionIsSent() async throws {
        let server = try HTTP2Server(try #require(HTTP2Behaviour.answers.first))
        let client = try HTTPClient(Self.configuration(timeout: 20_000_000_000))
        let field = HeaderField("X-Long", String(repeating: "x", count: 200_000))
        let request = HTTPRequest(method: "GET", url: server.url, headers: HeaderFields([field]))
        #expect(try await client.send(request).outcome.get().status == 200)
        await client.shutdown()
        await blocking { server.stop() }
    }

    @Test func requestsShareOneConnection() async throws {
        let plain = try #require(HTTP2Behaviour.answers.first)
        let server = try HTTP2Server(plain)
        let client = try HTTPClient(Self.configuration(timeout: 20_000_000_000))
        let request = HTTPRequest(
            method: "GET",
            url: server.url,
            headers: HeaderFields([HeaderField("Connection", "close")])
        )
        _ = await client.send(request)
        let exchanges = await client.sendAll(Array(repeating: request, count: 30))
        #expect(Set(exchanges.map { $0.transmissions.first?.connection?.local }).count == 1)
        let numbers = exchanges.compactMap { $0.transmissions.first?.connection?.number }.sorted()
        #expect(numbers == Array(2...31))
        let sent = String(decoding: exchanges[0].transmissions[0].sent.bytes, as: UTF8.self)
        #expect(sent.hasPrefix("GET / HTTP/2\r\n") && !sent.lowercased().contains("connection"))
        await client.shutdown()
        await blocking { server.stop() }
    }
}
