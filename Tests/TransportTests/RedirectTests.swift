import HTTP
import Testing
import Transport

@Suite(.eachWay) struct RedirectTests {
    private static func options(_ limit: Int) -> RequestOptions {
        var options = RequestOptions()
        options.redirects.most = limit
        return options
    }

    /// Answers `/` with a redirect to `location`, and everything else with 200.
    private static func redirecting(_ status: Int, to location: String) -> ScriptedServer.Script {
        { connection in
            while let request = connection.readRequest() {
                let isFirst = request.split(separator: " ").dropFirst().first == "/"
                connection.write(
                    isFirst ? "HTTP/1.1 \(status) Go\r\nLocation: \(location)\r\nContent-Length: 3\r\n\r\nold" : ok
                )
            }
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func areResponsesUnlessTheyAreToBeFollowed(status: Int) async throws {
        try await withServer(script: Self.redirecting(status, to: "/next")) { server, client in
            let response = try await client.send(request("\(server.url)/")).response()
            #expect(response.status == status)
            #expect(response.headers["Location"] == "/next")
            #expect(response.text == "old")
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
        (301, "PUT", "PUT"), (302, "PUT", "PUT"), (303, "PUT", "GET"), (303, "GET", "GET"), (302, "GET", "GET"),
    ])
    func methodAndContentFollowTheStatus(status: Int, method: String, next: String) async throws {
        try await withServer(script: Self.redirecting(status, to: "/next?a=b")) { server, client in
            let sent = request(method, "\(server.url)/", [("Content-Type", "text/plain"), ("X", "y")], body: "abc")
            let response = try await client.send(sent, options: Self.options(1)).response()
            #expect(response.status == 200)
            #expect(response.text == "ok")
            let second = try #require(server.requests.last)
            #expect(second.hasPrefix("\(next) /next?a=b HTTP/1.1\r\n"))
            #expect(second.contains("\r\nX: y\r\n"))
            let keeps = next == method && !(status == 303)
            #expect(second.hasSuffix("\r\n\r\nabc") == keeps)
            #expect(second.contains("Content-Type: text/plain") == keeps)
        }
    }

    @Test func goWhereTheirNameLeads() async throws {
        try await withServer(script: answering(ok)) { second, _ in
            let place = "second.invalid:\(second.port)"
            try await withServer(script: Self.redirecting(302, to: "http://\(place)/b")) { first, _ in
                var configuration = ClientConfiguration()
                try configuration.addresses.add("first.invalid", "127.0.0.1")
                try configuration.addresses.add(place, "127.0.0.1")
                let client = try newClient(configuration)
                let exchange = await client.send(
                    request("http://first.invalid:\(first.port)/"),
                    options: Self.options(1)
                )
                await client.shutdown()
                #expect(try exchange.response().text == "ok")
                #expect(second.requests.first?.contains("Host: \(place)\r\n") == true)
            }
        }
    }

    @Test func loadIsNotLedToAnotherHost() async throws {
        var options = Self.options(1)
        options.redirects.staysOnHost = true
        // Nobody listens there, and nobody is asked.
        try await withServer(script: Self.redirecting(302, to: "http://other.invalid/next")) { server, client in
            let exchange = await client.send(request("\(server.url)/"), options: options)
            guard case .failure(let failure) = exchange.outcome else { throw Followed() }
            #expect(failure.detail.contains("another host, other.invalid"))
            #expect(failure.category == .request)
            #expect(failure.partial?.status == 302)
        }
        try await withServer(script: Self.redirecting(302, to: "/next")) { server, client in
            let response = try await client.send(request("\(server.url)/"), options: options).response()
            #expect(response.status == 200)
        }
    }

    private struct Followed: Error {}

    @Test func aHeadStaysAHead() async throws {
        let script: ScriptedServer.Script = { connection in
            while let request = connection.readRequest() {
                let isFirst = request.hasPrefix("HEAD / ")
                connection.write("HTTP/1.1 \(isFirst ? 303 : 200) X\r\nLocation: /next\r\nContent-Length: 9\r\n\r\n")
            }
        }
        try await withServer(script: script) { server, client in
            let exchange = await client.send(request("HEAD", "\(server.url)/"), options: Self.options(1))
            try #expect(exchange.response().status == 200)
            #expect(server.requests.last?.hasPrefix("HEAD /next ") == true)
        }
    }

    @Test func theLimitIsTheNumberOfRedirectsThatAreFollowed() async throws {
        let script: ScriptedServer.Script = { connection in
            var count = 0
            while connection.readRequest() != nil {
                count += 1
                connection.write("HTTP/1.1 302 Found\r\nLocation: /\(count)\r\nContent-Length: 0\r\n\r\n")
            }
        }
        try await withServer(script: script) { server, client in
            let failure = try await client.send(request("\(server.url)/"), options: Self.options(3)).failure()
            #expect(failure.detail.contains("more than 3 redirects"))
            #expect(failure.partial?.status == 302)
            #expect(server.requests.count == 4)
        }
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "data:,x",
    ])
    func neverLeadToAnotherScheme(location: String) async throws {
        try await withServer(script: Self.redirecting(302, to: location)) { server, client in
            let exchange = await client.send(request("\(server.url)/"), options: Self.options(5))
            if case .success(let response) = exchange.outcome {
                // What libcurl takes for a relative reference is one: it stays on this server.
                #expect(response.status == 200)
                #expect(server.requests.count == 2)
                #expect(!location.contains("//"))
            } else {
                let failure = try exchange.failure()
                #expect(failure.category == .other)
                #expect(failure.partial?.status == 302)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test func credentialsStayWithTheirOrigin() async throws {
        try await withServer(script: answering(ok)) { other, _ in
            try await withServer(script: Self.redirecting(307, to: "\(other.url)/next")) { server, client in
                let fields = [("Authorization", "Bearer t"), ("Cookie", "a=b"), ("Host", "me"), ("X", "y")]
                let exchange = await client.send(request("GET", "\(server.url)/", fields), options: Self.options(1))
                try #expect(exchange.response().status == 200)
                let second = try #require(other.requests.first)
                #expect(second.contains("\r\nX: y\r\n"))
                #expect(second.contains("\r\nHost: 127.0.0.1:\(other.port)\r\n"))
                #expect(!second.contains("Bearer") && !second.contains("a=b"))
                #expect(exchange.peer == "127.0.0.1:\(other.port)")
            }
        }
    }

    @Test func credentialsGoAlongOnTheSameOrigin() async throws {
        try await withServer(script: Self.redirecting(302, to: "next")) { server, client in
            let sent = request("GET", "\(server.url)/", [("Authorization", "Bearer t")])
            _ = try await client.send(sent, options: Self.options(1)).response()
            #expect(server.requests.last?.hasPrefix("GET /next ") == true)
            #expect(server.requests.last?.contains("Authorization: Bearer t\r\n") == true)
        }
    }

    @Test func aRedirectWithoutALocationIsAResponse() async throws {
        try await withServer(script: answering("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")) { server, client in
            let response = try await client.send(request("\(server.url)/"), options: Self.options(3)).response()
            #expect(response.status == 302)
        }
    }

    @Test func anUnfinishedRedirectIsNotFollowed() async throws {
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 302 Found\r\nLocation: /next\r\n")
        }
        try await withServer(script: script) { server, client in
            let exchange = await client.send(request("\(server.url)/"), options: Self.options(3))
            try #expect(exchange.failure().category == .reset)
            #expect(server.requests.count == 1)
        }
    }

    @Test func theTimeOfAllHopsCounts() async throws {
        var configuration = ClientConfiguration()
        configuration.timeout = 100_000_000
        let script: ScriptedServer.Script = { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")
            connection.waitForClose()
        }
        try await withServer(configuration, script: script) { server, client in
            let exchange = await client.send(request("\(server.url)/"), options: Self.options(3))
            try #expect(exchange.failure().category == .timeout)
            #expect(exchange.timings.total >= 100_000_000)
        }
    }
}
