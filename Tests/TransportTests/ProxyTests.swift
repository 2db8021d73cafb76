import HTTP
import Testing
import Transport

@Suite(.eachWay) struct ProxyTests {
    /// A client that goes through a proxy with `script`, and what it got.
    private func exchange(
        url: String,
        scheme: String = "http",
        credentials: String = "",
        direct: [String] = [],
        _ script: @escaping ScriptedServer.Script
    ) async throws -> (Exchange, ScriptedServer) {
        let server = try ScriptedServer(script)
        var configuration = ClientConfiguration()
        configuration.proxy = ProxyOptions(
            url: "\(scheme)://\(credentials)127.0.0.1:\(server.port)",
            direct: direct
        )
        let client = try newClient(configuration)
        let exchange = await client.send(request(url))
        await client.shutdown()
        server.stop()
        return (exchange, server)
    }

    @Test func aPlainRequestHasTheAbsoluteTarget() async throws {
        let (exchange, proxy) = try await exchange(url: "http://name.invalid/a/../b?c=d", answering(ok))
        _ = try exchange.response()
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("GET http://name.invalid/a/../b?c=d HTTP/1.1\r\nHost: name.invalid\r\n"))
        #expect(exchange.peer == "127.0.0.1:\(proxy.port)")
    }

    @Test func credentialsOfTheURLGoToTheProxyOnly() async throws {
        let url = "http://name.invalid/"
        let (exchange, proxy) = try await exchange(url: url, credentials: "me:secret@", answering(ok))
        _ = try exchange.response()
        let request = try #require(proxy.requests.first)
        #expect(request.contains("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n"))
        #expect(!request.contains("\r\nAuthorization"))
    }

    @Test func aTunnelIsAskedForWithTLS() async throws {
        let refusing = answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        let (exchange, proxy) = try await exchange(url: "https://name.invalid/secret-path", refusing)
        let failure = try exchange.failure()
        #expect(failure.category == .proxy)
        #expect(failure.detail.contains("403"))
        #expect(failure.partial == nil)
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("CONNECT name.invalid:443 HTTP/1.1\r\n"))
        #expect(!request.contains("secret-path"))
    }

    @Test func aProxyThatRefusesTheConnectionIsAProxyFailure() async throws {
        let server = try ScriptedServer { _ in }
        server.stop()
        var configuration = ClientConfiguration()
        configuration.proxy = ProxyOptions(url: "http://me:s3cr3t@127.0.0.1:\(server.port)")
        let client = try newClient(configuration)
        let failure = try await client.send(request("http://name.invalid/")).failure()
        await client.shutdown()
        #expect(failure.category == .proxy)
        #expect(!failure.detail.contains("s3cr3t"))
    }

    @Test func aProxyWithoutAnAddressIsAProxyFailure() async throws {
        var configuration = ClientConfiguration()
        configuration.proxy = ProxyOptions(url: "http://proxy.invalid:3128")
        let client = try newClient(configuration)
        let failure = try await client.send(request("http://name.invalid/")).failure()
        await client.shutdown()
        #expect(failure.category == .proxy)
    }

    /// SOCKS 5 (RFC 1928): a greeting, a request with the name, and then the connection is the server's.
    @Test func socksCarriesTheNameWhenItIsToResolveIt() async throws {
        let script: ScriptedServer.Script = { connection in
            let greeting = connection.read(2)
            guard greeting.first == 5 else { return }
            _ = connection.read(Int(greeting[1]))
            connection.write([5, 0])
            let request = connection.read(5)
            guard request.prefix(4) == [5, 1, 0, 3] else { return }
            let name = connection.read(Int(request[4]) + 2)
            guard name.dropLast(2).elementsEqual("name.invalid".utf8) else { return }
            connection.write([5, 0, 0, 1, 127, 0, 0, 1, 0, 80])
            connection.readRequest()
            connection.write(ok)
        }
        let (exchange, proxy) = try await exchange(url: "http://name.invalid/a", scheme: "socks5h", script)
        let response = try exchange.response()
        #expect(response.text == "ok")
        #expect(proxy.requests.first?.hasPrefix("GET /a HTTP/1.1\r\nHost: name.invalid\r\n") == true)
    }

    @Test func socksThatRefusesIsAProxyFailure() async throws {
        let script: ScriptedServer.Script = { connection in
            _ = connection.read(2)
            connection.write([5, 0xFF])
            connection.waitForClose()
        }
        let (exchange, _) = try await exchange(url: "http://name.invalid/", scheme: "socks5h", script)
        let failure = try exchange.failure()
        #expect(failure.category == .proxy, "\(failure.detail)")
    }

    @Test(arguments: ["127.0.0.1", "localhost", "127.8.9.10", "[::1]", "service.localhost"])
    func loopbackIsReachedDirectly(host: String) async throws {
        let (exchange, proxy) = try await exchange(url: "http://\(host):1/", answering(ok))
        let failure = try exchange.failure()
        #expect(failure.category == .refused || failure.category == .dns)
        #expect(proxy.connections == 0)
    }

    @Test(arguments: [
        ("name.invalid", true), (".name.invalid", true), ("invalid", true), ("NAME.invalid", true), ("*", true),
        ("ame.invalid", false), ("other.invalid", false), ("sub.name.invalid", false), ("", false),
    ])
    func otherHostsMayBeReachedDirectly(entry: String, isDirect: Bool) async throws {
        let (exchange, proxy) = try await exchange(url: "http://name.invalid/", direct: [entry], answering(ok))
        #expect(proxy.connections == (isDirect ? 0 : 1))
        if isDirect { try #expect(exchange.failure().category == .dns) }
    }
}
