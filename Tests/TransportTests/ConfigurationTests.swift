import HTTP
import Testing

@testable import Transport

/// What is wrong with the configuration is said before anything is sent.
@Suite struct ConfigurationTests {
    private static func configuration(_ change: (inout ClientConfiguration) -> Void) -> ClientConfiguration {
        var configuration = ClientConfiguration()
        change(&configuration)
        return configuration
    }

    @Test(arguments: [
        (configuration { $0.maxInFlight = 0 }, "in flight is 0"),
        (configuration { $0.tls.caFile = "/nonexistent/ca.pem" }, "/nonexistent/ca.pem"),
        (configuration { $0.tls.certificate = "/nonexistent/client.pem" }, "client's certificate can't be read"),
        (configuration { $0.tls.key = "/dev/null" }, "no client's certificate"),
        (configuration { $0.proxy = ProxyOptions(url: "proxy:3128") }, "http://proxy:3128"),
        (configuration { $0.proxy = ProxyOptions(url: "ftp://proxy:3128") }, "socks5h"),
        (configuration { $0.userAgent = "a\r\nX: y" }, "line break"),
        (configuration { $0.unixSocket = "a\0b" }, "NUL"),
    ])
    func isRefused(configuration: ClientConfiguration, words: String) throws {
        let error = #expect(throws: CurlError.self) { try newClient(configuration) }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.description == error?.message)
    }

    @Test(arguments: ["http://p:1", "HTTPS://p", "socks4://p", "socks4a://p", "socks5://p", "socks5h://p"])
    func aProxyOfAnyKnownKindIsTaken(url: String) async throws {
        let client = try newClient(Self.configuration { $0.proxy = ProxyOptions(url: url) })
        await client.shutdown()
    }
}

/// What can't be sent as written isn't sent at all.
@Suite(.eachWay) struct InexpressibleRequestTests {
    private static let secret = "s3cr3t"

    @Test(arguments: [
        (request("GE T", "http://127.0.0.1/"), "method \"GE T\""),
        (request("", "http://127.0.0.1/"), "method \"\""),
        (request("GET\r\nX:", "http://127.0.0.1/"), "method"),
        (request("GET", "/relative"), "URL"),
        (request("GET", ""), "URL"),
        (request("GET", "127.0.0.1:80/"), "scheme"),
        (request("GET", "ftp://127.0.0.1/"), "\"ftp\""),
        (request("GET", "file:///etc/passwd"), "\"file\""),
        (request("GET", "http://127.0.0.1/a b"), "space"),
        (request("GET", "http://127.0.0.1/\r\nX: y"), "control"),
        (request("GET", "http://127.0.0.1/\0"), "control"),
        (request("GET", "http://127.0.0.1:99999/"), "URL"),
        (request("GET", "http://127.0.0.1/", [("X", "\(secret)\r\nY: z")]), "field X"),
        (request("GET", "http://127.0.0.1/", [("X", "\(secret)\n")]), "field X"),
        (request("GET", "http://127.0.0.1/", [("X", "\(secret)\0")]), "field X"),
        (request("GET", "http://127.0.0.1/", [("X\r\nY", secret)]), "\"X\\r\\nY\""),
        (request("GET", "http://127.0.0.1/", [("", secret)]), "name \"\""),
        (request("GET", "http://127.0.0.1/", [("X:", secret)]), "\"X:\""),
        (request("GET", "http://127.0.0.1/", [("X ", secret)]), "\"X \""),
        (request("GET", "http://127.0.0.1/", [("Xé", secret)]), "token"),
    ])
    func isAFailureThatSaysWhy(request: HTTPRequest, words: String) async throws {
        let client = try newClient()
        let exchange = await client.send(request)
        await client.shutdown()
        let failure = try exchange.failure()
        #expect(failure.category == .request)
        #expect(failure.detail.contains(words), "\(failure.detail)")
        #expect(!failure.detail.contains(Self.secret))
        #expect(exchange.peer == nil)
    }

    @Test func itsPlaceInABurstIsKept() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let requests = ["/a", " ", "/b"].map { request("GET", server.url + $0) }
            let exchanges = await client.sendAll(requests)
            #expect(exchanges.count == 3)
            let sent = try [exchanges[0].response().status, exchanges[2].response().status]
            #expect(sent == [200, 200])
            let failure = try exchanges[1].failure()
            #expect(failure.category == .request)
        }
    }
}

@Suite struct RedactionTests {
    @Test(arguments: [
        ("can't reach http://me:s3cr3t@host/a", "can't reach http://***@host/a"),
        ("http://me:p@ss@host:80/a@b", "http://***@host:80/a@b"),
        ("http://token@host?x=a@b", "http://***@host?x=a@b"),
        ("http://host/path@x //y@z", "http://host/path@x //***@z"),
        ("user me, password s3cr3t\u{301}!", "user me, password ***\u{301}!"),
        ("s3cr3ts3cr3t", "******"),
        ("nothing to hide: a@b // c", "nothing to hide: a@b // c"),
        ("", ""),
    ])
    func hidesSecretsAndUserInformation(text: String, redacted: String) {
        #expect(Redaction.redact(text, ["s3cr3t", ""]) == redacted)
    }

    @Test func aFailureHidesThePasswordOfTheURL() async throws {
        let client = try newClient()
        let exchange = await client.send(request("http://me:s3cr3t@name.invalid/?a"))
        await client.shutdown()
        try #expect(!exchange.failure().detail.contains("s3cr3t"))
    }
}
