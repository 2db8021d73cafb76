import HTTP
import Testing

@Suite struct HTTPURLTests {
    /// URL, origin, Host, target.
    @Test(arguments: [
        ("http://h", "http://h", "h", "/"),
        ("HTTP://Example.COM:80/A?b=C#d", "http://example.com", "Example.COM:80", "/A?b=C"),
        ("https://h:443/", "https://h", "h:443", "/"),
        ("https://h:8443/", "https://h:8443", "h:8443", "/"),
        ("http://h:/", "http://h", "h", "/"),
        ("http://h?x", "http://h", "h", "/?x"),
        ("http://h#x", "http://h", "h", "/"),
        ("http://h/?", "http://h", "h", "/?"),
        ("http://u:p@h:1/a@b", "http://h:1", "h:1", "/a@b"),
        ("http://u@x:p@h/", "http://h", "h", "/"),
        ("http://[::1]:8080/", "http://[::1]:8080", "[::1]:8080", "/"),
        ("http://u:p@[FE80::A%25eth0]/", "http://[fe80::a%25eth0]", "[FE80::A%25eth0]", "/"),
        ("http://h//a/../b/%2e?[]{}|é", "http://h", "h", "//a/../b/%2e?[]{}|é"),
        // IDNA 2008: RFC 5891; the sharp s is kept (RFC 5892).
        ("http://bücher.example/", "http://xn--bcher-kva.example", "xn--bcher-kva.example", "/"),
        ("http://b%C3%BCcher.example:1/", "http://xn--bcher-kva.example:1", "xn--bcher-kva.example:1", "/"),
        ("http://straße.example/", "http://xn--strae-oqa.example", "xn--strae-oqa.example", "/"),
    ])
    func parts(url: String, origin: String, authority: String, target: String) throws {
        let parts = try HTTPURL(url)
        #expect(parts.origin.description == origin)
        #expect(parts.authority == authority)
        #expect(parts.target == target)
        #expect(!parts.description.contains("p@"))
    }

    @Test func sameOrigin() throws {
        #expect(try HTTPURL("http://A:80/x").origin == HTTPURL("http://u:p@a/y").origin)
        #expect(try HTTPURL("http://a/").origin != HTTPURL("https://a/").origin)
        #expect(try HTTPURL("http://a:81/").origin != HTTPURL("http://a/").origin)
    }

    @Test func credentials() throws {
        let both = try #require(try HTTPURL("http://me%3A:a:b%40@h").credentials)
        #expect(both.user == Array("me:".utf8))
        #expect(both.password == Array("a:b@".utf8))
        #expect(try HTTPURL("http://h").credentials == nil)
    }

    @Test(arguments: [
        "", "/relative", "//h/", "h:80/", "127.0.0.1:80/", "ftp://h/", "file:///etc/passwd", "http:///x", "http://",
        "http://:80/", "http://h:99999/", "http://h:x/", "http://h:1:2/", "http://[::1/", "http://[::1]x/",
        "http://[h]/",
        "http://a b/", "http://h/a b", "http://h/\t", "http://h/\0", "http://h<x/", "http://h%2Fx/",
        "http://ü\u{301}\u{2024}/",
        "http://u:p@/",
        // What the making of A-labels would let through.
        "http://good.example%00ü.example/", "http://%00/", "http://%23h/", "http://a`b/", "http://a^b/", "http://a|b/",
        "http://ü%25/", "http://ü%2Fx/", "http://ü\u{FF0F}x/", "http://ü%40h/", "http://ü\u{FF20}h/", "http://ü%23/",
    ])
    func isNoURL(text: String) {
        #expect(throws: ExchangeFailure.self, "\(text)") { try HTTPURL(text) }
    }
}
