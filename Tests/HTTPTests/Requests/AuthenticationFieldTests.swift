import HTTP
import Testing

/// Challenges and credentials (RFC 9110, section 11).
@Suite struct AuthenticationFieldTests {
    private static func described(_ field: AuthenticationField) -> String {
        "\(field.scheme) "
            + field.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "|")
    }

    @Test(arguments: [
        ("Basic", ["basic "]), (#"Basic realm="a b""#, ["basic realm=a b"]),
        (#"Basic realm="a, b", Digest realm=x, nonce="n""#, ["basic realm=a, b", "digest nonce=n|realm=x"]),
        // RFC 9110, section 11.6.1.
        (
            #"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
            ["basic realm=simple", #"newauth realm=apps|title=Login to "apps"|type=1"#]
        ),
        ("Negotiate, Digest realm=x", ["negotiate ", "digest realm=x"]),
        ("Negotiate YWJj=, Basic realm=x", ["negotiate ", "basic realm=x"]),
        ("Bearer abc/def.g", ["bearer "]), (#"Digest Realm = "x" , NONCE="a\\b""#, [#"digest nonce=a\b|realm=x"#]),
        (#"Digest realm="open"#, ["digest realm=open"]), (", ,Basic", ["basic "]), ("", []), ("=, \"x\"", []),
        (#"Digest a="", a=2"#, ["digest a="]), ("Digest ü=1, b=2", ["digest b=2"]),
    ])
    func isReadInItsParts(_ value: String, _ expected: [String]) {
        #expect(AuthenticationField.all(value).map(Self.described) == expected)
    }

    @Test func aResponseMayHaveSeveralFields() {
        let fields = HeaderFields([
            HeaderField("WWW-Authenticate", "Digest realm=a"), HeaderField("X", "y"),
            HeaderField("www-authenticate", "Basic realm=b, Digest realm=c"),
        ])
        #expect(AuthenticationField.challenges(in: fields).map(\.scheme) == ["digest", "basic", "digest"])
        let sent = HeaderFields([HeaderField("Authorization", #"Digest username="Mufasa", uri="/a?b""#)])
        #expect(AuthenticationField.credentials(in: sent)?.parameters == ["username": "Mufasa", "uri": "/a?b"])
        #expect(AuthenticationField.parameters(#"nextnonce="n", qop=auth"#) == ["nextnonce": "n", "qop": "auth"])
    }
}
