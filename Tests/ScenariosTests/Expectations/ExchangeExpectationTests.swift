import HTTP
import JSON
import Quantities
import Testing

@testable import Decoding
@testable import Scenarios

/// Cookies, trailers, redirects, certificates and charsets.
@Suite struct ExchangeExpectationTests {
    private static let cookies = [
        ("Set-Cookie", "sid=old; Path=/old"), ("Set-Cookie", "sid=a=b; Path=/x; HttpOnly; Max-Age=60; SameSite=Lax"),
        ("Set-Cookie", "theme=dark"),
    ]

    @Test(arguments: [
        (#"{ "cookies": { "sid": "a=b", "theme": { "startsWith": "da" }, "none": { "missing": true } } }"#, []),
        (
            #"{ "cookies": { "sid": { "value": { "contains": "=" }, "attributes": { "path": "/x", "HttpOnly": true, "Max-Age": { ">": 30 }, "Secure": { "missing": true } } } } }"#,
            []
        ),
        (
            #"{ "cookies": { "sid": { "attributes": { "Secure": true, "SameSite": "Strict" } }, "none": "x" } }"#,
            ["cookies.sid.Secure", "cookies.sid.SameSite", "cookies.none"]
        ),
        // What is said of attributes is said of a cookie that is set.
        (
            #"{ "cookies": { "a": { "attributes": { "Domain": { "missing": true } } }, "b": { "attributes": {} }, "c": { "value": { "not": "x" } }, "d": { "value": { "missing": true } } } }"#,
            ["cookies.a", "cookies.b", "cookies.c"]
        ),
    ])
    func cookiesAreHeldAgainstValueAndAttributes(_ expectation: String, _ broken: [String]) throws {
        let found = try Fixtures.findings(expectation, Fixtures.response(200, Self.cookies))
        #expect(found.map { $0.prefix { $0 != ":" } } == broken.map { $0[...] })
    }

    private static func exchange(url: String, redirects: Int = 0, days: Int? = nil) throws -> Exchange {
        var exchange = Fixtures.response(200)
        exchange.url = url
        let request = HTTPRequest(method: "GET", url: url)
        exchange.transmissions = [Transmission(cause: .first, request: request)]
        for _ in 0..<redirects {
            exchange.transmissions.append(Transmission(cause: .redirected(status: 302), request: request))
        }
        if let days {
            let end = try DateFormat("iso8601").string(
                fromUnixMilliseconds: Fixtures.noon + Int64(days) * 86_400_000 + 5
            )
            let certificate = CertificateEvidence(
                subject: "CN=h",
                issuer: "CN=authority",
                notBefore: "2026-01-01T00:00:00Z",
                notAfter: end,
                sha256: ""
            )
            let tls = TLSEvidence(version: "TLSv1.3", cipher: "c", certificates: [certificate])
            exchange.transmissions[exchange.transmissions.count - 1].connection =
                ConnectionEvidence(local: nil, peer: nil, number: 1, tls: tls)
        }
        return exchange
    }

    @Test func redirectsAndTheFinalURLAreHeldAgainst() throws {
        let exchange = try Self.exchange(url: "https://h/end?x=1", redirects: 2)
        #expect(try Fixtures.findings(#"{ "redirects": 2, "url": { "endsWith": "/end?x=1" } }"#, exchange) == [])
        let found = try Fixtures.findings(#"{ "redirects": { "<": 2 }, "url": "https://h/" }"#, exchange)
        #expect(found.map { $0.prefix { $0 != ":" } } == ["redirects", "url"])
    }

    @Test func certificatesAreHeldAgainst() throws {
        let wanted =
            #"{ "certificate": { "daysLeft": { ">": 14 }, "subject": { "contains": "CN=h" }, "issuer": "CN=authority" } }"#
        #expect(try Fixtures.findings(wanted, Self.exchange(url: "https://h/", days: 15)) == [])
        #expect(
            try Fixtures.findings(wanted, Self.exchange(url: "https://h/", days: 14))
                == ["certificate.daysLeft: expected a number > 14, found number 14"]
        )
        #expect(try Fixtures.findings(wanted, Self.exchange(url: "https://h/", days: -3)).count == 1)
        #expect(
            try Fixtures.findings(wanted, Self.exchange(url: "http://h/"))
                == ["certificate: expected a certificate, found a connection without TLS"]
        )
        // What can't be judged hasn't passed.
        #expect(try Fixtures.findings(wanted, Self.exchange(url: "https://h/")).count == 1)
    }

    @Test func trailersAreHeldAgainst() throws {
        var exchange = Fixtures.response(200)
        var response = try exchange.outcome.get()
        response.trailers.append("Grpc-Status", "0")
        exchange.outcome = .success(response)
        #expect(
            try Fixtures.findings(#"{ "trailers": { "grpc-status": 0, "X": { "missing": true } } }"#, exchange) == []
        )
        #expect(try Fixtures.findings(#"{ "trailers": { "grpc-status": "1" } }"#, exchange).count == 1)
    }

    @Test(arguments: [
        ("text/plain; charset=utf-8", [0xC3, 0xA9] as [UInt8]), ("text/plain; charset=\"ISO-8859-1\"", [0xE9]),
        ("text/plain", [0xE9]), ("text/plain; charset=windows-1251", [0xE9]),
        ("text/html;charset=UTF-16LE", [0xE9, 0x00]),
        ("text/plain; charset=../../x", [0xC3, 0xA9]), ("text/plain; charset=utf-16le", [0xC3, 0xA9, 0xC3]),
    ])
    func textsAreReadInTheirCharset(_ type: String, _ bytes: [UInt8]) throws {
        var exchange = Fixtures.response(200, [("Content-Type", type)])
        var response = try exchange.outcome.get()
        response.body = bytes
        exchange.outcome = .success(response)
        let text =
            switch type {
            case _ where type.contains("1251"): "й"
            // What the type can't be right about is read as without it.
            case _ where bytes.count == 3: "\u{C3}\u{A9}\u{C3}"
            default: "é"
            }
        #expect(Subject(exchange, parsing: false).text == text)
    }

    @Test(arguments: ["trailers", "redirects", "url", "certificate"])
    func whatOnlyASingleRequestShowsIsRefusedForLoads(_ key: String) throws {
        let value = key == "redirects" ? "1" : key == "url" ? #""x""# : #"{ "subject": "x" }"#
        let expect = #""expect": { "status": 200, "\#(key)": \#(value) }"#
        let single = #"{ "suite": "S", "scenarios": [{ "name": "n", \#(expect) }] }"#
        #expect(try Fixtures.problems(single) == [])
        let burst = #"{ "suite": "S", \#(expect), "scenarios": [{ "name": "n", "burst": { "requests": 2 } }] }"#
        #expect(try Fixtures.problems(burst) == ["'\(key)' isn't known of the requests of a burst or load"])
        let without =
            #"{ "suite": "S", \#(expect), "scenarios": [{ "name": "n", "burst": { "requests": 2 }, "expect": { "\#(key)": null } }] }"#
        #expect(try Fixtures.problems(without) == [])
    }
}
