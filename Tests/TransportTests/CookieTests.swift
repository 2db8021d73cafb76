import HTTP
import Testing
import Transport

/// A jar belongs to one scenario; without one nothing is kept.
@Suite(.eachWay) struct CookieTests {
    private static func options(_ jar: CookieJar?) -> RequestOptions {
        var options = RequestOptions()
        options.cookies = jar
        return options
    }

    private static let setting: ScriptedServer.Script = { connection in
        while let request = connection.readRequest() {
            let name = request.split(separator: " ")[1].dropFirst()
            let cookie = name.isEmpty ? "" : "Set-Cookie: \(name)=1; Path=/\r\n"
            connection.write("HTTP/1.1 200 OK\r\n\(cookie)Content-Length: 0\r\n\r\n")
        }
    }

    private static func cookies(_ request: String?) -> Set<String> {
        guard let line = request?.split(separator: "\r\n").first(where: { $0.hasPrefix("Cookie: ") }) else { return [] }
        return Set(line.dropFirst(8).split(separator: "; ").map(String.init))
    }

    @Test func areSentAgainAndAccumulate() async throws {
        try await withServer(script: Self.setting) { server, client in
            let jar = CookieJar()
            for path in ["/a", "/b", "/"] {
                _ = try await client.send(request(server.url + path), options: Self.options(jar)).response()
            }
            #expect(server.requests.map(Self.cookies) == [[], ["a=1"], ["a=1", "b=1"]])
        }
    }

    @Test func areNotSharedBetweenJars() async throws {
        try await withServer(script: Self.setting) { server, client in
            let (one, other) = (CookieJar(), CookieJar())
            for (path, jar) in [("/a", one), ("/b", other), ("/", one), ("/", other)] as [(String, CookieJar)] {
                _ = try await client.send(request(server.url + path), options: Self.options(jar)).response()
            }
            #expect(server.requests.map(Self.cookies) == [[], [], ["a=1"], ["b=1"]])
        }
    }

    @Test func areNotKeptWithoutAJar() async throws {
        try await withServer(script: Self.setting) { server, client in
            for path in ["/a", "/"] { _ = try await client.send(request(server.url + path)).response() }
            #expect(server.requests.map(Self.cookies) == [[], []])
        }
    }

    @Test func areSharedBetweenClientsOfOneJar() async throws {
        try await withServer(script: Self.setting) { server, client in
            let jar = CookieJar()
            _ = try await client.send(request("\(server.url)/a"), options: Self.options(jar)).response()
            let second = try newClient()
            _ = try await second.send(request("\(server.url)/"), options: Self.options(jar)).response()
            await second.shutdown()
            #expect(Self.cookies(server.requests.last) == ["a=1"])
        }
    }

    @Test func aFieldOfTheRequestsOwnIsSentInstead() async throws {
        try await withServer(script: Self.setting) { server, client in
            let options = Self.options(CookieJar())
            _ = try await client.send(request("\(server.url)/a"), options: options).response()
            let own = request("GET", "\(server.url)/b", [("Cookie", "mine=2")])
            _ = try await client.send(own, options: options).response()
            _ = try await client.send(request("\(server.url)/"), options: options).response()
            #expect(server.requests.map(Self.cookies) == [[], ["mine=2"], ["a=1", "b=1"]])
        }
    }

    @Test func comeWithARedirectAndGoAlong() async throws {
        let script: ScriptedServer.Script = { connection in
            while let request = connection.readRequest() {
                let field = request.hasPrefix("GET / ") ? "Location: /next\r\nSet-Cookie: a=1\r\n" : ""
                connection.write("HTTP/1.1 \(field.isEmpty ? 200 : 302) X\r\n\(field)Content-Length: 0\r\n\r\n")
            }
        }
        try await withServer(script: script) { server, client in
            var options = Self.options(CookieJar())
            options.redirects.most = 1
            _ = try await client.send(request("\(server.url)/"), options: options).response()
            #expect(server.requests.map(Self.cookies) == [[], ["a=1"]])
        }
    }

    @Test func aJarStandsManyRequestsAtATime() async throws {
        try await withServer(script: Self.setting) { server, client in
            let options = Self.options(CookieJar())
            let requests = (0..<50).map { request("\(server.url)/c\($0)") }
            for exchange in await client.sendAll(requests, options: options) { _ = try exchange.response() }
            _ = try await client.send(request("\(server.url)/"), options: options).response()
            #expect(Self.cookies(server.requests.last).count == 50)
        }
    }
}
