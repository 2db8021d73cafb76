import HTTP
import Testing

@Suite struct CookieStoreTests {
    private static let now: Int64 = 1_800_000_000

    /// What goes to each of `to` after `fields` came from `from`.
    private func sent(_ fields: [String], from: String, to urls: [String], after: Int64 = 0) throws -> [String?] {
        var jar = CookieStore()
        let all = HeaderFields(fields.map { HeaderField("set-cookie", $0) })
        jar.store(all, from: try HTTPURL(from), now: Self.now)
        return try urls.map { jar.value(for: try HTTPURL($0), now: Self.now + after) }
    }

    /// RFC 6265, section 3.1, the examples.
    @Test func theExamplesOfTheStandard() throws {
        let host = "https://www.example.com"
        #expect(try sent(["SID=31d4d96e407aad42"], from: host, to: [host + "/"]) == ["SID=31d4d96e407aad42"])
        let scoped = "SID=31d4d96e407aad42; Path=/; Domain=example.com"
        #expect(
            try sent([scoped], from: host, to: ["http://example.com", "http://a.b.example.com/x", "http://other.com"])
                == ["SID=31d4d96e407aad42", "SID=31d4d96e407aad42", nil]
        )
        let two = ["SID=31d4d96e407aad42; Path=/; Secure; HttpOnly", "lang=en-US; Path=/; Domain=example.com"]
        #expect(
            try sent(two, from: host, to: [host, "http://www.example.com"])
                == ["SID=31d4d96e407aad42; lang=en-US", "lang=en-US"]
        )
        let dated = "lang=en-US; Expires=Wed, 09 Jun 2027 10:18:14 GMT"
        #expect(try sent([dated], from: host, to: [host]) == ["lang=en-US"])
        let removed = ["lang=en-US", "lang=; Expires=Sun, 06 Nov 1994 08:49:37 GMT"]
        #expect(try sent(removed, from: host, to: [host]) == [nil])
    }

    @Test func longerPathsComeFirstThenOlderCookies() throws {
        let fields = ["a=1; Path=/", "b=2; Path=/x/y", "c=3; Path=/x", "d=4; Path=/x/y", "a=5; Path=/"]
        #expect(try sent(fields, from: "http://h/", to: ["http://h/x/y/z?q"]) == ["b=2; d=4; c=3; a=5"])
    }

    @Test(arguments: [
        ("/x", "/x", true), ("/x", "/x/y", true), ("/x", "/xy", false), ("/x/", "/x", false), ("/x/", "/x/y", true),
        ("/x", "/x?y", true), ("/", "/any", true), ("x", "/a/b/c", true), ("x", "/a", false),
    ])
    func pathsMatch(path: String, target: String, goes: Bool) throws {
        // A path that doesn't begin with a slash is none: the default is the folder of the request, /a/b.
        let found = try sent(["a=1; Path=\(path)"], from: "http://h/a/b/set", to: ["http://h\(target)"])
        #expect((found[0] != nil) == goes)
    }

    @Test(arguments: [
        ("http://a.example.com", "example.com", "http://b.example.com", true),
        ("http://a.example.com", ".EXAMPLE.com", "http://b.example.com", true),
        ("http://a.example.com", "a.example.com", "http://x.a.example.com", true),
        ("http://a.example.com", "b.example.com", "http://b.example.com", false),
        ("http://example.com", "a.example.com", "http://a.example.com", false),
        ("http://badexample.com", "example.com", "http://example.com", false),
        ("http://a.example.com", "com", "http://b.com", false),
        ("http://a.example.co.uk", "co.uk", "http://b.co.uk", false),
        ("http://127.0.0.1", "127.0.0.1", "http://127.0.0.1", true),
        ("http://127.0.0.1", "0.0.1", "http://127.0.0.1", false),
        ("http://localhost", "localhost", "http://localhost", true),
        ("http://localhost", "localhost", "http://a.localhost", false),
        ("http://a.example.com", "", "http://a.example.com", true),
        ("http://a.example.com", "", "http://x.a.example.com", false),
    ])
    func domainsMatch(from: String, domain: String, to: String, goes: Bool) throws {
        let found = try sent(["a=1; Domain=\(domain)"], from: from, to: [to])
        #expect((found[0] != nil) == goes)
    }

    @Test func portsAreOneHost() throws {
        #expect(try sent(["a=1"], from: "http://h:1/", to: ["http://h:2/", "https://H/"]) == ["a=1", "a=1"])
    }

    @Test(arguments: [
        ("Max-Age=10", 9, true), ("Max-Age=10", 10, false), ("Max-Age=0", 0, false), ("Max-Age=-5", 0, false),
        ("Max-Age=10; Expires=Sun, 06 Nov 1994 08:49:37 GMT", 5, true),
        ("Expires=Wed, 09 Jun 2099 10:18:14 GMT; max-age=1", 2, false),
        ("Max-Age=99999999999999999999999", 1 << 40, true), ("Max-Age=1x", 1 << 40, true), ("Max-Age=", 1 << 40, true),
        ("Expires=Sunday, 06-Nov-94 08:49:37 GMT", 0, false), ("Expires=Sun Nov  6 08:49:37 1994", 0, false),
        ("Expires=06 Nov 2094 8:9:7", 0, true), ("Expires=yesterday", 0, true),
        ("Expires=31 Feb 1994 08:49:37", 0, true),
        ("Expires=06 Nov 1994 24:00:00", 0, true),
    ])
    func expiry(attributes: String, after: Int64, goes: Bool) throws {
        let found = try sent(["a=1; \(attributes)"], from: "http://h/", to: ["http://h/"], after: after)
        #expect((found[0] != nil) == goes)
    }

    @Test(arguments: [
        ("a=1", "a=1"), (" a = 1 ;x", "a=1"), ("a=", "a="), ("a=b=c", "a=b=c"), ("a=\"x y\"", "a=\"x y\""), ("=b", nil),
        ("novalue", nil), ("", nil), ("a=1\u{7}", nil), ("a=\(String(repeating: "x", count: 5000))", nil),
        ("a=1; Path=/; Path=/none", nil),
    ])
    func values(field: String, value: String?) throws {
        #expect(try sent([field], from: "http://h/", to: ["http://h/"]) == [value])
    }

    @Test func isBounded() throws {
        var jar = CookieStore()
        let url = try HTTPURL("http://h/")
        for number in 0..<3001 {
            jar.store(HeaderFields([HeaderField("Set-Cookie", "c\(number)=1")]), from: url, now: Self.now)
        }
        let line = try #require(jar.value(for: url, now: Self.now))
        #expect(line.hasPrefix("c1=1; ") && line.hasSuffix("; c3000=1"))
    }
}
