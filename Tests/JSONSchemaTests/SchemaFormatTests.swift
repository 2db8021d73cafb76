import JSON
import JSONSchema
import Testing

@Suite("JSON Schema: formats")
struct SchemaFormatTests {
    /// Texts that a format accepts, and texts that it doesn't.
    struct Samples: CustomTestStringConvertible, Sendable {
        let format: String
        let good: [String]
        let bad: [String]

        var testDescription: String { format }
    }

    static let samples = [
        Samples(
            format: "duration",
            good: ["P4DT12H30M5S", "P4Y", "PT0S", "P0D", "P1Y2M3D", "P1M", "PT1M", "PT36H", "P2W", "PT5M6S"],
            bad: [
                "", "P", "PT", "P1YT", "PT1D", "4D", "P2D1Y", "P1D2H", "P2S", "P1Y2W", "P1", "P1Y3D", "PT1H1S", "P٢Y",
                "P1.5D", "P1D ", "-P1D",
            ]
        ),
        Samples(
            format: "ipv4",
            good: ["0.0.0.0", "192.0.2.255", "87.10.0.1"],
            bad: [
                "127.0.0", "127.0.0.0.1", "256.0.0.1", "01.0.0.1", "1.2.3.", "1.2.3.4 ", "1.2.3.٤", "0x7f.0.0.1", "1",
            ]
        ),
        Samples(
            format: "ipv6",
            good: ["::", "::1", "1::", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4"],
            bad: [
                "", ":", ":::", "1:2:3:4:5:6:7:8::", "1.2.3.4::", "1::2::3", "1:2:3:4:5:6:7:1.2.3.4", ":1::2", "1::2:",
            ]
        ),
        Samples(
            format: "hostname",
            good: ["a", "example.org", "1host", "xn--4gbwdl.xn--wgbh1c", "A-b.C", String(repeating: "a", count: 63)],
            bad: [
                "", ".", "a..b", ".a", "a.", "-a", "a-", "a_b", "not_valid!", "ex ample", "xn--X", "ab--cd", "例え",
                String(repeating: "a", count: 64), Array(repeating: "abcd", count: 51).joined(separator: "."),
            ]
        ),
        Samples(
            format: "idn-hostname",
            good: ["bücher.example", "例え。テスト", "xn--bcher-kva.example", "שלום.example"],
            bad: ["bu\u{308}cher", "Ⅷ", "ａ", "a\u{200B}b", "שלוםa", "xn--bcher-kv"]
        ),
        Samples(
            format: "iri",
            good: ["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "urn:ü", "http://[::1]/", "http://a/?\u{E000}"],
            bad: ["/abc", "âππ", "http://2001:db8:0:0:0:0:0:1", "http://a/\u{E000}", "\\\\WINDOWS\\filëßåré", ""]
        ),
        Samples(
            format: "iri-reference",
            good: ["", "//ƒøø.ßår/", "/âππ", "#ƒrägmênt"],
            bad: ["#ƒräg\\mênt", "a b", "%zz"]
        ),
        Samples(
            format: "uri",
            good: ["a:", "a:b", "http://[v1.a:b]/", "http://user:pw@host:80/p;q?r=/?#s", "file:///a"],
            bad: ["", "//a", "http://[v.a]/", "http://[::1]x/", "a b:c", "http://a/\u{0}", "http://a#b#c"]
        ),
        Samples(
            format: "json-pointer",
            good: ["", "/", "/a~0b~1c/0", "/a b"],
            bad: ["a", "#/a", "/~", "/~2", "/~~0"]
        ),
        Samples(
            format: "email",
            good: ["a@b", #""a\"b"@example.org"#, "a+b@example.org"],
            bad: ["a@b..c", "a@-b", "a@[IPv6:1]", "a@b@c", "ä@example.org", #""a"b"@example.org"#, #""a\"@b"#]
        ),
        Samples(
            format: "regex",
            good: ["^a+$", "(?<=a)b", #"\p{L}"#, #"\p{Script=Greek}"#],
            bad: ["a{2", "(", "[b-a]", #"\Z"#]
        ),
    ]

    @Test("Accepts what the standards do, and nothing else", arguments: samples)
    func check(_ samples: Samples) throws {
        let schema = try JSONSchema(["format": .string(samples.format)], assertFormats: true)
        for text in samples.good { #expect(schema.isValid(.string(text)), "\(text.debugDescription)") }
        for text in samples.bad { #expect(!schema.isValid(.string(text)), "\(text.debugDescription)") }
        #expect(schema.isValid(1))
    }

    @Test("Describes only, unless told to assert")
    func describes() throws {
        #expect(try JSONSchema(["format": "date"]).isValid("tomorrow"))
        #expect(try JSONSchema(["format": "colour"], assertFormats: true).isValid("tomorrow"))
    }

    @Test("Says what the format is")
    func words() throws {
        let schema = try JSONSchema(["format": "date"], assertFormats: true)
        let violation = try #require(schema.validate("tomorrow").first)
        #expect(violation.message == #"expected a date such as 2026-01-31, found "tomorrow""#)
        #expect(violation.keyword == "format")
    }
}
