import HTTP
import JSON
import Testing

@testable import Scenarios

@Suite struct AuthTests {
    /// The `Authorization` field of a POST that is signed as `hmac` says; `request` adds to what is sent.
    private static func signed(_ hmac: String = "", request: String = "") throws -> HTTPRequest {
        try Fixtures.request(
            #"""
            { "suite": "S", "scenarios": [{ "name": "n", "expect": { "status": 200 }, "request": {
              "method": "POST", "path": "/p%20q?b=%C3%BC&a=1", "headers": { "X-Date": " now " }, "json": { "a": 1 }, \#(request)
              "auth": { "hmac": { "id": "app", "secret": "s3cr3t", \#(hmac) "signedHeaders": ["X-Date", "host"],
                "canonicalRequest": "{method}\n{path/}\n{query}\n{headers}\n{signedHeaders}\n{body-hash}",
                "stringToSign": "TEST\n{canonicalRequest-hash}",
                "headers": { "Authorization": "T {id} {signedHeaders} {signature}", "X-Id": "{id}" } } } } }] }
            """#
        )
    }

    // Derivation, for each hash H:
    //   python3 -c 'import hmac,hashlib
    //   c="POST\n/p%20q/\na=1&b=%C3%BC\nhost:host\nx-date:now\n\nhost;x-date\n"+H(b"{\"a\":1}").hexdigest()
    //   print(hmac.new(b"s3cr3t",("TEST\n"+H(c.encode()).hexdigest()).encode(),H).hexdigest())'
    @Test(arguments: [
        ("", "4e4109d6d7ecae4d8e7067c92fd3ce3b263c25647cb041e562eb310c3cd71639"),
        (#""encoding": "HEX","#, "4E4109D6D7ECAE4D8E7067C92FD3CE3B263C25647CB041E562EB310C3CD71639"),
        (#""hash": "sha256", "encoding": "base64","#, "TkEJ1tfsrk2OcGfJL9POOyY8JWR8sEHlYusxDDzXFjk="),
        (
            #""hash": "sha384", "encoding": "base64","#,
            "YcnyBIlpWaykywTi63Hdoo7wSi+X4talv5RYWiYdrCi7z5sp3X1tiQDLxD/rGEgw"
        ),
        (
            #""hash": "sha512", "encoding": "base64","#,
            "YWBbTDA3R6rldSIxyQfl3c7ni0h4HOPa6PZtkxc1M6EFSXim6qs0PGNAq3LmhnjbMk9u4End085GSoZjQJqL5Q=="
        ),
    ])
    func aSignatureIsThatOfTheStandard(hmac: String, signature: String) throws {
        let request = try Self.signed(hmac)
        #expect(request.headers.values("Authorization") == ["T app host;x-date \(signature)"])
        #expect(request.headers["X-Id"] == "app")
        #expect(request.headers["X-Date"] == " now ")
        #expect(request.headers["Content-Type"] == "application/json")
    }

    @Test(arguments: [
        (#""afterSigning": { "json": { "a": 2 } },"#, #"{"a":2}"#),
        (#""afterSigning": { "method": "PUT" },"#, #"{"a":1}"#),
        (#""afterSigning": { "headers": { "X-Date": "then" } },"#, #"{"a":1}"#),
        (#""afterSigning": { "text": "x" },"#, "x"),
    ])
    func whatIsTamperedWithKeepsTheSignature(hmac: String, body: String) throws {
        let (honest, tampered) = (try Self.signed(), try Self.signed(hmac))
        #expect(tampered.headers["Authorization"] == honest.headers["Authorization"])
        #expect(tampered.body.map { String(decoding: $0, as: UTF8.self) } == body)
        #expect(tampered != honest)
    }

    @Test func aTamperedSignatureIsSent() throws {
        let request = try Self.signed(#""afterSigning": { "headers": { "Authorization": ["T forged", "twice"] } },"#)
        #expect(request.headers.values("Authorization") == ["T forged", "twice"])
        #expect(request.headers["X-Id"] == "app")
    }

    @Test(arguments: [
        (#"{ "bearer": "a b" }"#, "Bearer a b"), (#"{ "bearer": "" }"#, "Bearer "),
        (#"{ "basic": { "user": "", "password": "" } }"#, "Basic Og=="),
        (#"{ "basic": { "user": "ü", "password": "p:w" } }"#, "Basic w7w6cDp3"),
    ])
    func simpleCredentials(auth: String, field: String) throws {
        let suite =
            #"{ "suite": "S", "scenarios": [{ "name": "n", "request": { "auth": \#(auth) }, "expect": { "status": 200 } }] }"#
        #expect(try Fixtures.request(suite).headers.values("Authorization") == [field])
    }
}
