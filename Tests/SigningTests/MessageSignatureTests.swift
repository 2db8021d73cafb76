import Cryptography
import HTTP
import Testing
import URI

@testable import Signing

/// HTTP Message Signatures, by the examples of RFC 9421, appendix B.2, where these are the same each time, and by
/// verification.
@Suite struct MessageSignatureTests {
    /// Appendix B.2: `test-request`.
    private static let request = HTTPRequest(
        method: "POST",
        url: "https://example.com/foo?param=Value&Pet=dog",
        headers: HeaderFields([
            HeaderField("Date", "Tue, 20 Apr 2021 02:07:55 GMT"), HeaderField("Content-Type", "application/json"),
            HeaderField(
                "Content-Digest",
                "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
            ),
        ]),
        body: Array(#"{"hello": "world"}"#.utf8)
    )

    private static func parameters(_ keyID: String, _ change: (inout MessageSignature.Parameters) -> Void = { _ in })
        -> MessageSignature.Parameters
    {
        var parameters = MessageSignature.Parameters()
        parameters.created = 1_618_884_473
        parameters.keyID = keyID
        change(&parameters)
        return parameters
    }

    /// Appendix B.2.5.
    @Test func hmacSignsAsTheStandardSays() throws {
        let secret = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
        let signature = try MessageSignature(
            .hmacSHA256,
            key: try #require(Base64.decode(secret)),
            components: ["date", "@authority", "content-type"],
            parameters: Self.parameters("test-shared-secret"),
            label: "sig-b25"
        )
        #expect(
            try signature.headers(signing: Self.request) == [
                HeaderField(
                    "Signature-Input",
                    #"sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret""#
                ),
                HeaderField("Signature", "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:"),
            ]
        )
    }

    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
        -----END PRIVATE KEY-----

        """

    /// Appendix B.2.6.
    @Test func ed25519SignsAsTheStandardSays() throws {
        let signature = try MessageSignature(
            .ed25519,
            key: Array(Self.ed25519.utf8),
            components: ["date", "@method", "@path", "@authority", "content-type", "content-length"],
            parameters: Self.parameters("test-key-ed25519"),
            label: "sig-b26"
        )
        #expect(
            try signature.headers(signing: Self.request) == [
                HeaderField(
                    "Signature-Input",
                    #"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#
                ),
                HeaderField(
                    "Signature",
                    "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"
                ),
            ]
        )
    }

    /// Those that differ each time are verified over the base, whose text is the standard's (section 2.5 and B.2.3).
    @Test(arguments: [
        (MessageSignature.Algorithm.rsaPSSSHA512, KeyKind.rsa(bits: 2048), SignatureAlgorithm.rsaPSS(.sha512)),
        (.rsaSHA256, .rsa(bits: 2048), .rsa(.sha256)), (.ecdsaP256SHA256, .p256, .ecdsa(.sha256)),
        (.ed25519, .ed25519, .ed25519),
    ])
    func othersAreVerifiedWithThePublicKey(
        _ algorithm: MessageSignature.Algorithm,
        _ kind: KeyKind,
        _ way: SignatureAlgorithm
    ) throws {
        let key = try #require(PrivateKey.generated(kind))
        let components = [
            "date", "@method", "@path", "@query", "@authority", "content-type", "content-digest", "content-length",
        ]
        let signature = try MessageSignature(
            algorithm,
            key: Array(key.pem.utf8),
            components: components,
            parameters: Self.parameters("test-key")
        )
        let base = """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@method": POST
            "@path": /foo
            "@query": ?param=Value&Pet=dog
            "@authority": example.com
            "content-type": application/json
            "content-digest": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:
            "content-length": 18
            "@signature-params": ("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key"
            """
        #expect(try signature.base(of: Self.request) == base)
        let field = try #require(try signature.headers(signing: Self.request).last?.value)
        #expect(field.hasPrefix("sig1=:") && field.hasSuffix(":"))
        let bytes = try #require(Base64.decode(String(field.dropFirst(6).dropLast())))
        #expect(key.publicKey.isValid(bytes, of: Array(base.utf8), by: way))
        #expect(!key.publicKey.isValid(bytes, of: Array((base + " ").utf8), by: way))
    }

    private static func base(
        _ components: [String],
        _ request: HTTPRequest,
        _ parameters: MessageSignature.Parameters = .init()
    ) throws
        -> String
    {
        try MessageSignature(.hmacSHA256, key: [1], components: components, parameters: parameters).base(of: request)
    }

    /// Sections 2.1 and 2.2: what stands for each part of a request.
    @Test(arguments: [
        ("@method", "GET"), ("@target-uri", "http://Example.com:8080/a%20b?x=1&y=a%20b+c&x2="),
        ("@authority", "example.com:8080"),
        ("@scheme", "http"), ("@request-target", "/a%20b?x=1&y=a%20b+c&x2="), ("@path", "/a%20b"),
        ("@query", "?x=1&y=a%20b+c&x2="),
        (#"@query-param;name="x""#, "1"), (#"@query-param; name="y""#, "a%20b%20c"), (#"@query-param;name="x2""#, ""),
        ("X-Many", "a, b  c, "), ("host", "Example.com:8080"),
        ("Content-Digest", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
    ])
    func eachPartHasItsValue(_ component: String, _ value: String) throws {
        let fields = [HeaderField("x-many", " a"), HeaderField("X-Many", "b  c "), HeaderField("X-MANY", "")]
        var request = HTTPRequest(
            method: "GET",
            url: "http://Example.com:8080/a%20b?x=1&y=a%20b+c&x2=",
            headers: HeaderFields(fields)
        )
        // The digest of no content, which is added where it is covered.
        if component == "Content-Digest" {
            let signature = try MessageSignature(.hmacSHA256, key: [1], components: [component], parameters: .init())
            for field in try signature.headers(signing: request).prefix(1) {
                request.headers.append(field.name, field.value)
            }
        }
        let line = try #require(try Self.base([component], request).split(separator: "\n").first)
        #expect(line.hasSuffix(": \(value)"), "\(line)")
    }

    @Test func whatItSaysOfItselfIsSigned() throws {
        let parameters = Self.parameters(#"a"b\"#) {
            $0.expires = 1_618_884_773
            $0.nonce = "n"
            $0.namesAlgorithm = true
            $0.tag = "app"
        }
        #expect(
            try Self.base([], Self.request, parameters)
                == #""@signature-params": ();created=1618884473;expires=1618884773;nonce="n";alg="hmac-sha256";keyid="a\"b\\";tag="app""#
        )
        let bare = HTTPRequest(method: "GET", url: "http://h")
        #expect(
            try Self.base(["@path", "@query"], bare)
                == "\"@path\": /\n\"@query\": ?\n\"@signature-params\": (\"@path\" \"@query\")"
        )
    }

    @Test(arguments: [
        (["@methd"], "'@methd' is neither a field's name nor a part of a request"), (["a b"], "neither a field's name"),
        (["date", "Date"], "Date is covered twice"), (["@method;req"], "section 2.4"),
        (["@query-param"], "must name its parameter"),
        (["x-none"], "covers the field 'x-none', which the request hasn't"),
        ([#"@query-param;name="no""#], "no parameter 'no'"), ([#"@query-param;name="two""#], "2 parameters 'two'"),
    ])
    func whatCantBeCoveredIsTold(_ components: [String], _ words: String) throws {
        let request = HTTPRequest(
            method: "GET",
            url: "http://h/?two=1&two=2",
            headers: HeaderFields([HeaderField("Date", "d")])
        )
        let error = #expect(throws: MessageSignatureError.self) { try Self.base(components, request) }
        #expect(error?.part == .components && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func keysAndLabelsAreChecked() {
        let key = Array(Self.ed25519.utf8)
        for algorithm in MessageSignature.Algorithm.allCases where ![.hmacSHA256, .ed25519].contains(algorithm) {
            let error = #expect(throws: MessageSignatureError.self) {
                try MessageSignature(algorithm, key: key, components: [], parameters: .init())
            }
            #expect(error?.part == .key && error?.message.hasPrefix("\(algorithm.rawValue) needs ") == true)
        }
        for (label, parameters) in [
            ("Sig", Self.parameters("a")), ("", Self.parameters("a")), ("a", Self.parameters("ü")),
        ] {
            #expect(throws: MessageSignatureError.self) {
                try MessageSignature(.ed25519, key: key, components: [], parameters: parameters, label: label)
            }
        }
    }
}
