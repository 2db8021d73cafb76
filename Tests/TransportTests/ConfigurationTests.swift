import Testing
import Transport

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
        (configuration { $0.resolve = ["a:80:127.0.0.1\n"] }, "line break"),
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
