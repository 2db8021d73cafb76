import HTTP
import JSON
import Testing

@testable import Scenarios

@Suite struct RequestTests {
    private func request(_ request: String, suite: String = "{}", _ more: String = "") throws -> HTTPRequest {
        try Fixtures.request(
            #"{ "suite": "S", "request": \#(suite), "scenarios": [{ "name": "n", \#(more) "request": \#(request), "expect": { "status": 200 } }] }"#
        )
    }

    private func text(_ request: HTTPRequest) -> String { String(decoding: request.body ?? [], as: UTF8.self) }

    private static let base =
        #"{ "method": "POST", "path": "/p", "headers": { "X-Date": "now", "Accept": "a/b" }, "json": { "a": 1, "b": { "c": 2 } } }"#

    @Test func `inherits what isn't patched`() throws {
        let sent = try request(#"{ "json": { "b": { "d": 3 } } }"#, suite: Self.base)
        #expect(sent.method == "POST")
        #expect(sent.url == "http://host/p")
        #expect(
            sent.headers.all == [
                HeaderField("X-Date", "now"), HeaderField("Accept", "a/b"),
                HeaderField("Content-Type", "application/json"),
            ]
        )
        #expect(text(sent) == #"{"a":1,"b":{"c":2,"d":3}}"#)
    }

    @Test func `null removes, header names match in any case`() throws {
        let sent = try request(
            #"{ "headers": { "x-date": null, "ACCEPT": "c/d" }, "json": { "a": null } }"#,
            suite: Self.base
        )
        #expect(sent.headers["X-Date"] == nil)
        #expect(sent.headers.all.first == HeaderField("ACCEPT", "c/d"))
        #expect(text(sent) == #"{"b":{"c":2}}"#)
    }

    @Test func `null takes away what a client would add`() throws {
        let sent = try request(#"{ "headers": { "User-Agent": null, "x-date": null } }"#, suite: Self.base)
        #expect(sent.omitted == ["x-date", "User-Agent"])
        #expect(!sent.takes("user-agent") && sent.takes("Host"))
    }

    @Test func `content is sent in chunks, and in no other coding`() throws {
        let chunked = try request(#"{ "headers": { "Transfer-Encoding": "chunked" }, "text": "x" }"#)
        #expect(chunked.headers["Transfer-Encoding"] == "chunked")
        for coding in [#""gzip""#, #"["chunked", "chunked"]"#, #""""#] {
            let found = try Fixtures.problems(
                #"{ "suite": "S", "scenarios": [{ "name": "n", "request": { "headers": { "transfer-encoding": \#(coding) } }, "expect": { "status": 200 } }] }"#
            )
            #expect(found.count == 1 && found[0].contains("Transfer-Encoding"), "\(found)")
        }
    }

    @Test func `a name from the row is replaced before it removes`() throws {
        let sent = try request(
            #"{ "headers": { "${h}": null }, "json": { "a": "${null}" } }"#,
            suite: Self.base,
            #""each": { "h": ["X-Date"] },"#
        )
        #expect(sent.headers["X-Date"] == nil)
        #expect(text(sent) == #"{"a":null,"b":{"c":2}}"#)
    }

    @Test func `one kind of body takes the place of another`() throws {
        let sent = try request(#"{ "text": "{broken" }"#, suite: Self.base)
        #expect(text(sent) == "{broken")
        #expect(sent.headers["Content-Type"] == nil)
    }

    @Test func `a content type set to null is not sent, not even by default`() throws {
        #expect(
            try request(#"{ "headers": { "Content-Type": null } }"#, suite: Self.base).headers["Content-Type"] == nil
        )
        #expect(
            try request(#"{ "headers": { "content-type": "x/y" } }"#, suite: Self.base).headers.values("Content-Type")
                == ["x/y"]
        )
    }

    @Test func `doubled and empty fields, query and form`() throws {
        let sent = try request(
            #"{ "path": "/p?x=1", "query": { "a b": ["ü", 2], "n": null }, "headers": { "D": ["1", "2"], "E": "" }, "form": { "k": "a b&c" } }"#
        )
        #expect(sent.url == "http://host/p?x=1&a%20b=%C3%BC&a%20b=2")
        #expect(sent.headers.values("D") == ["1", "2"])
        #expect(sent.headers.values("E") == [""])
        #expect(text(sent) == "k=a+b%26c")
        #expect(sent.headers["Content-Type"] == "application/x-www-form-urlencoded")
    }

    @Test func `multipart parts stand between boundaries that aren't in them`() throws {
        let sent = try request(
            #"{ "method": "POST", "multipart": [{ "name": "a\"", "text": "x" }, { "name": "f", "base64": "AAE=", "filename": "f.bin", "contentType": "a/b" }] }"#
        )
        let type = try #require(sent.headers["Content-Type"])
        let boundary = try #require(type.split(separator: "=").last)
        let expected =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"a%22\"\r\n\r\nx\r\n--\(boundary)\r\n"
            + "Content-Disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\nContent-Type: a/b\r\n\r\n\u{0}\u{1}\r\n--\(boundary)--\r\n"
        #expect(text(sent) == expected)
    }

    @Test func `credentials`() throws {
        #expect(try request(#"{ "auth": { "bearer": "t" } }"#).headers["Authorization"] == "Bearer t")
        #expect(
            try request(#"{ "auth": { "basic": { "user": "Aladdin", "password": "open sesame" } } }"#).headers[
                "Authorization"
            ] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        )
    }

    private static let hmac = #"""
        "hmac": { "id": "app", "secret": "s3cr3t", "signedHeaders": ["X-Date"], "canonicalRequest": "{method}\n{path/}\n{headers}\n{body-hash}",
          "stringToSign": "{canonicalRequest-hash}", "headers": { "Authorization": "HMAC id={id},sig={signature}" } MORE }
        """#

    private func signed(_ more: String = "") throws -> HTTPRequest {
        let hmac = Self.hmac.replacing("MORE", with: more)
        return try request(#"{ "auth": { \#(hmac) } }"#, suite: Self.base)
    }

    @Test func `a tampered request keeps the honest one's signature`() throws {
        let honest = try signed()
        let tampered = try signed(
            #", "afterSigning": { "path": "/q", "json": { "a": 2 }, "headers": { "X-Date": "then" } }"#
        )
        #expect(honest.headers["Authorization"]?.hasPrefix("HMAC id=app,sig=") == true)
        #expect(tampered.headers["Authorization"] == honest.headers["Authorization"])
        #expect(tampered.url == "http://host/q")
        #expect(tampered.headers["X-Date"] == "then")
        #expect(text(tampered) == #"{"a":2,"b":{"c":2}}"#)
        let other = try request(
            #"{ "path": "/q", "auth": { \#(Self.hmac.replacing("MORE", with: "")) } }"#,
            suite: Self.base
        )
        #expect(other.headers["Authorization"] != honest.headers["Authorization"])
    }

    @Test func `afterSigning can take the signature away`() throws {
        #expect(
            try signed(#", "afterSigning": { "headers": { "authorization": null } }"#).headers["Authorization"] == nil
        )
    }
}
