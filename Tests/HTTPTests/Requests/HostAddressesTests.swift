import HTTP
import Testing

/// Where hosts' names lead.
@Suite struct HostAddressesTests {
    private static func addresses(_ entries: KeyValuePairs<String, String>) throws -> HostAddresses {
        var addresses = HostAddresses()
        for (place, address) in entries { try addresses.add(place, address) }
        return addresses
    }

    @Test(
        arguments: [
            ("http://api.example/", "127.0.0.1"), ("https://API.example/a?b", "127.0.0.1"),
            ("http://me:pw@api.example:81/", "127.0.0.1"), ("https://api.example:8443/", "::1"),
            ("http://api.example:8443/", "::1"), ("http://b\u{FC}cher.example/", "10.0.0.7"),
            ("http://xn--bcher-kva.example/", "10.0.0.7"), ("http://sub.api.example/", nil),
            ("http://api.example./", nil), ("http://127.0.0.1/", nil), ("http://only.example/", nil),
            ("http://only.example:81/", "192.0.2.1"),
        ] as [(String, String?)]
    )
    func anOriginHasTheAddressOfItsName(url: String, address: String?) throws {
        let addresses = try Self.addresses([
            "api.example": "127.0.0.1", "api.example:8443": "[0:0:0:0:0:0:0:1]", "B\u{FC}cher.example": "10.0.0.7",
            "only.example:81": "192.0.2.1",
        ])
        #expect(addresses.address(of: try HTTPURL(url).origin) == address)
    }

    @Test func curlIsToldOfThePortToo() throws {
        let addresses = try Self.addresses(["a.example": "::1", "b.example:81": "127.0.0.1"])
        #expect(addresses.curlEntry(of: try HTTPURL("http://a.example:8080/").origin) == "a.example:8080:[::1]")
        #expect(addresses.curlEntry(of: try HTTPURL("http://b.example/").origin) == nil)
        #expect(addresses.curlEntries == ["a.example:80:[::1]", "a.example:443:[::1]", "b.example:81:127.0.0.1"])
    }

    @Test func thePersonsOwnGoBefore() throws {
        let written = try Self.addresses(["a.example": "10.0.0.1", "a.example:81": "10.0.0.2", "b.example": "10.0.0.3"])
        let all = written.overridden(by: try Self.addresses(["a.example": "127.0.0.1"]))
        #expect(all.entries.map(\.address) == ["127.0.0.1", "10.0.0.3"])
        let one = written.overridden(by: try Self.addresses(["a.example:81": "127.0.0.1"]))
        #expect(one.entries.map(\.address) == ["127.0.0.1", "10.0.0.1", "10.0.0.3"])
    }

    @Test(arguments: [
        ("api.example", "localhost", "must lead to an IP address", true), ("api.example", "", "an IP address", true),
        ("api.example", "127.0.0.1:80", "an IP address", true), ("api.example", "127.1", "an IP address", true),
        ("api.example", "[127.0.0.1]", "an IP address", true), ("api.example", "[::1", "an IP address", true),
        ("api.example", "fe80::1%eth0", "an IP address", true), ("api.example", "127.0.0.1\0", "an IP address", true),
        ("127.0.0.1", "127.0.0.2", "only names", false), ("127.0.0.1:80", "127.0.0.2", "only names", false),
        ("[::1]:80", "127.0.0.1", "only names", false), ("::1", "127.0.0.1", "only names", false),
        ("http://api.example", "127.0.0.1", "no host's name", false),
        ("api.example/a", "127.0.0.1", "no host's name", false),
        ("me@api.example", "127.0.0.1", "no host's name", false),
        ("api.example.", "127.0.0.1", "no host's name", false), ("*", "127.0.0.1", "no host's name", false),
        ("127.1", "10.0.0.1", "no host's name", false), ("0x7f.0x1", "10.0.0.1", "no host's name", false),
        ("", "127.0.0.1", "no host's name", false), ("api.example:99999", "127.0.0.1", "no host's name", false),
        ("api.example:0", "127.0.0.1", "port 0", false), ("TWICE.example", "10.0.0.1", "two addresses", false),
    ])
    func whatIsNeitherIsAMistake(place: String, address: String, words: String, isOfAddress: Bool) throws {
        var addresses = try Self.addresses(["twice.example": "10.0.0.1"])
        let mistake = #expect(throws: HostAddresses.Mistake.self) { try addresses.add(place, address) }
        #expect(mistake?.message.contains(words) == true, "\(mistake?.message ?? "")")
        #expect(mistake?.isOfAddress == isOfAddress && mistake?.help.isEmpty == false)
    }
}
