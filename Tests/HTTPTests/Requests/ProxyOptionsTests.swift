import HTTP
import Testing

/// Which requests take a proxy, and which proxies the environment names.
@Suite struct ProxyOptionsTests {
    private static func origin(_ url: String) throws -> HTTPURL.Origin { try HTTPURL(url).origin }

    @Test(arguments: [
        ("localhost", false), ("LOCALHOST", false), ("a.localhost", false), ("127.0.0.1", false), ("127.3.2.1", false),
        ("[::1]", false), ("127.0.0.1.evil.example", true), ("127.evil.example", true), ("127.0.evil.example", true),
        ("127.0.0.256", true), ("127.0.0.x", true), ("127.1", true), ("128.0.0.1", true), ("localhost.example", true),
        ("localhost.", false),
    ])
    func onlyWhatIsThisMachineBeyondDoubtIsReachedPastAProxy(host: String, isUsed: Bool) {
        #expect(ProxyOptions(url: "http://proxy:3128").isUsed(for: host) == isUsed)
    }

    /// curl's manual, under "ENVIRONMENT", and its tests of `no_proxy` (tests/unit/unit1614.c).
    @Test(arguments: [
        ("name.invalid", "name.invalid", true), (".name.invalid", "name.invalid", true),
        ("invalid", "name.invalid", true),
        ("NAME.invalid", "name.invalid", true), ("ame.invalid", "name.invalid", false),
        ("sub.name.invalid", "name.invalid", false), ("name.invalid.", "name.invalid", true),
        ("name.invalid", "name.invalid.", true), ("", "name.invalid", false), ("10.0.0.0/8", "10.1.2.3", true),
        ("10.0.0.0/8", "11.1.2.3", false), ("192.168.0.0/17", "192.168.127.1", true),
        ("192.168.0.0/17", "192.168.128.1", false), ("0.0.0.0/0", "9.9.9.9", true), ("10.0.0.0/33", "10.0.0.0", false),
        ("2.3", "10.1.2.3", false), ("10.1.2.3", "10.1.2.3", true), ("fd00::/8", "[fd12::1]", true),
        ("[fd12::1]", "[fd12:0::1]", true), ("fd00::/8", "[fe00::1]", false), ("10.0.0.0/8", "name.invalid", false),
    ])
    func someHostsAreReachedDirectly(entry: String, host: String, isDirect: Bool) {
        #expect(ProxyOptions(url: "http://proxy:3128", direct: [entry]).isUsed(for: host) == !isDirect)
    }

    @Test func aStarAloneIsAllHosts() {
        #expect(!ProxyOptions(url: "http://proxy:3128", direct: ["*"]).isUsed(for: "name.invalid"))
        #expect(ProxyOptions(url: "http://proxy:3128", direct: ["*", "a"]).isUsed(for: "name.invalid"))
    }

    @Test(
        arguments: [
            (["http_proxy": "http://p:1"], "http://p:1", nil), (["HTTP_PROXY": "http://p:1"], nil, nil),
            (["https_proxy": "http://p:1"], nil, "http://p:1"), (["HTTPS_PROXY": "p:1"], nil, "http://p:1"),
            (["https_proxy": "http://p:1", "HTTPS_PROXY": "http://q:1"], nil, "http://p:1"),
            (["all_proxy": "socks5h://p:1"], "socks5h://p:1", "socks5h://p:1"),
            (["ALL_PROXY": "p"], "http://p", "http://p"),
            (["http_proxy": "", "all_proxy": "http://p:1"], nil, "http://p:1"),
            (["all_proxy": "http://p:1", "no_proxy": "b, c.invalid  d"], "http://p:1", "http://p:1"),
            (["all_proxy": "http://p:1", "no_proxy": "a.invalid"], nil, nil),
            (["all_proxy": "http://p:1", "NO_PROXY": "*"], nil, nil),
            (["all_proxy": "http://p:1", "no_proxy": "", "NO_PROXY": "*"], "http://p:1", "http://p:1"), ([:], nil, nil),
        ] as [([String: String], String?, String?)]
    )
    func theEnvironmentIsReadAsCurlReadsIt(_ environment: [String: String], _ plain: String?, _ secure: String?) throws
    {
        let proxies = ProxyOptions(environment: environment)
        #expect(proxies.url(for: try Self.origin("http://a.invalid/")) == plain)
        #expect(proxies.url(for: try Self.origin("https://a.invalid/")) == secure)
    }
}
