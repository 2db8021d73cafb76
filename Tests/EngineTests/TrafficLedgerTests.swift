import HTTP
import Results
import Scenarios
import Testing

@testable import Engine

/// What a host that nobody has allowed to load gets of one run.
@Suite struct TrafficLedgerTests {
    @Test(arguments: [
        ("http://localhost/", true), ("http://LOCALHOST:8080/", true), ("http://127.0.0.1/", true),
        ("https://user:pw@127.3.2.1:8443/x", true), ("http://[::1]:80/", true),
        ("http://127.evil.example/", false), ("http://127.0.0.1.evil.example/", false), ("http://127.0.0.1.5/", false),
        ("http://127.0.0.256/", false), ("http://127.0.1/", false), ("http://127.1/", false),
        ("http://2130706433/", false),
        ("http://0x7f.0.0.1/", false), ("http://0177.0.0.1/", false), ("http://127.0.0.01/", false),
        ("http://127.٠.٠.١/", false),
        ("http://127..0.1/", false), ("http://127.0.0./", false), ("http://127.0.0.1./", false),
        ("http://0.0.0.0/", false),
        ("http://127.0.0.1@evil.example/", false), ("http://evil.example/?@127.0.0.1", false),
        ("http://localhost.evil.example/", false),
        ("http://[::ffff:127.0.0.1]/", false), ("http:///localhost/", false),
    ])
    func onlyLoopbackIsLoopback(_ url: String, _ isLoopback: Bool) {
        #expect(LoadHosts([]).refused(url, over: ConnectionSettings()).isEmpty == isLoopback)
    }

    @Test func aProxyIsAHostLikeAnyOther() {
        var connection = ConnectionSettings()
        connection.proxy = "proxy.example:3128"
        let hosts = LoadHosts(["API.example"])
        #expect(hosts.refused("http://api.example/", over: connection) == ["proxy.example"])
        #expect(hosts.refused("http://other.example/", over: connection) == ["other.example", "proxy.example"])
        #expect(hosts.refused("http://127.0.0.1/", over: connection) == [])
        connection.proxy = "http://127.0.0.1:3128"
        #expect(hosts.refused("http://api.example/", over: connection) == [])
        #expect(LoadHosts(["api.example", "proxy.example"]).refused("http://api.example/", over: connection) == [])
    }

    @Test func aProxyOfTheEnvironmentIsOneToo() {
        var connection = ConnectionSettings()
        connection.environmentProxy = ProxyOptions(
            environment: ["https_proxy": "http://proxy.example:3128", "no_proxy": "near.example"]
        )
        let hosts = LoadHosts(["api.example", "near.example"])
        #expect(hosts.refused("https://api.example/", over: connection) == ["proxy.example"])
        #expect(hosts.refused("http://api.example/", over: connection) == [])
        #expect(hosts.refused("https://near.example/", over: connection) == [])
        #expect(hosts.refused("https://127.0.0.1/", over: connection) == [])
    }

    /// Who may be loaded is asked of where connections really go.
    @Test(arguments: [
        ("127.0.0.1", []), ("127.9.9.9", []), ("::1", []), ("0:0:0:0:0:0:0:1", []), ("10.0.0.7", []),
        ("10.0.0.8", ["10.0.0.8"]), ("2001:DB8::1", ["2001:db8::1"]), ("::ffff:127.0.0.1", ["::ffff:127.0.0.1"]),
        ("0.0.0.0", ["0.0.0.0"]),
    ])
    func anAddressThatANameLeadsToIsTheHost(_ address: String, _ refused: [String]) throws {
        let hosts = LoadHosts(["allowed.example", "10.0.0.7"])
        for name in ["allowed.example", "other.example", "localhost"] {
            var connection = ConnectionSettings()
            connection.proxy = "http://proxy.example:3128"
            try connection.addresses.add(name, address)
            #expect(hosts.refused("http://\(name):8080/a", over: connection) == refused)
        }
    }

    @Test func aProxysNameMayLeadToAnAddressToo() throws {
        var connection = ConnectionSettings()
        connection.proxy = "proxy.example:3128"
        try connection.addresses.add("proxy.example", "127.0.0.1")
        let hosts = LoadHosts(["api.example"])
        #expect(hosts.refused("http://api.example/", over: connection) == [])
        connection.addresses = HostAddresses()
        try connection.addresses.add("proxy.example:81", "127.0.0.1")
        #expect(hosts.refused("http://api.example/", over: connection) == ["proxy.example"])
    }

    @Test func burstsAreBoundedTogether() async {
        let ledger = TrafficLedger(LoadHosts([]))
        #expect(await ledger.admit(burst: 65, ["a.example"])?.contains("64 requests at once") == true)
        #expect(await ledger.admit(burst: 64, ["a.example"]) == nil)
        #expect(await ledger.admit(burst: 64, []) == nil, "an allowed host")
        #expect(await ledger.admit(burst: 64, ["b.example"]) == nil, "each host has its own")
    }

    @Test(
        arguments: [
            (640, 640, nil), (704, 704, "640 requests in bursts"), (20_000, 0, nil), (20_001, 0, "20000 requests"),
        ] as [(Int, Int, String?)]
    )
    func theWholeIsBounded(_ requests: Int, _ inBursts: Int, _ excess: String?) {
        #expect(TrafficLedger.excess(requests: requests, inBursts: inBursts) == excess)
    }

    @Test func theRateIsBounded() async {
        let ledger = TrafficLedger(LoadHosts([]))
        let plain = ConnectionSettings()
        let start = MonotonicClock.now()
        for _ in 0..<TrafficLedger.largestBurst { #expect(await ledger.admit(["a.example"]) == nil) }
        for _ in 0..<20 { #expect(await ledger.admit(["a.example"]) == nil) }
        #expect(MonotonicClock.now() - start >= 190_000_000, "20 at 100 a second")
        // Nobody is so slow that each of these has had its turn.
        let refusal = (0..<1000).lazy.compactMap { _ in ledger.admit(redirectTo: "http://a.example/", over: plain) }
            .first
        #expect(refusal?.contains("100 requests a second") == true)
        #expect(ledger.admit(redirectTo: "http://b.example/", over: plain) == nil)
        #expect(ledger.admit(redirectTo: "http://127.0.0.1/", over: plain) == nil)
    }

    @Test func aHostThatIsNotAllowedIsPolledAtItsLeisure() async throws {
        let scenario =
            #"{ "name": "e", "request": { "url": "http://a.example/" }, "eventually": { "within": "350ms", "every": "1ns" }, "expect": { "status": 404 } }"#
        let sender = TableSender { _, _ in Trial.response(200) }
        var options = RunOptions()
        let ledger = TrafficLedger(LoadHosts([]))
        options.load.ledger = ledger
        let result = try await Trial.run(scenario, GuardedSender(sender, over: ConnectionSettings(), ledger), options)
        #expect(result.verdicts == [.failed])
        #expect((1...4).contains(sender.sent.count))
    }

    @Test(arguments: [(64, nil), (65, "--allow-host a.example")] as [(Int, String?)])
    func aBurstBeyond64IsALoad(_ requests: Int, _ refusal: String?) {
        let traffic = TrafficRunner.Traffic.burst(Burst(requests: requests))
        let ledger = TrafficLedger(LoadHosts([]))
        let found = traffic.refusal("http://a.example/", over: ConnectionSettings(), ledger)
        #expect((found == nil) == (refusal == nil))
        if let refusal { #expect(found?.contains(refusal) == true) }
    }

    @Test func aBurstThatIsTooLargeIsRefused() async throws {
        let ledger = TrafficLedger(LoadHosts([]))
        #expect(await ledger.admit(burst: 64, ["a.example"]) == nil)
        #expect(await ledger.admit(burst: 65, ["a.example"])?.contains("--allow-host a.example") == true)
    }

    /// Of 20,000 requests each of 10,000 processes may send two.
    @Test func processesShareTheCeiling() async {
        let ledger = TrafficLedger(LoadHosts([]), shards: 10_000)
        #expect(await ledger.admit(["a.example"]) == nil)
        #expect(await ledger.admit(["a.example"]) == nil)
        #expect(await ledger.admit(["a.example"])?.contains("2 requests, this shard's part of 20000") == true)
        #expect(await ledger.admit(["b.example"]) == nil)
    }
}
