import HTTP
import JSON
import Testing
import URI

@testable import Scenarios
@testable import Substitution

/// Credentials that a request brings itself: keys, tokens that are signed here, signatures of clouds.
@Suite struct CredentialTests {
    private static func request(_ auth: String, _ more: String = "") throws -> HTTPRequest {
        try Fixtures.request(
            #"""
            { "suite": "S", "variables": { "key": "k e" }, "scenarios": [{ "name": "n", "expect": { "status": 200 },
              "request": { "path": "/p", \#(more) "auth": \#(auth) } }] }
            """#
        )
    }

    private static func problems(_ auth: String) throws -> [String] {
        try Fixtures.problems(
            #"{ "suite": "S", "scenarios": [{ "name": "n", "expect": { "status": 200 }, "request": { "auth": \#(auth) } }] }"#
        )
    }

    @Test func anAPIKeyStandsInItsPlace() throws {
        let header = try Self.request(
            #"{ "apiKey": { "header": "X-Key", "value": "${key}" } }"#,
            #""headers": { "x-key": "old" },"#
        )
        #expect(header.headers.values("X-Key") == ["k e"])
        #expect(header.credentials == ["X-Key"])
        #expect(
            try Self.request(#"{ "apiKey": { "query": "key", "value": "${key}" } }"#).url == "http://host/p?key=k%20e"
        )
        let second = try Self.request(#"{ "apiKey": { "query": "key", "value": "a" } }"#, #""query": { "b": "1" },"#)
        #expect(second.url == "http://host/p?b=1&key=a")
        #expect(try Self.request(#"{ "apiKey": { "cookie": "sid", "value": "a" } }"#).headers["Cookie"] == "sid=a")
    }

    @Test func aTokenIsSignedWithItsClaims() throws {
        let auth =
            #"{ "jwt": { "algorithm": "HS256", "key": "${key}", "header": { "kid": "1" }, "claims": { "//": "why", "iss": "us", "exp": "${now+5m:unix}" } } }"#
        let field = try #require(try Self.request(auth).headers["Authorization"])
        #expect(field.hasPrefix("Bearer "))
        let parts = field.dropFirst(7).split(separator: ".").map { Base64URL.decodeAny(String($0)) ?? [] }
        #expect(try JSONParser.parse(parts[0]) == ["alg": "HS256", "typ": "JWT", "kid": "1"])
        let claims = try JSONParser.parse(parts[1])
        #expect(claims["iss"] == "us" && claims["exp"]?.number != nil && claims["//"] == nil)
    }

    @Test func cloudsGetTheirFields() throws {
        let keys = #""accessKey": "A", "secretKey": "s3cr3t""#
        let aws = try Self.request(
            #"{ "aws": { \#(keys), "region": "r", "service": "execute-api", "signedHeaders": ["X-A"] } }"#,
            #""headers": { "X-A": "1" },"#
        )
        let time = try #require(aws.headers["X-Amz-Date"])
        #expect(time.utf8.count == 16 && time.hasSuffix("Z"))
        let scope =
            "AWS4-HMAC-SHA256 Credential=A/\(time.prefix(8))/r/execute-api/aws4_request, SignedHeaders=host;x-a;x-amz-date, "
        #expect(aws.headers["Authorization"]?.hasPrefix(scope) == true)
        let huawei = try Self.request(
            #"{ "huawei": { \#(keys), "afterSigning": { "path": "/other" } } }"#,
            #""headers": { "X-Sdk-Date": "20200608T023900Z" },"#
        )
        #expect(huawei.url == "http://host/other")
        let honest = try Self.request(
            #"{ "huawei": { \#(keys) } }"#,
            #""headers": { "X-Sdk-Date": "20200608T023900Z" },"#
        )
        #expect(huawei.headers["Authorization"] == honest.headers["Authorization"])
    }

    @Test(arguments: [
        (
            #"{ "jwt": { "algorithm": "RS256", "key": "secret-text", "claims": {} } }"#,
            "RS256 needs an RSA private key of 2048 bits or more in PEM, not encrypted"
        ),
        (#"{ "jwt": { "algorithm": "HS2", "key": "k", "claims": {} } }"#, "unknown algorithm 'HS2'"),
        (
            #"{ "jwt": { "algorithm": "HS256", "key": "k", "claims": [] } }"#,
            "'claims' must be an object, found an array"
        ),
        (#"{ "jwt": { "algorithm": "HS256", "claims": {} } }"#, "'jwt' needs 'key'"),
        (
            #"{ "jwt": { "algorithm": "HS256", "key": "!", "keyEncoding": "base64", "claims": {} } }"#,
            "'key' is not base64"
        ),
        (#"{ "digest": { "user": "u" } }"#, "'digest' needs 'password'"),
        (
            #"{ "digest": { "user": "u", "password": "p", "qop": "auth-conf" } }"#,
            "'qop' must be \"auth\" or \"auth-int\", found 'auth-conf'"
        ),
        (
            #"{ "digest": { "user": "u", "password": "p" }, "bearer": "t" }"#,
            "'digest' and 'bearer' can't be given together"
        ),
        (
            #"{ "oauth2": { "tokenUrl": "/t", "clientId": "c", "clientAssertion": { "algorithm": "ES256", "key": "secret-text" } } }"#,
            "ES256 needs a private key on the curve P-256 in PEM, not encrypted"
        ),
        (
            #"{ "oauth2": { "tokenUrl": "/t", "clientId": "c", "clientAssertion": { "algorithm": "HS256" } } }"#,
            "'clientAssertion' needs 'key'"
        ),
        (
            #"{ "messageSignature": { "algorithm": "ed25519", "key": "secret-text", "covers": [] } }"#,
            "ed25519 needs an Ed25519 private key in PEM, not encrypted"
        ),
        (
            #"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "covers": ["date"] } }"#,
            "the signature covers the field 'date', which the request hasn't; write it in 'headers'"
        ),
        (
            #"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "covers": ["date;sf;bs"] } }"#,
            "'date;sf;bs' wants the field's bytes as they are (bs) and what they mean (sf): one of them (RFC 9421, section 2.1)"
        ),
        (
            #"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "covers": ["@method", "@method;req"] } }"#,
            "the parameter 'req' of '@method;req' takes a part of the request into the signature of its response (RFC 9421, "
                + "section 2.4), and here it is requests that are signed: leave it out"
        ),
        (
            #"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "covers": ["content-digest;key=\"md5\""] } }"#,
            "the signature covers the member 'md5' of the field 'content-digest', which the request hasn't there"
        ),
        (#"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "k" } }"#, "'messageSignature' needs 'covers'"),
        (
            #"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "covers": [], "label": "Sig" } }"#,
            "'Sig' is no label: it begins with a small letter and goes on with small letters, digits and _-.*"
        ),
        (#"{ "apiKey": { "value": "k" } }"#, "'apiKey' needs 'header', 'query' or 'cookie'"),
        (
            #"{ "apiKey": { "header": "X", "cookie": "x", "value": "k" } }"#,
            "'header' and 'cookie' can't be given together"
        ),
        (#"{ "aws": { "accessKey": "a", "secretKey": "s", "region": "r" } }"#, "'aws' needs 'service'"),
        (#"{ "huawei": { "accessKey": "a", "secretKey": "s", "region": "r" } }"#, "unknown key 'region' in 'huawei'"),
        (
            #"{ "huawei": { "accessKey": "a", "secretKey": "s" }, "bearer": "t" }"#,
            "'huawei' and 'bearer' can't be given together"
        ),
    ])
    func mistakesAreTold(_ auth: String, _ message: String) throws {
        #expect(try Self.problems(auth) == [message])
    }

    /// What a case of one row after the other sends as `field`.
    private static func rows(_ suite: String, _ field: String = "Authorization") throws -> [String?] {
        let plan = try Fixtures.plan(suite)
        return try plan.suites[0].cases.map { planned in
            var scope = try CaseScope(planned, options: PlanOptions(), files: FileStore(), seed: 1)
            return try scope.request(try #require(planned.steps.first), target: "http://host").request.headers[field]
        }
    }

    @Test func aNullInARowTakesCredentialsAway() throws {
        let rows =
            #""each": [{ "auth": { "bearer": "t" } }, { "auth": null }, { "auth": { "basic": { "user": "a", "password": "b" } } }]"#
        let patched = #"""
            { "suite": "S", "request": { "auth": { "bearer": "suite's" } }, "scenarios": [
              { "name": "n ${auth}", \#(rows), "request": { "auth": "${auth}" }, "expect": { "status": 200 } }] }
            """#
        #expect(try Self.rows(patched) == ["Bearer t", nil, "Basic YTpi"])
        let inherited = #"""
            { "suite": "S", "request": { "auth": { "bearer": "${token}" } }, "scenarios": [
              { "name": "n ${token}", "each": [{ "token": "t" }, { "token": null }], "expect": { "status": 200 } }] }
            """#
        #expect(try Self.rows(inherited) == ["Bearer t", nil])
        let key = #"""
            { "suite": "S", "request": { "auth": { "apiKey": { "header": "X-Key", "value": "k" } } }, "scenarios": [
              { "name": "a", "expect": { "status": 200 } }, { "name": "b", "request": { "auth": null }, "expect": { "status": 401 } }] }
            """#
        #expect(try Self.rows(key, "X-Key") == ["k", nil])
    }

    @Test func aMessageIsSignedAndTamperedWith() throws {
        let auth =
            #"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "azNjcmV0", "keyEncoding": "base64", "keyId": "a", "covers": ["@method", "content-digest"], "created": false, "tag": "t"\#("%") } }"#
        let content = #""json": { "a": 1 },"#
        let honest = try Self.request(auth.replacing("%", with: ""), content)
        #expect(honest.headers["Signature-Input"] == #"sig1=("@method" "content-digest");keyid="a";tag="t""#)
        // python3: base64(hmac(b"k3cret", '"@method": GET\n"content-digest": …\n"@signature-params": …'))
        #expect(honest.headers["Content-Digest"] == "sha-256=:AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI=:")
        #expect(honest.headers["Signature"]?.hasPrefix("sig1=:") == true)
        let tampered = try Self.request(
            auth.replacing("%", with: #", "afterSigning": { "json": { "a": 2 } }"#),
            content
        )
        #expect(tampered.headers["Signature"] == honest.headers["Signature"] && tampered.body != honest.body)
        let timed = try Self.request(
            #"{ "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "covers": [], "expires": "5m", "namesAlgorithm": true } }"#
        )
        let input = try #require(timed.headers["Signature-Input"])
        let times = try #require(input.firstMatch(of: /^sig1=\(\);created=(\d+);expires=(\d+);alg="hmac-sha256"$/))
            .output
        #expect(Int(times.2) == Int(times.1).map { $0 + 300 })
    }
}
